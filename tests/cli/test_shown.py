"""What commands print for people to read, and what they do beside the usual."""

import asyncio
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from nudges.app.service import running
from nudges.core.office.roles import Role
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import Report, record_status
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import record_reply
from nudges.flow.service import Service
from nudges.loop import once
from nudges.settings import read_settings
from nudges.store import tables as t
from nudges.store.people import people
from nudges.store.portal import portal
from tests.cli.test_cli import PHONE, add
from tests.cli.test_cli import nudges as nudges
from tests.folders import SCHEDULES
from tests.harness import MONDAY, PARIS, World
from tests.office_staff import Member, hire
from tests.typed import Run


@contextmanager
def service() -> Iterator[Service]:
    with running(read_settings()) as ready:
        yield ready


def says(*texts: str) -> None:
    """They write to us."""
    with service() as ready:
        for text in texts:
            record_reply(ready, Inbound(f"in {text}", Medium.SMS, PHONE, text, MONDAY), MONDAY)


def joins(role: Role, name: str) -> Member:
    with service() as ready:
        return hire(cast(World, SimpleNamespace(service=ready, now=MONDAY)), role, name)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_who_is_here_already_is_told_apart(nudges: Run) -> None:
    assert "Maya" in add(nudges).out
    assert "is on rebuilding-trust already; nothing was changed." in add(nudges).out
    known = ("person", "add", "--zone", PARIS, "--name", "Maya", "--phone", PHONE)
    assert "was here already, and is now on check-in." in nudges(*known, "--plan", "check-in").out


def test_words_of_danger_stand_above_everything_else(nudges: Run) -> None:
    add(nudges)
    assert "DANGER" not in nudges("explain", PHONE).out
    says("I want to kill myself")
    for command in (("explain",), ("person", "show")):
        first, *rest = nudges(*command, PHONE).out.splitlines()
        assert re.fullmatch(r" ! DANGER: on 1 June 2026 they wrote of .+\. ?", first), command
        assert "docs/safety.md" in rest[0]


def test_what_they_answered_stands_among_what_was_sent(nudges: Run) -> None:
    add(nudges)
    says("it rained the whole way home")
    rows = [squeezed(line) for line in nudges("explain", PHONE).out.splitlines()]
    assert [row for row in rows if row.startswith("2026-06-01 10:00 They answered")]
    assert not [row for row in rows if "rained" in row]


def test_that_words_are_open_is_shown_with_what_they_agreed_to(nudges: Run) -> None:
    add(nudges)
    assert "words open" not in nudges("person", "show", PHONE).out
    says("share yes")
    assert "words open" in nudges("person", "show", PHONE).out
    says("private")
    assert "words closed" in nudges("person", "show", PHONE).out


def test_a_list_in_another_encoding_says_how_it_was_read(nudges: Run, tmp_path: Path) -> None:
    line = f"name,phone,zone,plan\nJosé,+34600111222,{PARIS},check-in\n"
    for n, (encoding, said) in enumerate((("utf-16", True), ("cp1252", True), ("utf-8", False))):
        file = tmp_path / f"{n}.csv"
        file.write_bytes(line.encode(encoding))
        told = nudges("person", "import", str(file), "--dry-run")
        assert ("Read as" in told.out, told.code) == (said, 0), encoding


def test_links_are_ended_from_the_prompt(nudges: Run) -> None:
    add(nudges)
    assert "opens nothing any more" in nudges("link", PHONE, "--end").out
    with service() as ready, ready.db.read() as tx:
        [person] = people.everyone(tx)
        assert portal.links_ended_since(tx, person.id, MONDAY)


def test_a_pause_ends_on_a_day(nudges: Run) -> None:
    add(nudges)
    assert (
        "Paused until Wed 10 Jun 2026, 00:00" in nudges("person", "pause", PHONE, "--until", "2026-06-10").out
    )
    assert "Paused until Thu 4 Jun 2026, 10:00" in nudges("person", "pause", PHONE, "--days", "3").out
    assert nudges("person", "pause", PHONE, "--until", "soon").code == 2


def test_accounts_are_listed_and_changed(nudges: Run) -> None:
    ada, ben = joins(Role.OWNER, "Ada"), joins(Role.COACH, "Ben")
    assert "There is an owner already." in nudges("staff", "link").err
    assert "Ben is on duty." in nudges("staff", "duty", ben.id[:8], "--on").out
    assert "by mail and by text" in nudges("staff", "phone", ben.email, "--number", PHONE).out
    assert "by mail alone" in nudges("staff", "phone", ben.email, "--number", "").out
    listed: list[dict[str, Any]] = nudges("staff", "list", "--json").json
    assert {(one["name"], one["role"], one["on_duty"]) for one in listed} == {
        ("Ada", "owner", True),
        ("Ben", "coach", True),
    }
    shown = squeezed(nudges("staff", "list").out)
    assert f"{ben.id[:8]} Ben coach yes {ben.email}" in shown
    assert f"{ada.id[:8]} Ada owner yes {ada.email}" in shown
    assert "Ben is off duty." in nudges("staff", "duty", ben.id[:8], "--off").out
    assert "Ben is viewer now" in nudges("staff", "role", ben.email, "viewer").out
    assert "The account has ended." in nudges("staff", "end", ben.email).out
    assert "ended" in {one["role"] for one in nudges("staff", "list", "--json").json}


