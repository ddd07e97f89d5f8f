"""What a command imports: a library that it does not need would make everybody wait at every start."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.typed import typed

SLOW = {
    "aiohttp",
    "apscheduler",
    "cryptography",
    "fastapi",
    "jinja2",
    "mrml",
    "phonenumbers",
    "psycopg",
    "ruamel",
    "sendgrid",
    "sqlalchemy",
    "starlette",
    "structlog",
    "twilio",
    "uvicorn",
    "yaml",
}

#: Runs a command, then prints on stderr what it imported.
IMPORTED = """
import sys
from nudges.cli import main
try:
    main()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        (["--version"], set()),
        (["init", "here"], set()),
        (["person", "list"], {"cryptography", "sqlalchemy"}),
        (["understand", "done"], {"ruamel", "yaml"}),
    ],
)
def test_a_light_command_imports_no_more_than_it_needs(
    words: list[str],
    needs: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if "sqlalchemy" in needs:  # a database, which must be there
        monkeypatch.chdir(tmp_path)
        assert typed(monkeypatch, capsys)("db", "upgrade").code == 0
    run = [sys.executable, "-c", IMPORTED, *words]
    done = subprocess.run(run, cwd=tmp_path, env={}, capture_output=True, text=True, check=True)
    assert SLOW & set(done.stderr.split()) == needs
