"""How it goes: each figure against what happened, for everybody and for one coach's people alike."""

import asyncio
import csv
import io
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from nudges.channels.base import Bill, Fault, SendError
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Role
from nudges.core.status import Status
from nudges.flow.office import person as office
from nudges.flow.results import decision_points
from nudges.flow.results.keep import read_bills, renew_figures
from nudges.flow.results.show import Line, Results, results
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import EMAIL, NAME, PHONE, SECRET, FakeRecords, World, local
from tests.office_staff import hire

OTHER = "+15550104478"


def lived(db: Db) -> World:
    """Two people on the daily plan: one answers on three of four days, and one stops on the second."""
    world = World(db)
    world.join(phone=PHONE)
    world.join(phone=OTHER, name="Ben")
    for day, words in ((2, "done"), (3, f"done 4 {SECRET}"), (4, "skip"), (5, None)):
        world.at(f"2026-06-0{day} 09:20").run()
        for nudge in world.nudges("daily"):
            if nudge.status == Status.ACCEPTED:
                world.report(nudge.attempt_id, Status.DELIVERED)
        if words:
            world.later(minutes=3).says(words, PHONE)
        if day == 3:
            world.says("STOP", OTHER)
    return world


def seen(world: World, acting: Any = PROMPT, weeks: int = 4) -> Results:
    renew_figures(world.service, world.now, at_once=True)
    return results(world.service, acting, weeks, "", world.now)


def test_what_was_sent_and_answered_by_week_step_practice_and_beginning(db: Db) -> None:
    world = lived(db)
    found = seen(world)
    [(week, line)] = found.weeks  # before it there was nothing
    assert week == date(2026, 6, 1)
    assert (line.asked, line.answered, line.done, line.not_done) == (6, 3, 2, 1)
    assert (line.rated, line.rating, line.share) == (0, None, 0.5)
    assert found.stops == {date(2026, 6, 1): 1}
    [(plan, step, daily)] = found.steps
    assert (plan, step, daily.asked, daily.answered) == ("daily", "daily", 6, 3)
    assert sum(one.asked for *_, one in found.takes) == 6
    [cohort] = found.cohorts
    assert (cohort.began, cohort.people, cohort.stopped, cohort.silent) == (date(2026, 6, 1), 2, 1, 0)
    assert cohort.shares[0] == 0.5
    assert cohort.shares[1:] == [None] * 7
    assert sum(one.count for one in found.deliveries if one.status is Status.DELIVERED) == 6


def test_ratings_are_counted_and_the_mean_is_of_those_who_gave_one(db: Db) -> None:
    world = World(db)
    world.join(plan="pulse")
    world.join(plan="pulse", phone=OTHER)
    world.at("2026-06-03 19:05").run()
    world.says("4", PHONE)
    total = seen(world).total
    assert (total.asked, total.rated, total.rating) == (2, 1, 4.0)
    assert sorted(one["rating"] for one in table_of(world)) == ["", "4"]
    world.later(minutes=1).says("undo", PHONE)
    assert (seen(world).total.answered, seen(world).total.rating) == (0, None)


def test_a_coach_sees_the_same_of_their_own_people_alone(db: Db) -> None:
    world = lived(db)
    cleo, vera = hire(world, Role.COACH, "Cleo"), hire(world, Role.VIEWER, "Vera")
    assert seen(world, cleo.acting).total == Line()
    [her] = [one for one in world.rows(t.person) if one.state == "active"]
    office.give_coach(world.service, PROMPT, her.id, cleo.id, world.now)
    found = seen(world, cleo.acting)
    assert (found.total.asked, found.total.answered, found.stops) == (4, 3, {})
    assert [(one.people, one.stopped, one.shares[0]) for one in found.cohorts] == [(1, 0, 0.75)]
    assert seen(world, vera.acting).total.asked == 6
    for other in world.rows(t.person):
        office.give_coach(world.service, PROMPT, other.id, cleo.id, world.now)
    assert seen(world, cleo.acting) == seen(world)  # counted at once, or read from the tables: the same


def test_figures_are_counted_once_an_hour_and_an_answer_is_in_the_next(db: Db) -> None:
    world = lived(db)
    assert renew_figures(world.service, world.now)
    assert not renew_figures(world.service, world.now)
    world.later(minutes=5).says("done", PHONE)
    assert results(world.service, PROMPT, 4, "", world.now).total.answered == 3
    assert renew_figures(world.service, world.later(hours=1).now)
    assert results(world.service, PROMPT, 4, "", world.now).total.answered == 4
    world.later(weeks=8)
    assert renew_figures(world.service, world.now)  # nobody worked meanwhile; what was counted stays
    assert results(world.service, PROMPT, 12, "", world.now).total.asked == 6
    assert results(world.service, PROMPT, 4, "", world.now).total == Line()


def test_the_weeks_shown_are_this_one_and_so_many_before_it(db: Db) -> None:
    world = lived(db)
    world.later(weeks=2)
    outside, inside = seen(world, weeks=2), seen(world, weeks=3)
    assert (outside.since, outside.total, outside.stops) == (date(2026, 6, 8), Line(), {})
    assert (outside.deliveries, outside.weeks[1:]) == ([], [])
    assert (inside.since, inside.total.asked) == (date(2026, 6, 1), 6)
    assert [week for week, _ in inside.weeks] == [date(2026, 6, day) for day in (15, 8, 1)]


