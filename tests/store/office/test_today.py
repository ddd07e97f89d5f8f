"""What a day in the office begins with: each count has its bounds, and a coach sees only their own people."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from nudges.core.office.roles import PROMPT, Role
from nudges.core.person.person import Person, State
from nudges.core.status import Status
from nudges.flow.office import person as office
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.office import today
from nudges.store.people import preferences
from tests.harness import World
from tests.office_staff import hire
from tests.store.written import nudge, reply

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def several(db: Db, count: int) -> tuple[World, list[Person], str]:
    """So many people, of whom a coach looks after the first; and the coach."""
    world = World(db)
    crowd = [world.join(phone=f"+1555010447{n}") for n in range(count)]
    coach = hire(world, Role.COACH, "Cleo").id
    office.give_coach(world.service, PROMPT, crowd[0].id, coach, world.now)
    with db.write() as tx:
        tx.conn.execute(t.upcoming.delete())
        tx.conn.execute(t.nudge.delete())
    return world, crowd, coach


def quiet(tx: Tx, person: Person, nudges: int) -> None:
    e = t.enrolment
    tx.conn.execute(e.update().where(e.c.person_id == person.id).values(quiet=nudges))


def test_who_fell_silent_answered_before_and_is_active(db: Db) -> None:
    world, (ada, ben, few, soon, gone), coach = several(db, 5)
    with db.write() as tx:
        for person, unanswered, answers in (
            (ada, 5, 2),
            (ben, 7, 3),
            (few, 9, 1),
            (soon, 4, 9),
            (gone, 9, 9),
        ):
            quiet(tx, person, unanswered)
            for n in range(answers):
                reply(tx, person, world.now + n * SECOND, nudge_id=n)
        reply(tx, few, world.now)  # it answered nothing
        preferences.set_state(tx, gone.id, State.STOPPED)
        found = today.silent(tx, 5, 2, None, 9)
        assert [(one.person_id, one.quiet) for one in found] == [(ben.id, 7), (ada.id, 5)]
        assert [one.answered_at for one in found] == [world.now + 2 * SECOND, world.now + SECOND]
        assert today.silent(tx, 5, 2, None, 1) == found[:1]
        assert today.silent(tx, 5, 2, coach, 9) == found[1:]


def test_what_was_refused_since_a_moment_by_code_the_most_frequent_first(db: Db) -> None:
    world, (ada, ben, cleo), coach = several(db, 3)
    since = world.now
    with db.write() as tx:

        def failed(person: Person, at: datetime, code: str | None, **given: Any) -> None:
            values = {"provider_code": code} if code else None
            nudge(tx, person, at, **({"status": Status.FAILED, "reason_values": values} | given))

        failed(ada, since - SECOND, "30003")
        failed(ada, since, "30006")
        failed(ada, since + SECOND, "30006")
        failed(ben, since + 2 * SECOND, "30006")
        failed(cleo, since, None)
        failed(cleo, since, "30006", status=Status.UNKNOWN)
        found = today.failed(tx, since, None, 9)
        assert [(one.code, one.count, one.person_ids) for one in found] == [
            ("30006", 3, (ben.id, ada.id)),
            ("", 1, (cleo.id,)),
        ]
        [first, _] = today.failed(tx, since, None, 1)
        assert first.person_ids == (ben.id,)
        [hers] = today.failed(tx, since, coach, 9)
        assert (hers.count, hers.person_ids) == (2, (ada.id,))


@pytest.mark.parametrize(
    ("begins", "ends", "awake"),
    [
        (None, None, True),
        (None, 0, True),  # it is over when the nudge is due
        (None, 1, False),
        (0, 1, False),
        (1, 2, True),  # it begins after it
        (-2, -1, True),
    ],
)
def test_what_goes_out_in_each_hour_but_what_a_pause_holds(
    db: Db, begins: int | None, ends: int | None, awake: bool
) -> None:
    world, (ada, ben), coach = several(db, 2)
    since, due = world.now, world.now + HOUR

    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else due + seconds * SECOND

    with db.write() as tx:
        p = t.person
        pause = {"paused_from": moment(begins), "paused_until": moment(ends)}
        tx.conn.execute(p.update().where(p.c.id == ada.id).values(pause))
        for person, at in ((ada, due), (ben, due - SECOND), (ben, due + HOUR), (ben, since - SECOND)):
            slot = {"local_date": at.date(), "n": 0, "due_at": at, "step": f"{at}"}
            tx.conn.execute(t.upcoming.insert().values(slot | {"person_id": person.id, "plan": "daily"}))
        nudge(tx, ada, since, ready_at=due, status=Status.QUEUED)
        nudge(tx, ada, since, ready_at=due, status=Status.ACCEPTED)
        assert today.by_hour(tx, since, 2, None) == [1, 1 + awake]
        assert today.by_hour(tx, since, 3, coach) == [0, 1 + awake, 0]