def test_the_audit_is_printed_newest_first(nudges: Run) -> None:
    assert nudges("staff", "audit").out == "Nothing yet.\n"
    assert nudges("staff", "audit", "--json").out == ""
    add(nudges)
    nudges("person", "show", PHONE)
    joins(Role.OWNER, "Ada")
    rows = [
        squeezed(line) for line in nudges("staff", "audit").out.splitlines() if "2026-06-01 08:00" in line
    ]
    assert [row.split(" ", 2)[2] for row in rows][:2] == [
        "Ada joined role=owner",
        "at the prompt staff add role=owner",
    ]
    assert "at the prompt person show" in rows[2]
    assert len(nudges("staff", "audit", "--most", "1", "--json").json) == 1


def test_how_it_goes_is_printed_by_step_with_what_was_refused(nudges: Run) -> None:
    add(nudges)
    morning = MONDAY + timedelta(days=1)
    with service() as ready:
        asyncio.run(once(ready, lambda: MONDAY))
        with ready.db.read() as tx:
            [welcome] = tx.conn.execute(t.attempt.select())
        record_status(ready, Report(welcome.id, Status.FAILED, "30006", MONDAY))
        asyncio.run(once(ready, lambda: morning))
        with ready.db.read() as tx:
            daily = max(one.id for one in tx.conn.execute(t.attempt.select()) if one.id != welcome.id)
        record_status(ready, Report(daily, Status.DELIVERED, None, morning))
        record_reply(ready, Inbound("in-1", Medium.SMS, PHONE, "done", morning), morning)
    printed = nudges("results", "show").out
    assert "rebuilding-trust/daily-appreciation 1 100% 1 0 -" in squeezed(printed)
    assert re.search(r"1 by sms: failed, 30006\. .+\. .+", printed)
    assert "None yet. Make one with `nudges token add`." in nudges("token", "list").out


def test_several_people_are_shown_one_after_the_other_with_the_sum(nudges: Run) -> None:
    zones = ("--zone", "Europe/Paris", "--zone", "Asia/Tokyo")
    said = nudges("simulate", "check-in", "--people", "2", "--from", "2026-12-01", "--days", "7", *zones).out
    lines = [squeezed(line) for line in said.splitlines()]
    assert {"Person 1", "Person 2"} <= set(lines)
    assert [line for line in lines if line.startswith("all ")]
    one = nudges("simulate", "check-in", "--from", "2026-12-01", "--days", "2").out
    assert not [line for line in one.splitlines() if line.startswith(("all ", "Person "))]


def test_an_edit_is_told_for_one_person_and_for_somebody_new_where_nobody_is_on_it(nudges: Run) -> None:
    asked = ("plan", "diff", "rebuilding-trust", "rebuilding-trust", "--days", "1")
    assert nudges(*asked).out.startswith("rebuilding-trust: the next 1 days, for somebody new in UTC")
    add(nudges)
    said = nudges("plan", "diff", "daily-appreciation", "rebuilding-trust", "--days", "1").out
    assert "for somebody new in UTC" in said, "nobody is on what differs"
    changed = Path("daily.yaml")
    changed.write_text((SCHEDULES / "daily-appreciation.yaml").read_text("utf-8"), encoding="utf-8")
    said = nudges("plan", "diff", "rebuilding-trust", "daily.yaml", "--days", "1").out
    assert f"for 1 person enrolled (1 in {PARIS})" in said


@pytest.mark.parametrize(
    ("words", "what"),
    [("I want to kill myself", "self"), ("my brother says he wants to kill himself", "danger to somebody")],
)
def test_a_case_says_whether_it_is_of_somebody_else(nudges: Run, words: str, what: str) -> None:
    add(nudges)
    says(words)
    rows = [squeezed(line) for line in nudges("case", "list").out.splitlines()]
    assert re.fullmatch(rf"1 \w{{8}} {what}(, possibly)? 1 2026-06-01 08:00 nobody yet", rows[1])


def test_a_copy_that_no_backup_made_is_of_an_unknown_moment(nudges: Run) -> None:
    add(nudges)
    assert "1 person, with all that was sent" in nudges("backup", "copy").out
    with sqlite3.connect("copy") as file:
        file.execute("DELETE FROM meta WHERE key = 'backed_up_at'")
    assert "1 person, as it was at an unknown moment" in nudges("restore", "copy", "--over").out


def test_a_table_by_its_name_needs_its_library_or_none(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add(nudges)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert "0 rows written" in nudges("results", "export", "table.csv").out
    refused = nudges("results", "export", "table.parquet")
    assert (refused.code, "nudges[parquet]" in refused.err) == (2, True)
    assert not Path("table.parquet").exists()