def test_a_failure_stands_by_its_code_with_what_to_do(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:20").run()
    world.report(world.nudge().attempt_id, Status.FAILED, "30007", fault=Fault.PERMANENT)
    [failed] = [one for one in seen(world).deliveries if one.status is Status.FAILED]
    assert (failed.code, failed.count, failed.reason) == ("30007", 1, "not_delivered")
    assert failed.means
    assert failed.step
    assert seen(world).weeks[0][1].failed == 1


def test_what_twilio_billed_is_read_a_day_later_and_asked_again_if_it_failed(db: Db) -> None:
    world = lived(db)
    records = world.sms.records = FakeRecords()
    sids = [one.provider_id for one in world.rows(t.attempt) if one.channel == "fake"]
    day = date(2026, 6, 4)
    records.billed[day] = [
        *(Bill(sid, 2, 0.0166, "USD") for sid in sids if sid),
        Bill("SM-of-somebody-else", 9, 9.0, "USD"),
    ]
    records.fails = SendError(Fault.BUSY, "http-503")
    assert asyncio.run(read_bills(world.service, world.now)) is None
    records.fails = None
    assert asyncio.run(read_bills(world.service, world.now)) is None  # not before an hour is over
    world.later(hours=1)
    assert asyncio.run(read_bills(world.service, world.now)) == day
    assert asyncio.run(read_bills(world.service, world.later(hours=1).now)) is None  # nothing new yet
    line = seen(world).total
    assert (line.bills, line.billed, line.currency) == (len(sids), 2 * len(sids), "USD")
    assert round(line.price, 4) == round(0.0166 * len(sids), 4)
    assert {one["billed"] for one in table_of(world)} == {"2"}
    assert asyncio.run(read_bills(world.service, world.later(days=3).now)) == day + timedelta(days=1)


def table_of(world: World, acting: Any = PROMPT, since: str = "2026-06-01") -> list[dict[str, str]]:
    span = date.fromisoformat(since), date(2026, 7, 1)
    chunks = decision_points.rows(world.service, acting, *span, "", world.now)
    return list(csv.DictReader(io.StringIO("".join(decision_points.as_csv(chunks)))))


def test_the_research_table_has_each_decision_point_and_no_word(db: Db) -> None:
    world = lived(db)
    rows = table_of(world)
    assert set(rows[0]) == set(decision_points.COLUMNS)
    she = min(row.id for row in world.rows(t.person))  # ids count up in tests, and she joined first
    hers = [one for one in rows if one["person"] == she]
    answers = [(one["day"], one["answer"], one["rating"], one["answers"]) for one in hers]
    assert answers[:4] == [
        ("2026-06-02", "done", "", "1"),
        ("2026-06-03", "done", "", "1"),
        ("2026-06-04", "not_done", "", "1"),
        ("2026-06-05", "", "", "0"),
    ]
    first = hers[0]
    assert (first["plan"], first["step"], first["local_time"]) == ("daily", "daily", "09:15")
    assert first["due_at"] == local("2026-06-02 09:15").isoformat()
    assert (first["available"], first["outcome"], first["asks"]) == ("1", "delivered", "done")
    assert first["practice"]
    for secret in (SECRET, NAME, PHONE, EMAIL):
        assert secret not in str(rows)
    assert len(table_of(world, since="2026-06-04")) < len(rows)
    assert [one.action for one in world.rows(t.audit)] == ["results export"] * 2


def test_the_research_table_begins_with_its_first_week_however_many_came_since(db: Db) -> None:
    world = lived(db)
    before = len(table_of(world))
    later = {"id": 30_000, "local_date": date(2026, 6, 9)}
    with db.write() as tx:
        tx.conn.execute(t.nudge.insert(), world.nudge("daily")._asdict() | later)
    renew_figures(world.service, world.at("2026-06-09 12:00").now, at_once=True)
    assert len(table_of(world)) == before + 1
    assert len(table_of(world, since="2026-06-08")) == 1
    of_the_week = [one["day"] for one in table_of(world) if one["day"] >= "2026-06-03"]
    assert [one["day"] for one in table_of(world, since="2026-06-03")] == of_the_week, "a Wednesday"


def test_the_research_table_tells_of_no_disclosure_and_of_nobody_erased(db: Db) -> None:
    world = lived(db)
    world.later(minutes=3).says("I want to kill myself", PHONE)
    assert {one["answer"] for one in table_of(world)} <= {"done", "not_done", "other", ""}
    ada = hire(world, Role.COACH)
    assert table_of(world, ada.acting) == []
    for person in world.rows(t.person):
        office.erase(world.service, PROMPT, person.id, world.now)
    assert table_of(world) == []


def test_parquet_holds_the_same_rows_as_csv(db: Db, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    world, span = lived(db), (date(2026, 6, 1), date(2026, 7, 1), "")
    path = tmp_path / "table.parquet"
    count = decision_points.write_file(decision_points.rows(world.service, PROMPT, *span, world.now), path)
    kept = parquet.read_table(path)
    assert (kept.num_rows, kept.column_names) == (count, list(decision_points.COLUMNS))
    said = [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in kept.to_pylist()
    ]
    assert said == table_of(world)


def test_without_its_library_parquet_is_a_mistake_in_three_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(NudgesError, match=r"nudges\[parquet\]"):
        decision_points.parquet()


def test_whoever_says_stop_twice_is_one_person(db: Db) -> None:
    world = World(db)
    world.join()
    for said in ("STOP", "START", "STOP"):
        world.later(minutes=5).says(said)
    assert seen(world).stops == {date(2026, 6, 1): 1}
