"""`nudges explain`, and that whoever looks at people from the prompt is in the audit."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from nudges.app.service import running
from nudges.cli.common import out
from nudges.core.kind_words import kind_words, message_words
from nudges.core.language import ENGLISH
from nudges.core.office.roles import Action
from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.consent.pause import pause
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import record_reply
from nudges.settings import read_settings
from nudges.store.people import people
from tests.cli.test_cli import PHONE, add
from tests.cli.test_cli import nudges as nudges
from tests.harness import MONDAY, local
from tests.typed import Run, typed

pytestmark = pytest.mark.both_databases


def test_there_are_words_for_every_reply_and_message() -> None:
    assert all(kind_words(kind, ENGLISH) for kind in Kind)
    assert {*message_words(ENGLISH)} == {*ServiceMessage}


def test_danger_beside_a_stop_is_in_its_row(nudges: Run) -> None:
    add(nudges)
    with running(read_settings()) as ready:
        said = Inbound("in-1", Medium.SMS, PHONE, "STOP. I want to kill myself", MONDAY)
        record_reply(ready, said, MONDAY)
    [row] = [line for line in nudges("explain", PHONE, "--json").json if line["status"] == "reply"]
    assert row["why"] == "stop, and ! DANGER: helplines were sent at once"


def test_an_answer_with_words_of_danger_is_red_and_no_other(
    nudges: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(nudges)
    with running(read_settings()) as ready:
        for said in ("it rained", "I want to kill myself"):
            record_reply(ready, Inbound(said, Medium.SMS, PHONE, said, MONDAY), MONDAY)
    monkeypatch.setattr(out, "record", True)  # the screen keeps its styles; what is captured has none
    nudges("explain", PHONE)
    rows = [row for row in out.export_text(styles=True).splitlines() if "They answered" in row]
    assert ["\x1b[1;31m" in row for row in rows] == [False, True]


def test_a_pause_is_said_first_and_one_to_come_as_such(nudges: Run) -> None:
    add(nudges)
    assert "paused" not in nudges("explain", PHONE).out
    with running(read_settings()) as ready:
        with ready.db.read() as tx:
            her = people.get(tx, str(nudges("person", "list", "--json").json[0]["id"]))
        assert her is not None
        pause(ready, her, local("2026-06-12 00:00"), MONDAY, local("2026-06-10 00:00"))
    told = "active; will be paused from 10 Jun until 12 Jun"
    assert f"They are {told}." in nudges("explain", PHONE).out
    assert nudges("person", "show", PHONE, "--json").json[0]["state"] == told
    assert nudges("person", "list", "--json").json[0]["state"] == told
    assert "go on" in nudges("person", "resume", PHONE).out
    assert "paused" not in nudges("explain", PHONE).out


def looks(nudges: Run) -> list[tuple[object, object, Any]]:
    lines = nudges("staff", "audit", "--json").json
    said = [(line["action"], line["person"], line["details"]) for line in reversed(lines)]
    return [line for line in said if line[0] in (Action.LIST, Action.SHOW)]


def test_each_look_is_in_the_audit_once(nudges: Run) -> None:
    add(nudges)
    [person] = nudges("person", "list", "--json").json
    nudges("person", "show", PHONE)
    nudges("explain", PHONE)
    assert looks(nudges) == [
        ("person list", None, {}),
        ("person show", person["id"], {}),
        ("person show", person["id"], {"by": "explain"}),
    ]


def test_a_look_goes_on_if_the_audit_cannot_be_written(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add(nudges)
    url = read_settings().database_url
    if not url.startswith("sqlite"):
        pytest.skip("how a write is refused differs; that it is caught does not")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as conn:
        conn.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    said = nudges("person", "show", PHONE)
    assert (said.code, "Maya" in said.out) == (0, True)
    assert "this look is not in the audit" in said.err


def test_what_waits_says_what_for(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(nudges)
    [waits] = nudges("explain", PHONE, "--json").json
    assert (waits["status"], waits["why"]) == ("queued", "waiting for a worker")
    before = typed(monkeypatch, capsys, MONDAY - timedelta(minutes=1))
    assert before("explain", PHONE, "--json").json[0]["why"] == "waiting for its time"
    coming = [line for line in nudges("explain", PHONE).out.splitlines() if "still to come" in line]
    assert coming
    assert all(line.rstrip().endswith("waiting for its time") for line in coming)
