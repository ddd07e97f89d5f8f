"""The prompt does what the office can, through the same functions; and the two lists are the same."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import update

from nudges.app.service import running
from nudges.cli import app
from nudges.core.office.roles import Action
from nudges.core.vocabulary import Medium
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import record_reply
from nudges.settings import read_settings
from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import Callers
from tests.cli.test_cli import PHONE, add
from tests.cli.test_cli import nudges as nudges
from tests.harness import MONDAY, World
from tests.typed import Run
from tests.web.office.test_roles import DOOR, OUT, OWN, routes

#: What only the prompt has: there is no page for it.
PROMPT_ALONE = {"staff link", "plan new", "plan check", "plan schema"}

#: What the office has no page for: the prompt has it, and the API.
NO_PAGE = {Action.ADD, Action.IMPORT}

#: What only the office has: the prompt has no accounts.
OFFICE_ALONE = {
    *(Action.JOINED, Action.SIGNED_IN, Action.SIGN_IN_REFUSED),
    *(Action.PASSKEY_ADDED, Action.PASSKEY_REMOVED),
}

#: What the prompt does by an option: `person change --zone`.
AN_OPTION = {Action.MOVE}

LOOKS = {
    *(Action.LIST, Action.SHOW, Action.WORDS, Action.CASE_LIST, Action.QUESTION_LIST),
    *(Action.BROADCAST_LIST, Action.STAFF_LIST, Action.TOKENS_LIST, Action.AUDIT),
    *(Action.RESULTS_SHOW, Action.PLAN_LIST),
}

#: The groups of commands that do what the office does.
GROUPS = ("person", "case", "question", "broadcast", "staff", "results", "plan", "token")


def test_the_prompt_and_the_office_can_do_the_same(db: Db) -> None:
    top: Any = typer.main.get_command(app)
    groups = {name: top.get_command(None, name).commands for name in GROUPS}
    typed = {f"{group} {name}" for group, commands in groups.items() for name in commands}
    assert typed - PROMPT_ALONE == {*Action} - OFFICE_ALONE - AN_OPTION
    singular = {
        "people": "person",
        "cases": "case",
        "questions": "question",
        "broadcasts": "broadcast",
        "staff": "staff",
        "tokens": "token",
        "plans": "plan",
    }
    posted = {
        f"{singular.get(path.split('/')[1], path.split('/')[1])} {path.rpartition('/')[2]}"
        for method, path in routes(Callers(World(db), office="on")) - DOOR - OUT - OWN
        if method == "POST"
    }
    assert posted == {*Action} - OFFICE_ALONE - NO_PAGE - LOOKS


def test_the_first_link_invitations_roles_and_duty(nudges: Run) -> None:
    first = nudges("staff", "link").out
    assert re.match(r"http://localhost:8000/office/welcome/[\w-]{32}\n", first)
    assert "set OFFICE=on" in first
    assert "welcome/" in nudges("staff", "add", "--role", "viewer").out
    assert "Nobody yet" in nudges("staff", "list").out
    assert nudges("staff", "duty", "nobody", "--on").code == 2
    assert "Missing option '--on/--off'" in nudges("staff", "duty", "nobody").err
    assert "program" not in nudges("staff", "add", "--help").out
    assert nudges("staff", "add", "--role", "program").code == 2
    assert nudges("staff", "role", "nobody", "owner").code == 2
    assert nudges("staff", "phone", "nobody", "--number", "").code == 2
    assert nudges("staff", "end", "nobody").code == 2
    assert [line["action"] for line in nudges("staff", "audit", "--json").json] == ["staff add"]


@pytest.mark.both_databases
def test_a_person_is_corrected_stopped_and_started_by_telephone(nudges: Run) -> None:
    add(nudges)
    assert "Corrected" in nudges("person", "correct", PHONE, "--phone", "+33612345678", "--name", "Mina").out
    assert nudges("person", "correct", PHONE).code == 2  # nobody has this number any more
    other = "+33612345678"
    assert nudges("person", "correct", other).code == 2
    assert nudges("person", "correct", other, "--phone", "", "--email", "").code == 2
    assert "10:00" in nudges("person", "hours", other, "--from", "10am", "--until", "18:00").out
    assert nudges("person", "hours", other, "--from", "18:00", "--until", "10:00").code == 2
    assert "1 SMS segment" in nudges("person", "write", other, "--words", "I am here.").out
    assert "too long" in nudges("person", "write", other, "--words", "é" * 500).err
    assert "no words" in nudges("person", "write", other, "--words", " ").err
    assert "Kept" in nudges("person", "note", other, "--words", "Prefers mornings.").out
    at_ten = ("--plan", "rebuilding-trust", "--at", "daily-appreciation=10:30")
    assert "Saved" in nudges("person", "times", other, *at_ten).out
    assert (
        "outside their hours" in nudges("person", "times", other, *at_ten[:3], "daily-appreciation=22:00").err
    )
    assert "no step nope" in nudges("person", "times", other, *at_ten[:3], "nope=10:00").err
    assert nudges("person", "times", other, *at_ten[:3], "10:00").code == 2
    assert "comes any more" in nudges("person", "leave", other, "--plan", "weekly-summary").out
    assert nudges("person", "leave", other, "--plan", "weekly-summary").code == 2
    assert nudges("person", "words", other).code == 2  # nobody opened them
    assert "Nobody looks" in nudges("person", "coach", other, "--staff", "").out
    assert nudges("person", "coach", other, "--staff", "nobody").code == 2
    assert "Stopped" in nudges("person", "stop", other, "--said-by", "somebody close").out
    [her] = nudges("person", "show", other, "--json").json
    assert (her["name"], her["state"], her["hours"]) == ("Mina", "stopped", "10:00-18:00")
    assert nudges("person", "write", other, "--words", "Hello").code == 2
    assert "Started" in nudges("person", "start", other).out
    did = [line["action"] for line in nudges("staff", "audit", "--json").json][::-1]
    names = ("add", "correct", "hours", "write", "note", "times", "leave", "coach", "stop", "show", "start")
    assert did == [f"person {name}" for name in names]


def test_several_people_are_found_paused_and_moved_together(nudges: Run) -> None:
    add(nudges)
    two = "+447700900124"
    zone = ("--zone", "Europe/Paris", "--consent", "2026-01-31")
    nudges("person", "add", "--plan", "rebuilding-trust", "--phone", two, *zone)
    ids = [line["id"] for line in nudges("person", "list", "--json").json]
    assert len(ids) == 2
    assert nudges("person", "list", "--answered", "recent", "--json").out == ""
    assert (
        len(nudges("person", "list", "--answered", "never", "--plan", "rebuilding-trust", "--json").json) == 2
    )
    assert nudges("person", "list", "--week", "40", "--json").out == ""
    assert nudges("person", "list", "--coach", "nobody").code == 2
    nudges("person", "stop", two)
    paused = nudges("person", "pause", *ids, "--days", "9").out
    assert paused.startswith("1 paused.\n1 left alone, since they said STOP: ")
    assert len(nudges("person", "list", "--state", "paused", "--json").json) == 1
    moved = nudges("person", "enrol", *ids, "--plan", "reflection", "--leaving", "rebuilding-trust").out
    assert moved == "2 moved.\n"
    assert "2 left alone, since they are there already" in nudges("person", "coach", *ids, "--staff", "").out
    assert "no such person" in nudges("person", "pause", ids[0], "nobody").err.lower()
    said = ("--words", "en=Hello.", "--at", (MONDAY + timedelta(days=3)).strftime("%Y-%m-%d 12:00"))
    assert "Nobody would get it" in nudges("broadcast", "check", *said, "--person", two).err


def test_words_are_printed_once_they_are_open_with_whose_they_are(nudges: Run) -> None:
    add(nudges)
    with running(read_settings()) as ready:
        for number, text in enumerate(("share yes", "it rained")):
            record_reply(ready, Inbound(f"SM{number}", Medium.SMS, PHONE, text, MONDAY), MONDAY)
    [she] = nudges("person", "list", "--json").json
    lines = nudges("person", "words", str(she["id"]), "--json").json
    assert {("they", "share yes"), ("they", "it rained")} <= {(str(o["who"]), str(o["words"])) for o in lines}
    assert "we" in {one["who"] for one in lines}
    shown = nudges("person", "words", str(she["id"])).out
    assert re.search(r"2026-06-01 \d\d:00 +they +it rained", shown)


def test_a_case_is_seen_written_down_and_closed(nudges: Run) -> None:
    add(nudges)
    assert "No case is open" in nudges("case", "list").out
    with running(read_settings()) as ready:
        record_reply(ready, Inbound("SM1", Medium.SMS, PHONE, "I want to kill myself", MONDAY), MONDAY)
    [case] = nudges("case", "list", "--json").json
    assert (case["dangers"], case["certain"], case["seen_at"]) == (["self"], True, None)
    assert "nobody yet" in nudges("case", "list").out
    assert "docs/safety.md" in nudges("case", "seen", "1").out
    assert nudges("case", "close", "1").code == 2
    assert "Written down" in nudges("case", "note", "1", "--done", "Called.").out
    assert "Closed" in nudges("case", "close", "1").out
    assert nudges("case", "seen", "9").code == 2


@pytest.mark.both_databases
def test_a_question_is_taken_answered_and_handed_back(nudges: Run) -> None:
    add(nudges)
    assert "Nobody waits" in nudges("question", "list").out
    with running(read_settings()) as ready:
        record_reply(ready, Inbound("SM1", Medium.SMS, PHONE, "can I talk to somebody?", MONDAY), MONDAY)
    [asked] = nudges("question", "list", "--json").json
    assert (asked["question"], asked["kind"], asked["taken_at"]) == (1, "question", None)
    assert "untaken" in nudges("question", "list").out
    assert "Taken. The person is " + str(asked["person"]) in nudges("question", "take", "1").out
    assert "taken at the prompt already" in nudges("question", "take", "1").out
    assert "somebody else" in nudges("question", "back", "1").out
    assert "Nobody had taken it" in nudges("question", "back", "1").out
    assert "1 SMS segment" in nudges("question", "answer", "1", "--words", "I am here.").out
    assert "answered" in nudges("question", "list").out
    assert "Settled" in nudges("question", "close", "1").out
    assert "settled already" in nudges("question", "close", "1").out
    assert "1 is settled" in nudges("question", "take", "1").err
    assert "1 is settled" in nudges("question", "answer", "1", "--words", "And more.").err
    missing = nudges("question", "take", "9")
    assert (missing.code, "There is no such question." in missing.err) == (2, True)
    assert "`nudges question list`" in missing.err
    did = [line["action"] for line in nudges("staff", "audit", "--json").json][::-1]
    did = list(dict.fromkeys(did))
    assert did == ["person add", *(f"question {name}" for name in ("take", "back", "answer", "close"))]


def test_a_message_to_many_is_counted_sent_and_stopped(nudges: Run) -> None:
    add(nudges)
    day = (MONDAY + timedelta(days=3)).strftime("%Y-%m-%d 12:00")
    said = ("--words", "en=We meet on Friday.", "--at", day)
    assert "Nothing was sent" in nudges("broadcast", "list").out
    assert "1 people, 1 SMS segments" in nudges("broadcast", "check", *said).out
    assert nudges("broadcast", "check", *said, "--language", "es").code == 2
    assert nudges("broadcast", "check", "--words", "Hello", "--at", day).code == 2
    assert "twice in one language" in nudges("broadcast", "check", *said, "--words", "en=Or so.").err
    assert nudges("broadcast", "check", "--words", "en=Hello", "--at", "noon").code == 2
    assert nudges("broadcast", "send", *said).code != 0  # nobody said yes
    assert "as message 1" in nudges("broadcast", "send", *said, "--yes").out
    assert "waits" in nudges("broadcast", "list").out
    assert nudges("broadcast", "stop", "1").out == "Stopped: 1 message does not go.\n"
    assert "stopped already" in nudges("broadcast", "stop", "1").out
    assert nudges("broadcast", "list").out.strip().endswith(" stopped")
    [one] = nudges("broadcast", "list", "--json").json
    assert (one["people"], one["segments"], one["nudges"]) == (1, 1, {})
    assert one["stopped_at"] == MONDAY.isoformat()
    assert "There is no such message to many." in nudges("broadcast", "stop", "9").err


@pytest.mark.both_databases
def test_how_it_goes_and_the_research_table_as_a_file(nudges: Run, tmp_path: Path) -> None:
    add(nudges)
    assert "week from" in nudges("results", "show").out
    assert [line["stops"] for line in nudges("results", "show", "--weeks", "3", "--json").json] == [0]
    assert "0 rows written" in nudges("results", "export", str(tmp_path / "t.csv")).out
    assert (tmp_path / "t.csv").read_text().startswith("person,plan,began,step,day,slot,")
    assert "is there already" in nudges("results", "export", str(tmp_path / "t.csv")).err
    assert ".csv or .parquet" in nudges("results", "export", str(tmp_path / "t.txt")).err
    assert nudges("results", "export", str(tmp_path / "nowhere" / "t.csv")).code == 2
    other = str(tmp_path / "other.csv")
    assert nudges("results", "export", other, "--from", "monday").code == 2
    turned = ("--from", "2026-06-05", "--until", "2026-06-04")
    assert "before the first" in nudges("results", "export", other, *turned).err
    for command in (("show",), ("export", other)):
        assert "There is no plan 'nope'" in nudges("results", *command, "--plan", "nope").err
    assert not (tmp_path / "other.csv").exists()


def test_of_all_plans_nothing_is_shown_where_nobody_is_yet(nudges: Run) -> None:
    assert nudges("results", "show").code == 0
    assert nudges("results", "show", "--plan", "check-in").code == 0
    assert nudges("results", "show", "--plan", "check-out").code == 2


def test_a_message_to_many_is_stopped_before_and_after_it_was_made(nudges: Run) -> None:
    for n in range(3):
        nudges("person", "add", "--plan", "check-in", "--zone", "Europe/Paris", "--consent", "2026-01-31",
               "--phone", f"+44770090012{n}")  # fmt: skip
    said = ("--words", "en=Hello.", "--spread", "0", "--yes")
    nudges("broadcast", "send", *said, "--at", f"{MONDAY + timedelta(days=3):%Y-%m-%d} 10:00")
    assert nudges("broadcast", "stop", "1").out == "Stopped: 3 messages do not go.\n"
    nudges("broadcast", "send", *said, "--at", f"{MONDAY:%Y-%m-%d} 12:00")
    nudges("worker", "--once")  # which makes them, and they wait for noon in Paris
    assert "3 queued" in nudges("broadcast", "list").out
    assert nudges("broadcast", "stop", "2").out == "Stopped: 3 messages do not go.\n"


def test_stopped_again_it_ends_what_a_worker_had_in_hand_before(nudges: Run) -> None:
    add(nudges)
    nudges("broadcast", "send", "--words", "en=Hello.", "--yes", "--at", f"{MONDAY:%Y-%m-%d} 10:00")
    with running(read_settings()) as ready:
        with ready.db.write() as tx:
            tx.conn.execute(update(t.broadcast).values(filled_at=MONDAY))
        assert nudges("broadcast", "stop", "1").out == "Stopped: 0 messages do not go.\n"
        with ready.db.write() as tx:
            tx.conn.execute(update(t.nudge).values(broadcast_id=1))
        assert nudges("broadcast", "stop", "1").out == "Stopped: 1 message does not go.\n"


def test_a_message_to_many_says_when_it_goes_and_whose_hours_it_waits_for(nudges: Run) -> None:
    add(nudges)
    day = f"{MONDAY + timedelta(days=3):%Y-%m-%d}"

    def told(at: str, spread: str = "0") -> str:
        said = ("--words", "en=Hello.", "--at", f"{day} {at}", "--spread", spread)
        return nudges("broadcast", "check", *said).out

    assert f"It is due at {day} 10:00, on each person's own clock." in told("10:00")
    assert "quiet hours" not in told("10:00")
    night = told("03:00")
    assert "1 of them has quiet hours then, and what falls into these waits until 09:00." in night
    assert "quiet hours" in told("19:30", spread="60")
    assert "quiet hours" not in told("19:00", spread="60")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("question", "answer", "99"), "There is no such question."),
        (("case", "note", "99"), "There is no such case."),
        (("person", "write", "nobody"), "There is no such person."),
        (("person", "note", "nobody"), "There is no such person."),
    ],
)
def test_words_are_asked_for_only_if_there_is_somebody_to_write_to(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], what: str
) -> None:
    nudges("db", "upgrade")
    monkeypatch.setattr("sys.stdin", io.StringIO("Hello.\n"))
    said = nudges(*words)
    assert (said.code, said.out) == (2, "")
    assert what in said.err


def test_words_that_are_not_given_are_asked_for(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add(nudges)
    monkeypatch.setattr("sys.stdin", io.StringIO("I am here.\n"))
    said = nudges("person", "write", PHONE)
    assert said.out.startswith("Your message: ")
    assert "1 SMS segment" in said.out


def test_somebody_elses_number_is_found_at_the_prompt(nudges: Run) -> None:
    add(nudges)
    nudges("person", "add", "--plan", "check-in", "--zone", "Europe/Paris", "--phone", "+34600111222")
    assert "`nudges person show`" in nudges("person", "correct", "+34600111222", "--phone", PHONE).err
