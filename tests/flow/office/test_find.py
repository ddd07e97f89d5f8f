"""Whom a search means, to the last moment and day of each of its fields."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from nudges.core.office.roles import PROMPT, Acting, Role
from nudges.core.person.person import State
from nudges.flow.consent import consent
from nudges.flow.office import people, person, roll
from nudges.flow.office.person import SaidBy
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office.find import Filter, LastAnswer
from tests.harness import EMAIL, PHONE, World
from tests.office_staff import hire


def found(world: World, names: dict[str, str], **wanted: Any) -> set[str]:
    listed = people.listed(world.service, PROMPT, Filter(**wanted), "", "", world.now).rows
    return {names[one.id] for one, _ in listed}


def crowd(world: World, *names: str, **fields: Any) -> dict[str, str]:
    """People by these names; the name by the id."""
    joined = [world.join(phone=f"+1555000{n:04}", name=name, **fields) for n, name in enumerate(names)]
    return {one.id: one.name for one in joined}


def test_by_their_state_as_it_stands_now(db: Db) -> None:
    world = World(db)
    names = crowd(world, "active", "paused", "back", "stopped", "stopped in a pause", "erased")
    ids = {name: one for one, name in names.items()}
    names[world.join(phone="+15550100001", name="invited", consent=None).id] = "invited"

    def rests(who: str, until: datetime) -> None:
        with db.write() as tx:
            tx.conn.execute(update(t.person).where(t.person.c.id == ids[who]).values(paused_until=until))

    rests("paused", world.now + timedelta(seconds=1))
    rests("back", world.now)
    for who in ("stopped", "stopped in a pause"):
        person.stop_by_telephone(world.service, PROMPT, ids[who], SaidBy.THEMSELVES, world.now)
    rests("stopped in a pause", world.now + timedelta(days=1))
    consent.erase(world.service, world.person(ids["erased"]), world.now)
    by_state = {state: found(world, names, state=state) for state in (*State, None) if state != State.ERASED}
    assert by_state == {
        State.ACTIVE: {"active", "back"},
        State.PAUSED: {"paused"},
        State.STOPPED: {"stopped", "stopped in a pause"},
        State.INVITED: {"invited"},
        None: set(names.values()) - {"erased"},
    }


@pytest.mark.parametrize(
    ("begins", "ends", "paused"),
    [(None, 1, True), (None, 0, False), (-1, 1, True), (0, 1, True), (1, 2, False), (-1, 0, False)],
)
def test_whoever_has_a_pause_is_paused_from_its_beginning_until_its_end(
    db: Db, begins: int | None, ends: int, paused: bool
) -> None:
    world = World(db)
    names = crowd(world, "hers")
    begin = None if begins is None else world.now + timedelta(seconds=begins)
    with db.write() as tx:
        pause = {"paused_from": begin, "paused_until": world.now + timedelta(seconds=ends)}
        tx.conn.execute(update(t.person).values(pause))
    assert [bool(found(world, names, state=state)) for state in (State.PAUSED, State.ACTIVE)] == [
        paused,
        not paused,
    ]


def test_by_when_they_last_answered(db: Db) -> None:
    world = World(db)
    names = crowd(world, "just now", "a week ago", "longer ago", "a month ago", "long ago", "never")
    now = world.later(days=60).now
    ago = {"just now": 0, "a week ago": 7, "longer ago": 8, "a month ago": 28, "long ago": 29}
    for n, days in enumerate(ago.values()):
        world.now = now - timedelta(days=days)
        world.says("done", f"+1555000{n:04}")
    world.now = now
    by_answer = {answered: found(world, names, answered=answered) for answered in LastAnswer}
    assert by_answer == {
        LastAnswer.RECENT: {"just now", "a week ago"},
        LastAnswer.WEEK: {"longer ago", "a month ago", "long ago", "never"},
        LastAnswer.MONTH: {"long ago", "never"},
        LastAnswer.NEVER: {"never"},
    }


def test_by_the_week_of_their_plan(db: Db) -> None:
    world = World(db)
    names = crowd(world, "first")
    for days, weeks in ((0, {1}), (6, {1}), (7, {2}), (13, {2}), (14, {3})):
        world.at("2026-06-01 10:00").later(days=days)
        assert {week for week in (1, 2, 3) if found(world, names, week=week)} == weeks, days
        assert found(world, names, week=min(weeks), plan="daily") == {"first"}
        assert found(world, names, week=min(weeks), plan="pulse") == set()


@pytest.mark.parametrize(
    ("wanted", "whom"),
    [
        ("en", {"english", "british"}),
        ("en-GB", {"british"}),
        ("es", {"spanish"}),
        ("e", set()),
        ("fr", set()),
    ],
)
def test_by_their_language_with_its_countries(db: Db, wanted: str, whom: set[str]) -> None:
    world, names = World(db), {}
    for n, (name, locale) in enumerate((("english", "en"), ("british", "en-GB"), ("spanish", "es-MX"))):
        names[world.join(phone=f"+1555000{n:04}", name=name, locale=locale).id] = name
    assert found(world, names, locale=wanted) == whom


def test_by_their_coach(db: Db) -> None:
    world = World(db)
    names = crowd(world, "bens", "cleos", "nobodys")
    ben, cleo = hire(world, Role.COACH, "Ben"), hire(world, Role.COACH, "Cleo")
    for who, coach in zip(names, (ben, cleo), strict=False):
        person.give_coach(world.service, PROMPT, who, coach.id, world.now)
    assert [found(world, names, coach=one.id) for one in (ben, cleo)] == [{"bens"}, {"cleos"}]
    for coach, rows in ((ben, 0), (cleo, 1)):  # a coach finds their own, whatever they ask for
        listed = people.listed(world.service, cleo.acting, Filter(coach=coach.id), "", "", world.now)
        assert len(listed.rows) == rows


@pytest.mark.parametrize(("length", "finds"), [(3, False), (4, True), (32, True)])
def test_by_the_beginning_of_their_id_unless_they_were_erased(db: Db, length: int, finds: bool) -> None:
    world = World(db)
    her = world.join()
    beginning = her.id[:length]

    def listed() -> list[str]:
        rows = people.listed(world.service, PROMPT, Filter(), beginning, "", world.now).rows
        return [one.id for one, _ in rows]

    assert listed() == ([her.id] if finds else [])
    consent.erase(world.service, her, world.now)
    assert length == 32 or listed() == []


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"phone": PHONE}, True),
        ({"email": EMAIL}, True),
        ({"external_id": "x1"}, True),
        ({"external_id": "x1", "phone": PHONE, "email": EMAIL}, True),
        ({"phone": PHONE, "email": "b@example.org"}, False),
        ({"external_id": "x1", "phone": "+15550100001"}, False),
        ({"external_id": "x2", "email": EMAIL}, False),
        ({"email": "nobody@example.org"}, False),
    ],
)
def test_who_is_asked_for_by_several_is_known_by_all_of_them(
    db: Db, known: dict[str, str], found: bool
) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL, external_id="x1")
    world.join(phone="+15550100001", email="b@example.org", external_id="x2")

    def listed(acting: Acting, after: str = "") -> list[str]:
        rows = roll.listing(world.service, acting, Filter(), roll.Known(**known), after, 9, world.now)
        return [one.id for one, _ in rows]

    assert listed(PROMPT) == [her.id] * found
    assert listed(PROMPT, after="0") == [], "all of them are on the first page"
    assert listed(hire(world, Role.COACH).acting) == [], "of another's people"
