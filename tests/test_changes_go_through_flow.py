"""Pages and commands change nothing by themselves: every change is a leg of flow, whoever asks for it."""

import re
from pathlib import Path

import nudges

PACKAGE = Path(nudges.__file__).parent

#: The key of the installation is no person's.
ASIDE = {"cli/key.py"}


def test_no_page_and_no_command_opens_a_transaction_that_writes() -> None:
    files = [path for folder in ("web", "cli") for path in sorted((PACKAGE / folder).rglob("*.py"))]
    assert len(files) > 30
    writes = {
        str(path.relative_to(PACKAGE)) for path in files if re.search(r"\.write\(\) as tx", path.read_text())
    }
    assert writes == ASIDE
