"""Whatever is wrong in the files of replies, a STOP is heard."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nudges.content.usable import usable_replies
from nudges.core.person.person import State
from nudges.core.reply.understand import Kind, understand

NOW = datetime(2026, 6, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("STOP", Kind.STOP),
        ("Unsubscribe.", Kind.STOP),
        ("baja", Kind.STOP),
        ("help", Kind.HELP),
        ("START", Kind.START),
    ],
)
def test_carriers_keywords_are_heard_where_no_file_can_be_read(tmp_path: Path, said: str, kind: Kind) -> None:
    (tmp_path / "en.yaml").write_text("stop: [")
    phrases = usable_replies([tmp_path, tmp_path / "missing"])
    assert understand(said, None, NOW, phrases).kind is kind
    assert understand("yes", None, NOW, phrases, state=State.INVITED).kind is Kind.START
    assert understand("my sister has a new car", None, NOW, phrases).kind is Kind.NOTE
