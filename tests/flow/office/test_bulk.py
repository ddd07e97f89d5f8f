"""One action for many people: done as for each alone, and whoever is left as they are is reported."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Role
from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Who
from nudges.flow.consent.pause import pause
from nudges.flow.office import bulk, people, person
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.flow.office.bulk import Left
from nudges.flow.office.person import SaidBy
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office.find import Filter, LastAnswer
from tests.harness import PLANS, World, local
from tests.office_staff import hire

DAY = date(2026, 6, 12)


def many(world: World, n: int = 5, **fields: Any) -> list[Person]:
    return [world.join(phone=f"+336123456{k:02}", **fields) for k in range(n)]


def audit(world: World) -> list[tuple[str, str]]:
    return [(row.action, row.person_id) for row in world.rows(t.audit) if row.person_id]


def test_those_who_stopped_rest_or_have_not_said_yes_are_left_alone_and_reported(db: Db) -> None:
    world = World(db)
    one, two, stopped, longer, shorter = many(world)
    invited = world.join(phone="+33612345699", consent=None)
    person.stop_by_telephone(world.service, PROMPT, stopped.id, SaidBy.THEMSELVES, world.now)
    person.pause_until(world.service, PROMPT, longer.id, DAY + timedelta(days=3), world.now)
    world.says("I want to kill myself", sender=shorter.phone or "")  # a hold of some days
    held = world.person(shorter.id).paused_until
    before = len(audit(world))
    ids = [one.id for one in (one, two, stopped, longer, shorter, invited)]
    done = bulk.pause_all(world.service, PROMPT, ids, DAY, world.now)
    assert sorted(done.done) == sorted([one.id, two.id, shorter.id])
    assert done.left == {Left.STOPPED: [stopped.id], Left.RESTS: [longer.id], Left.INVITED: [invited.id]}
    assert sorted(audit(world)[before:]) == sorted(("person pause", who) for who in done.done)
    paused = world.person(shorter.id).paused_until
    assert held is not None
    assert paused is not None
    assert held < paused
    again = bulk.pause_all(
        world.service, PROMPT, [shorter.id], world.person(one.id).local(held).date(), world.now
    )
    assert again.left == {Left.RESTS: [shorter.id]}
    assert world.person(shorter.id).paused_until == paused


def test_a_pause_that_is_to_come_is_no_rest_and_is_kept(db: Db) -> None:
    world = World(db)
    [her] = many(world, 1)
    pause(world.service, her, local("2026-06-20 00:00"), world.now, since=local("2026-06-15 00:00"))
    done = bulk.pause_all(world.service, PROMPT, [her.id], DAY, world.now)
    assert done.done == [her.id]
    assert world.person(her.id).pause(world.now) == (None, local("2026-06-20 00:00"))
    again = bulk.pause_all(world.service, PROMPT, [her.id], DAY, world.now)
    assert again.left == {Left.RESTS: [her.id]}


def test_one_who_is_not_active_is_not_paused_either(db: Db) -> None:
    world = World(db)
    stopped, invited = world.join(), world.join(phone="+33612345699", consent=None)
    person.stop_by_telephone(world.service, PROMPT, stopped.id, SaidBy.THEMSELVES, world.now)
    before = world.rows(t.person), audit(world)
    for one in (stopped, invited):
        with pytest.raises(NudgesError, match="cannot be paused"):
            person.pause_until(world.service, PROMPT, one.id, DAY, world.now)
    assert (world.rows(t.person), audit(world)) == before


def test_a_pause_of_many_ends_as_each_alone_would(db: Db) -> None:
    world = World(db)
    paris, tokyo = world.join(), world.join(phone="+33612345678", zone="Asia/Tokyo")
    bulk.pause_all(world.service, PROMPT, [paris.id, tokyo.id], DAY, world.now)
    ends = [world.person(one.id).paused_until for one in (paris, tokyo)]
    assert [f"{end:%m-%d %H:%M}" for end in ends if end] == ["06-11 22:00", "06-11 15:00"]
    world.at("2026-06-11 12:00").run()
    assert world.sent == []


def test_they_move_into_another_caseload(db: Db) -> None:
    world = World(db)
    one, two = many(world, 2)
    ben, cleo = hire(world, Role.COACH, "Ben"), hire(world, Role.COACH, "Cleo")
    person.give_coach(world.service, PROMPT, one.id, ben.id, world.now)
    done = bulk.give_all(world.service, PROMPT, [one.id, two.id], ben.id, world.now)
    assert (list(done.done), done.left) == ([two.id], {Left.THERE: [one.id]})
    assert len(bulk.give_all(world.service, PROMPT, [one.id, two.id], cleo.id, world.now).done) == 2
    assert {row.staff_id for row in world.rows(t.caseload)} == {cleo.id}
    with pytest.raises(NotThereError):
        bulk.give_all(world.service, PROMPT, [one.id], "nobody", world.now)
    with pytest.raises(ForbiddenError):
        bulk.give_all(world.service, cleo.acting, [one.id], None, world.now)
    assert len(bulk.give_all(world.service, PROMPT, [one.id], None, world.now).done) == 1


def test_they_move_to_another_plan(db: Db) -> None:
    repair = PLANS["pulse"].model_copy(update={"who": Who.REPAIRING})
    mend = PLANS["letters"].model_copy(update={"who": Who.REPAIRING})
    world = World(db, {**PLANS, "repair": repair, "mend": mend})
    one, there = many(world, 2)
    other = world.join(phone="+33612345678", plan="mend", who=Who.REPAIRING)
    bulk.move_all(world.service, PROMPT, [there.id], "pulse", "", world.now)
    done = bulk.move_all(world.service, PROMPT, [one.id, there.id], "pulse", "daily", world.now)
    assert (list(done.done), done.left) == ([one.id], {Left.THERE: [there.id]})
    plans = {(row.person_id, row.plan) for row in world.rows(t.enrolment) if row.person_id != other.id}
    assert plans == {(one.id, "pulse"), (there.id, "pulse"), (there.id, "daily")}
    assert audit(world)[-2:] == [("person enrol", one.id), ("person leave", one.id)]
    wrong = bulk.move_all(world.service, PROMPT, [one.id, other.id], "repair", "nope", world.now)
    assert (list(wrong.done), wrong.left) == ([other.id], {Left.OTHER_SIDE: [one.id]})
    with pytest.raises(NudgesError, match="no plan"):
        bulk.move_all(world.service, PROMPT, [one.id], "nope", "", world.now)


def test_nobody_else_s_people_and_nobody_at_all_are_refused_and_nothing_is_done(db: Db) -> None:
    world = World(db)
    hers, other = many(world, 2)
    ben, vera = hire(world, Role.COACH, "Ben"), hire(world, Role.VIEWER, "Vera")
    person.give_coach(world.service, PROMPT, hers.id, ben.id, world.now)
    before = world.rows(t.person), world.rows(t.audit)
    for ids in ([hers.id, other.id], [], ["nobody"], [hers.id, "nobody"]):
        with pytest.raises(NotThereError):
            bulk.pause_all(world.service, ben.acting, ids, DAY, world.now)
    for day in (date(2026, 5, 30), date(2028, 1, 1)):
        with pytest.raises(NudgesError, match="cannot end then"):
            bulk.pause_all(world.service, PROMPT, [hers.id], day, world.now)
    with pytest.raises(ForbiddenError):
        bulk.pause_all(world.service, vera.acting, [hers.id], DAY, world.now)
    assert (world.rows(t.person), world.rows(t.audit)) == before
    assert len(bulk.pause_all(world.service, ben.acting, [hers.id, hers.id], DAY, world.now).done) == 1


class Meanwhile:
    """A database in which something happens before the second write."""

    def __init__(self, db: Db, happens: Callable[[], object]) -> None:
        self._db = db
        self._before = deque([None, happens])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def write(self) -> Any:
        if self._before and (happens := self._before.popleft()):
            happens()
        return self._db.write()


def test_what_changes_in_between_is_reported_and_the_others_go_on(db: Db) -> None:
    world = World(db)
    one, two = sorted(many(world, 2), key=lambda each: each.id)
    stop = partial(person.stop_by_telephone, world.service, PROMPT, two.id, SaidBy.THEMSELVES, world.now)
    service = replace(world.service, db=Meanwhile(db, stop))  # type: ignore[arg-type]
    done = bulk.pause_all(service, PROMPT, [one.id, two.id], DAY, world.now)
    assert (list(done.done), done.left) == ([one.id], {Left.CHANGED: [two.id]})


def test_a_day_that_has_begun_where_they_are_is_no_end_of_a_pause(db: Db) -> None:
    world = World(db)
    paris, hawaii = world.join(), world.join(phone="+33612345678", zone="Pacific/Honolulu")
    today = world.now.date()
    done = bulk.pause_all(world.service, PROMPT, [paris.id, hawaii.id], today, world.now)
    assert (list(done.done), done.left) == ([hawaii.id], {Left.BEGUN: [paris.id]})


def test_a_pause_ends_within_a_year_and_is_never_made_shorter(db: Db) -> None:
    world = World(db)
    her = world.join()
    for days in (-1, person.LONGEST_PAUSE + 1):
        with pytest.raises(NudgesError, match="cannot end then"):
            bulk.pause_all(world.service, PROMPT, [her.id], world.now.date() + timedelta(days), world.now)
    for days, longer in ((9, True), (9, False), (8, False), (10, True), (person.LONGEST_PAUSE, True)):
        day = world.now.date() + timedelta(days)
        done = bulk.pause_all(world.service, PROMPT, [her.id], day, world.now)
        assert (list(done.done), done.left) == (([her.id], {}) if longer else ([], {Left.RESTS: [her.id]}))


def test_more_than_can_be_done_at_once_are_refused_when_they_are_chosen(db: Db) -> None:
    world = World(db)
    many(world, 3)
    assert len(people.chosen(world.service, PROMPT, Filter(), "", 3, world.now)) == 3
    for wanted, query in ((Filter(), ""), (Filter(), "wilhelmina")):
        with pytest.raises(NudgesError, match="too many"):
            people.chosen(world.service, PROMPT, wanted, query, 2, world.now)
    with pytest.raises(NudgesError, match="Nobody"):
        people.chosen(world.service, PROMPT, Filter(state=State.STOPPED), "", 2, world.now)


def test_people_are_found_by_the_week_of_their_plan_and_their_last_answer(db: Db) -> None:
    world = World(db)
    first = world.join(phone="+33612345601", starts_on=date(2026, 6, 1))
    world.at("2026-06-22 12:00")
    second = world.join(phone="+33612345602", starts_on=date(2026, 6, 16))
    third = world.join(phone="+33612345603", starts_on=date(2026, 6, 22))

    def found(**fields: object) -> list[str]:
        wanted = Filter(**fields)  # type: ignore[arg-type]
        return [one.id for one, _ in people.listed(world.service, PROMPT, wanted, "", "", world.now).rows]

    assert [found(week=1), found(week=4), found(week=2)] == [[second.id, third.id], [first.id], []]
    assert [found(week=1, plan="daily"), found(week=1, plan="pulse")] == [[second.id, third.id], []]
    world.at("2026-06-23 09:00").says("done", sender=first.phone or "")
    world.at("2026-06-30 10:00").says("done", sender=second.phone or "")
    everybody = [first.id, second.id, third.id]
    assert found(answered=LastAnswer.RECENT) == [second.id]
    assert found(answered=LastAnswer.WEEK) == [first.id, third.id]
    assert found(answered=LastAnswer.NEVER) == [third.id]
    assert found(answered=LastAnswer.MONTH) == [third.id]
    world.at("2026-08-01 10:00")
    assert found(answered=LastAnswer.MONTH) == everybody
    assert found(ids=(third.id, "nobody")) == [third.id]
