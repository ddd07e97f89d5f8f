"""`nudges understand`: the meaning of a reply, without a database or anybody's data."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.typed import Run, typed


@pytest.fixture
def nudges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    yield typed(monkeypatch, capsys)
    structlog.reset_defaults()  # the command's log went to this test's own stderr


def test_one_reply_in_words_and_for_programs(nudges: Run, tmp_path: Path) -> None:
    said = nudges("understand", "done 4, felt good", "--expects", "done", "--now", "2026-11-24T10:30")
    assert said.out.splitlines() == ["done  done: the practice is kept", "  rating: 4, note: felt good"]
    asked = ("understand", "in 2 hours", "--now")
    assert json.loads(nudges(*asked, "2026-11-24T10:30", "--json").out) == {
        "kind": "snooze",
        "until": "2026-11-24T12:30",
    }
    aware = json.loads(nudges(*asked, "2026-11-24T10:30+01:00", "--json").out)
    assert aware["until"] == "2026-11-24T12:30+01:00"
    away = ("understand", "away from thursday to saturday", "--now", "2026-11-24T10:30", "--json")
    assert json.loads(nudges(*away).out) == {
        "kind": "pause",
        "since": "2026-11-26T00:00",
        "until": "2026-11-29T00:00",
    }
    assert json.loads(nudges("understand", "i hate myself", "--json").out) == {
        "kind": "note",
        "note": "i hate myself",
        "danger": "self",
        "tier": "possible",
    }
    assert list(tmp_path.iterdir()) == []  # no database was made


def test_a_file_of_replies_in_one_run(nudges: Run, tmp_path: Path) -> None:
    rows = [
        {"text": "mejor a las 8 de la mañana", "expects": None, "locale": "es", "kind": "ignored"},
        {"text": "y n y", "expects": "done"},
        {"text": "8", "expects": "rating", "scale": "1-10"},
        {"text": "yes", "state": "invited"},
        {"text": "done", "expects": "done", "now": "2026-11-24T02:00"},
        {"text": "at 8", "expects": "done"},
    ]
    file = tmp_path / "replies.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    said = nudges("understand", "--file", str(file), "--now", "2026-11-24T10:30")
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {"kind": "retime", "time": "08:00"},
        {"kind": "done", "then": [{"kind": "not_done"}, {"kind": "done"}]},
        {"kind": "rating", "rating": 8},
        {"kind": "start"},
        {"kind": "done", "yesterday": True},
        {
            "kind": "unclear",
            "note": "at 8",
            "choices": [
                {"kind": "snooze", "until": "2026-11-24T20:00"},
                {"kind": "retime", "time": "08:00"},
                {"kind": "note"},
            ],
        },
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("no json", "Line 2: That is not a reply."),
        ('{"expects": "done"}', "Line 2: That is not a reply."),
        ('{"text": "hi", "expects": "dance"}', "Line 2: There is no expects called 'dance'."),
        ('{"text": "hi", "state": "erasing"}', "Line 2: There is no state called 'erasing'."),
        ('{"text": "hi", "scale": "5"}', "Line 2: '5' is no scale."),
        ('{"text": "hi", "scale": "5-5"}', "Line 2: '5-5' is no scale."),
        ('{"text": "hi", "scale": "a-5"}', "Line 2: 'a-5' is no scale."),
        ('{"text": "hi", "scale": "1-"}', "Line 2: '1-' is no scale."),
        ('{"text": "hi", "scale": "1-1000"}', "Line 2: '1-1000' is no scale."),
        ('{"text": 1}', "Line 2: That is not a reply."),
        ("[]", "Line 2: That is not a reply."),
        (f'{{"text": "hi", "scale": "1-{"9" * 5000}"}}', "Line 2: '1-999999999999999999' is no scale."),
        ('{"text": "hi", "now": "soon"}', "Line 2: 'soon' is no moment."),
        ('{"text": "hi", "locale": "12"}', "Line 2: The language '12' is not known."),
    ],
)
def test_a_bad_line_is_named(nudges: Run, tmp_path: Path, line: str, what: str) -> None:
    file = tmp_path / "replies.jsonl"
    file.write_text(f'{{"text": "done"}}\n{line}\n', "utf-8")
    said = nudges("understand", "--file", str(file))
    assert said.code == 2
    assert what in said.err
    assert len(said.err.strip().splitlines()) == 3


def test_what_a_line_may_leave_out_or_say_in_two_ways(nudges: Run, tmp_path: Path) -> None:
    ours = "Nudges: Tell one person what you like about them."
    rows = [
        {"text": "999", "expects": "rating", "scale": "1-999"},
        {"text": "7", "expects": "rating", "scale": [1, 7]},
        {"text": "7", "expects": "rating", "scale": None},
        {"text": "yes", "state": None, "now": None},
        {"text": "Liked “done?”", "sent": "done?"},
        {"text": "Liked “done?”", "sent": ["other", "done?"]},
        {"text": "in 2 hours", "expects": "done"},
        {"text": f"{ours} done", "expects": "done", "sent": ours},
        {"text": f"{ours} done", "expects": "done", "sent": ["other", ours]},
        {"text": f"{ours} done", "expects": "done", "sent": None},
    ]
    file = tmp_path / "replies.jsonl"
    file.write_text("\n\n".join(json.dumps(row) for row in rows), "utf-8")
    said = nudges("understand", "--file", str(file), "--now", "2026-11-24T10:30", "--scale", "1-5")
    kinds = [json.loads(line) for line in said.out.splitlines()]
    assert kinds[:3] == [
        {"kind": "rating", "rating": 999},
        {"kind": "rating", "rating": 7},
        {"kind": "unclear", "note": "7"},
    ]
    assert [one["kind"] for one in kinds[3:7]] == ["done", "reaction", "reaction", "snooze"]
    assert kinds[6]["until"] == "2026-11-24T12:30"
    assert kinds[7:] == [{"kind": "done"}, {"kind": "done"}, {"kind": "done", "note": ours}]


def test_several_answers_and_what_it_may_be_are_told_in_words(nudges: Run) -> None:
    told = [nudges("understand", text, "--expects", "done").out for text in ("y n y", "at 8", "done")]
    assert "and then: not_done, done" in told[0]
    assert "it may be: snooze" in told[1]
    assert len(told[2].splitlines()) == 1


def test_a_reply_or_a_file(nudges: Run) -> None:
    assert nudges("understand", " ").code == 2
    assert nudges("understand").code == 2
    assert nudges("understand", "hi", "--file", "replies.jsonl").code == 2
    assert "No such file or directory." in nudges("understand", "--file", "nowhere.jsonl").err
    Path("latin.jsonl").write_bytes('{"text": "ma\u00f1ana"}'.encode("latin-1"))
    assert "It is not written in UTF-8." in nudges("understand", "--file", "latin.jsonl").err
