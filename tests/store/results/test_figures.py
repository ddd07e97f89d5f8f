"""Figures and the research table are of the weeks and days that were asked for, each of them whole."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from nudges.core.office.roles import PROMPT, Role
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person
from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import Agreement, Expects
from nudges.flow.office import person as office
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import consents
from nudges.store.people.consents import Consent
from nudges.store.results import decision_points, figures
from nudges.store.results.figures import WEEK
from tests.harness import World
from tests.office_staff import hire
from tests.store.written import nudge, reply

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MONDAY = date(2026, 6, 1)


def at(day: date) -> datetime:
    return datetime.fromisoformat(f"{day} 10:00+00:00")


def two(db: Db) -> tuple[World, Person, Person, str]:
    """Two people on the daily plan, the second a coach's; nothing was written to them yet."""
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    coach = hire(world, Role.COACH, "Cleo").id
    office.give_coach(world.service, PROMPT, him.id, coach, world.now)
    with db.write() as tx:
        tx.conn.execute(t.attempt.delete())
        tx.conn.execute(t.nudge.delete())
    return world, her, him, coach


@pytest.mark.parametrize(
    ("since", "until", "asked"),
    [
        (MONDAY, MONDAY + WEEK, 2),  # a Monday and the Sunday after it
        (MONDAY - WEEK, MONDAY, 1),
        (MONDAY + WEEK, MONDAY + 2 * WEEK, 1),
        (MONDAY - WEEK, MONDAY + 2 * WEEK, 4),
    ],
)
def test_a_week_is_from_monday_to_sunday(db: Db, since: date, until: date, asked: int) -> None:
    _, her, him, coach = two(db)
    with db.write() as tx:
        for day in (MONDAY - DAY, MONDAY, MONDAY + 6 * DAY, MONDAY + WEEK):
            for person in (her, him):
                nudge(tx, person, at(day), expects=Expects.DONE)
        figures.write(tx, MONDAY - 9 * WEEK, *figures.renew(tx, MONDAY - 9 * WEEK, MONDAY + 9 * WEEK))
        [all_] = figures.summed(tx, [], since, until)
        [his] = figures.summed(tx, [], since, until, caseload_of=coach)
        weeks, _ = figures.cohorts(tx, since, until)
        his_weeks, _ = figures.cohorts(tx, since, until, caseload_of=coach)
    assert (all_["asked"], his["asked"]) == (2 * asked, asked)
    assert sum(row["asked"] for row in weeks) == 2 * sum(row["asked"] for row in his_weeks) == 2 * asked


def test_figures_are_written_anew_from_a_week_on_and_earlier_ones_stay(db: Db) -> None:
    world, her, *_ = two(db)
    with db.write() as tx:
        assert figures.newest_week(tx) is None
        for day in (MONDAY - DAY, MONDAY):
            nudge(tx, her, at(day), expects=Expects.DONE)
        figures.write(tx, MONDAY - WEEK, *figures.renew(tx, MONDAY - WEEK, MONDAY + WEEK))
        assert figures.newest_week(tx) == MONDAY
        figures.write(tx, MONDAY, [], [])
        assert figures.newest_week(tx) == MONDAY - WEEK
    assert [row.week for row in world.rows(t.week_figure)] == [MONDAY - WEEK]
    assert {row.week for row in world.rows(t.week_cohort)} == {MONDAY - WEEK}


def test_somebody_is_silent_after_so_many_nudges_without_an_answer(db: Db) -> None:
    _, her, him, _ = two(db)
    with db.write() as tx:
        e = t.enrolment
        for person, quiet in ((her, figures.SILENT), (him, figures.SILENT - 1)):
            tx.conn.execute(e.update().where(e.c.person_id == person.id).values(quiet=quiet))
        [row] = tx.conn.execute(figures.standing())
    assert (row.people, row.stopped, row.silent) == (2, 0, 1)


def test_stops_count_once_a_person_from_a_moment_on(db: Db) -> None:
    world, her, him, coach = two(db)
    since = world.now
    with db.write() as tx:
        for who, seconds, given, about in (
            (her, -1, False, Agreement.MESSAGES),
            (her, 3, False, Agreement.MESSAGES),
            (her, 2, True, Agreement.MESSAGES),
            (her, 1, False, Agreement.WORDS),
            (him, 0, False, Agreement.MESSAGES),
            (him, 1, False, Agreement.MESSAGES),
        ):
            when = since + seconds * SECOND
            consents.record(tx, [Consent(who.id, when, given, ConsentMethod.REPLY, about=about)])
        assert [one - since for one in sorted(figures.stops(tx, since))] == [0 * SECOND, 3 * SECOND]
        assert figures.stops(tx, since, coach) == [since]
        assert consents.stopped_since(tx, her.id, since + 2 * SECOND)
        assert not consents.stopped_since(tx, her.id, since + 3 * SECOND)


def test_the_research_table_has_the_days_that_were_asked_for_with_what_counts(db: Db) -> None:
    _, her, him, coach = two(db)
    since, until = MONDAY + 2 * DAY, MONDAY + 4 * DAY
    with db.write() as tx:
        _, first, last, _ = (nudge(tx, her, at(MONDAY + n * DAY)) for n in range(1, 5))
        nudge(tx, her, at(since), step=None, message="welcome")
        his = nudge(tx, him, at(since), plan="pulse")
        for given in (
            {"kind": Kind.NOTE},
            {"kind": Kind.DONE, "at": at(since) - SECOND},
            {"kind": Kind.REACTION},
            {"undone_at": at(since)},
            {"nudge_id": None},
        ):
            said: dict[str, Any] = {"at": at(since), "nudge_id": first} | given
            reply(tx, her, **said)

    def read(plan: str = "", caseload_of: str | None = None) -> list[tuple[int, list[str]]]:
        found = decision_points.chunks(db, since, until, plan, caseload_of)
        return [(row.id, [one.kind for one in answers]) for rows in found for row, answers in rows]

    assert read() == [(first, [Kind.DONE, Kind.NOTE]), (last, []), (his, [])]
    assert (read("pulse"), read("daily", coach), read("", coach)) == ([(his, [])], [], [(his, [])])
