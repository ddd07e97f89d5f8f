"""The queue's own rules: one holder a nudge, nothing written by whoever lost it, nobody locked out."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError

from nudges.core.errors import NudgesError
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person
from nudges.core.reasons import Reason, ReasonCode, reason_of
from nudges.core.status import REPORTS, Status
from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import erase, stop
from nudges.store import tables as t
from nudges.store.db import Db, Tx, count, db_clock, remember, remembered
from nudges.store.engine import connect
from nudges.store.maintenance import heartbeats, movement
from nudges.store.nudges import attempts, outcomes, planning, queue
from nudges.store.nudges import settle as settling
from nudges.store.nudges.attempts import Intent
from nudges.store.nudges.planning import Planned
from nudges.store.nudges.queue import Claimed
from nudges.store.nudges.settle import Settled
from nudges.store.people import people, preferences
from tests.harness import EMAIL, MONDAY, PARIS, PHONE, SQLITE, Databases, World

SENT = Reason(ReasonCode.SENT)
#: What a worker says that should not be heard any more.
SAID = Reason(ReasonCode.BUSY, provider_code="429")


def waiting(db: Db, days: int = 1) -> tuple[World, Person]:
    """One person with as many queued nudges as days."""
    world = World(db)
    person = world.join(times={"daily": ", ".join(f"{10 + n}:30" for n in range(days))})
    world.at("2026-06-01 10:30")
    for _ in range(days):
        world.plan_due()
        world.later(hours=1)
    return world, person


def clock(tx: Tx) -> float:
    """The database's clock, seconds since 1970."""
    return float(tx.conn.execute(select(db_clock())).scalar_one())


def claim(world: World, holder: str, limit: int = 10) -> list[Claimed]:
    with world.db.write() as tx:
        return queue.claim(tx, Medium.SMS, world.now, holder, limit)


def intent(case: Claimed, attempt_id: str) -> Intent:
    return Intent(
        case.id,
        case.local_date,
        case.person.id,
        case.holder,
        attempt_id,
        "fake",
        b"x",
        1,
        "g1-s5-b3",
        1,
        "v1",
        None,
    )


def open_attempt(world: World, case: Claimed, attempt_id: str) -> set[int]:
    with world.db.write() as tx:
        return attempts.open_attempts(tx, [intent(case, attempt_id)], world.now)


def settle(world: World, *outcomes: Settled) -> None:
    with world.db.write() as tx:
        settling.settle(tx, outcomes, world.now)


def test_a_nudge_has_one_holder(db: Db) -> None:
    world, _ = waiting(db, days=3)
    first, second, third = claim(world, "a", 2), claim(world, "b"), claim(world, "c")
    assert [len(first), len(second), len(third)] == [2, 1, 0]
    assert [case.due_at for case in first] == sorted(case.due_at for case in first)


def test_a_claim_does_not_wait_for_another_that_is_under_way(db: Db) -> None:
    world, _ = waiting(db, days=2)
    with ThreadPoolExecutor(1) as pool:
        with db.write() as tx:
            [first] = queue.claim(tx, Medium.SMS, world.now, "a", 1)
            second = pool.submit(claim, world, "b", 1)
            if db.name != SQLITE:  # which has one writer at a time
                second.result(timeout=60)
        [other] = second.result(timeout=60)
    assert other.id != first.id


def test_a_slot_that_is_planned_twice_is_one_nudge(db: Db) -> None:
    world, person = waiting(db)
    before = world.nudges()
    again = Planned(
        *(person.id, "daily", "daily", None, before[0].local_date, 0, 0, world.now, world.now, world.now),
        *(Medium.SMS, Status.QUEUED),
        reason=Reason(ReasonCode.SNOOZED, at=world.now),
    )
    with db.write() as tx:
        planning.plan(tx, [again, again._replace(n=1), again])
    assert [(n.n, n.reason) for n in world.nudges()] == [(0, before[0].reason), (1, "snoozed")]


def test_a_claim_that_was_rolled_back_never_was(db: Db) -> None:
    world, _ = waiting(db)

    def fails() -> None:
        with db.write() as tx:
            assert queue.claim(tx, Medium.SMS, world.now, "a", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert len(claim(world, "b")) == 1


def test_who_lost_a_claim_can_write_nothing_more(db: Db) -> None:
    world, _ = waiting(db)
    [mine] = claim(world, "a")
    world.let_leases_run_out()
    with db.write() as tx:
        assert outcomes.rescue(tx, world.now).total() == 1
    [theirs] = claim(world, "b")
    assert open_attempt(world, mine, "A") == set()
    settle(world, Settled(mine.id, mine.local_date, mine.holder, Status.FAILED, SAID))
    assert world.nudge().status == "sending"
    assert open_attempt(world, theirs, "B") == {theirs.id}
    settle(world, Settled(theirs.id, theirs.local_date, theirs.holder, Status.ACCEPTED, SENT, attempt_id="B"))
    assert (world.nudge().status, world.nudge().reason) == ("accepted", "sent")
    assert {row.id for row in world.rows(t.attempt)} & {"A", "B"} == {"B"}


def test_of_a_group_only_those_that_are_still_ours_get_an_attempt(db: Db) -> None:
    world, _ = waiting(db, days=3)
    first, lost, third = claim(world, "a")
    with db.write() as tx:  # as if its lease had run out, and another worker had it
        tx.conn.execute(t.nudge.update().where(t.nudge.c.id == lost.id).values(holder="b"))
    intents = [intent(first, "A"), intent(lost, "B"), intent(third, "C")]
    with db.write() as tx:
        assert attempts.open_attempts(tx, intents, world.now) == {first.id, third.id}
    assert {a.id: a.nudge_id for a in world.rows(t.attempt) if a.id in "ABC"} == {
        "A": first.id,
        "C": third.id,
    }


def test_an_attempt_is_opened_once(db: Db) -> None:
    world, _ = waiting(db)
    [case] = claim(world, "a")
    assert open_attempt(world, case, "A") == {case.id}
    assert open_attempt(world, case, "B") == set()


def test_the_lease_begins_anew_with_the_attempt(db: Db) -> None:
    world, _ = waiting(db)
    [case] = claim(world, "a")
    world.let_leases_run_out()
    open_attempt(world, case, "A")
    with db.write() as tx:
        assert outcomes.rescue(tx, world.now).total() == 0
        assert 0 < world.nudge().lease_until - clock(tx) <= queue.LEASE


def test_leases_are_on_the_databases_clock(db: Db) -> None:
    """Whatever a worker's clock says: the test's stands in June 2026, the lease is from today."""
    world, _ = waiting(db)
    claim(world, "a")
    with db.read() as tx:
        assert abs(clock(tx) + queue.LEASE - world.nudge().lease_until) < 30


@pytest.mark.parametrize("act", ["stop", "erase"])
def test_a_stop_and_a_delivery_wait_for_each_other(db: Db, act: str) -> None:
    """Between the last look at a person and the commit of the intent nobody changes their mind unseen."""
    world, person = waiting(db)
    [case] = claim(world, "a")
    begun = threading.Event()

    def change() -> None:
        begun.set()
        if act == "erase":
            erase(world.service, person, world.now)
        else:
            with db.write() as tx:
                stop(tx, person, ConsentMethod.REPLY, world.now)

    with ThreadPoolExecutor(1) as pool:
        with db.write() as tx:
            assert attempts.standing(tx, [person.id])[person.id].state == "active"
            done = pool.submit(change)
            begun.wait()
            with pytest.raises(TimeoutError):
                done.result(timeout=0.4)
            assert attempts.open_attempts(tx, [intent(case, "A")], world.now) == {case.id}
        done.result(timeout=60)
    assert world.nudge().status == "sending", "it was on its way before they said so"
    assert world.person(person.id).state in ("stopped", "erased")


def test_word_is_only_ever_followed_by_what_may_follow_it(db: Db) -> None:
    """The guard of the UPDATE, for each pair of states, is the table in core."""
    world, _ = waiting(db)
    [case] = claim(world, "a")
    open_attempt(world, case, "A")
    for now in Status:
        for then in (Status.ACCEPTED, Status.DELIVERED, Status.FAILED):
            with db.write() as tx:
                tx.conn.execute(t.nudge.update().where(t.nudge.c.id == case.id).values(status=now))
                tx.conn.execute(t.attempt.update().where(t.attempt.c.id == "A").values(outcome=now))
            assert world.report("A", then)
            assert world.nudge().status == (then if then in REPORTS.get(now, ()) else now)


@pytest.mark.parametrize(
    ("became", "attempt", "stands"),
    [
        (Status.ACCEPTED, "A", ("accepted", "busy")),
        (Status.ACCEPTED, "an older one", ("missed", "no_word")),
        (Status.QUEUED, "A", ("missed", "no_word")),
        (Status.UNKNOWN, "A", ("missed", "no_word")),
    ],
)
def test_of_what_was_given_up_only_a_receipt_is_heard(
    db: Db, became: Status, attempt: str, stands: tuple[str, str]
) -> None:
    world, _ = waiting(db)
    [case] = claim(world, "a")
    open_attempt(world, case, "A")
    world.let_leases_run_out()
    with db.write() as tx:
        over = case.expires_at + timedelta(minutes=1)
        assert outcomes.rescue(tx, over).total() == 2, "in doubt, then given up"
    again = world.now if became is Status.QUEUED else None
    settle(world, Settled(case.id, case.local_date, "a", became, SAID, attempt_id=attempt, ready_at=again))
    assert (world.nudge().status, world.nudge().reason) == stands
    assert (world.nudge().sent_at is not None) == (stands[0] == "accepted")


def test_what_is_in_doubt_is_given_up_after_its_last_moment_and_not_at_it(db: Db) -> None:
    world, _ = waiting(db)
    [case] = claim(world, "a")
    open_attempt(world, case, "A")
    world.let_leases_run_out()
    moved = []
    for seconds in (0, 0, 1):
        with db.write() as tx:
            moved.append(+outcomes.rescue(tx, case.expires_at + timedelta(seconds=seconds)))
    assert moved == [{(Status.UNKNOWN, "worker_stopped"): 1}, {}, {(Status.MISSED, "no_word"): 1}]


def test_outcomes_of_every_kind_are_settled_together(db: Db) -> None:
    world, _ = waiting(db, days=3)
    first, second, third = claim(world, "a")
    for case, attempt in ((first, "A"), (second, "B")):
        open_attempt(world, case, attempt)
    settle(
        world,
        Settled(third.id, third.local_date, "a", Status.SKIPPED, Reason(ReasonCode.STEP_GONE)),
        Settled(
            second.id,
            second.local_date,
            "a",
            Status.QUEUED,
            Reason(ReasonCode.BUSY, at=world.now, provider_code="429"),
            attempt_id="B",
            code="429",
            ready_at=world.now,
        ),
        Settled(first.id, first.local_date, "a", Status.ACCEPTED, SENT, attempt_id="A", provider_id="P"),
    )
    assert [(n.status, reason_of(n.reason, n.reason_values)) for n in world.nudges()] == [
        ("accepted", SENT),
        ("queued", Reason(ReasonCode.BUSY, at=world.now, provider_code="429")),
        ("skipped", Reason(ReasonCode.STEP_GONE)),
    ]
    tried = {a.id: (a.outcome, a.code, a.provider_id) for a in world.rows(t.attempt)}
    assert (tried["A"], tried["B"]) == (("accepted", None, "P"), ("queued", "429", None))


def many_finished(world: World, person: Person, count: int) -> None:
    """A long past: nudges that have ended, and a planner that knows how many.

    What earlier tests left of PostgreSQL's tables and indexes is cleared away: it would count in the plans.
    """
    past = datetime(2020, 1, 1, tzinfo=UTC)
    ended: dict[str, object] = dict.fromkeys(("due_at", "ready_at", "expires_at", "changed_at"), past)
    ended |= {"person_id": person.id, "plan": "daily", "step": "daily", "local_date": past.date()}
    ended |= {"medium": "sms", "status": "delivered", "tries": 1}
    with world.db.write() as tx:
        tx.conn.execute(insert(t.nudge), [ended | {"n": n} for n in range(count)])
        if world.db.name == SQLITE:
            tx.conn.exec_driver_sql("ANALYZE")
        engine = tx.conn.engine
    if world.db.name != SQLITE:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM (FULL) nudge")
            conn.exec_driver_sql("VACUUM (ANALYZE)")


def ways(db: Db, run: Callable[[Tx], object], what: str = "UPDATE nudge") -> list[str]:
    """How the database goes about each change of nudges that `run` makes, or about each statement that has
    `what` in it; the changes are undone."""
    done: list[tuple[str, Any]] = []

    def seen(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        done.append((statement, given))

    explain = "EXPLAIN QUERY PLAN " if db.name == SQLITE else "EXPLAIN "
    with db.write() as tx:
        event.listen(tx.conn, "before_cursor_execute", seen)
        run(tx)
        event.remove(tx.conn, "before_cursor_execute", seen)
        changes = [(statement, given) for statement, given in done if what in statement]
        shown = [tx.conn.exec_driver_sql(explain + statement, given).all() for statement, given in changes]
        tx.conn.rollback()
    return ["\n".join(str(row[-1]) for row in plan) for plan in shown]


def test_a_long_past_slows_no_tick(db: Db) -> None:
    """Claims, rescues and figures go through the small indexes of what is under way, never through the whole
    table."""
    world, person = waiting(db, days=2)
    claim(world, "a", 1)
    many_finished(world, person, 20_000)
    [claims] = ways(db, lambda tx: queue.claim(tx, Medium.SMS, world.now, "b", 10))
    rescues = ways(db, lambda tx: outcomes.rescue(tx, world.now, aside=("other",)))
    ready, leased = (
        ("nudge_ready", "nudge_leased") if db.name == SQLITE else ("ready_at_idx", "lease_until_idx")
    )
    assert [ready in way for way in [claims, *rescues]] == [True, True, False, False, False, True], claims
    assert [leased in way for way in rescues] == [False, True, True, True, False], rescues
    # on PostgreSQL the rest holds all of them, since nobody made their months; the others are empty
    whole = re.compile(r"Seq Scan on nudge_rest|SCAN nudge(?! USING INDEX nudge_(ready|leased))")
    figures = ways(db, lambda tx: movement.waiting(tx, world.now), "FROM nudge")
    assert len(figures) == 2
    assert [way for way in [claims, *rescues, *figures] if whole.search(way)] == []


def test_everyone_is_read_a_page_at_a_time(db: Db) -> None:
    with db.write() as tx:
        people.add(tx, [Person(f"p{n}", PARIS) for n in (3, 1, 5, 2, 4)], MONDAY)
        people.erase(tx, "p2")
    pages, after = [], ""
    with db.read() as tx:
        while page := [person.id for person in people.everyone(tx, after, limit=2)]:
            pages.append(page)
            after = page[-1]
    assert pages == [["p1", "p3"], ["p4", "p5"]]


def test_two_people_cannot_have_one_number(db: Db) -> None:
    one = Person("p1", PARIS, phone=PHONE, email=EMAIL)
    with db.write() as tx:
        people.add(tx, [one], MONDAY)
    with pytest.raises(IntegrityError), db.write() as tx:
        people.add(tx, [replace(one, id="p2", email="other@example.org")], MONDAY)
    with db.read() as tx:
        assert [p.id for p in people.everyone(tx)] == ["p1"]
        assert people.get(tx, "p1") == one
        assert people.find(tx, EMAIL.upper()) == one


def test_a_naive_moment_is_refused(db: Db) -> None:
    with pytest.raises(Exception, match="naive datetime"), db.write() as tx:
        people.add(tx, [Person("p1", PARIS)], MONDAY.replace(tzinfo=None))


def test_facts_about_the_database(db: Db) -> None:
    with db.write() as tx:
        assert remembered(tx, "k") is None
        remember(tx, "k", "1")
        remember(tx, "k", "2")
        assert remembered(tx, "k") == "2"
        assert count(tx, t.meta) == 2, "the other is the lookup key"


def test_heartbeats(db: Db) -> None:
    with db.write() as tx:
        for worker in ("a", "b", "a"):
            heartbeats.beat(tx, worker)
        ages = heartbeats.ages(tx)
        assert len(ages) == 2
        assert all(-1 < age < heartbeats.SILENT for age in ages)
        heartbeats.gone(tx, "a")
        assert len(heartbeats.ages(tx)) == 1


def test_readers_do_not_wait_for_a_writer(db: Db) -> None:
    world, person = waiting(db)
    with db.write() as tx:
        preferences.set_pause(tx, person.id, world.now + timedelta(days=1))
        with db.read() as other:
            unpaused = people.get(other, person.id)
        assert unpaused is not None
        assert unpaused.paused_until is None


@pytest.mark.parametrize(
    "url",
    ["nonsense", "sqlite:////proc/such.db", "postgresql+psycopg://u:hunter2@127.0.0.1:1/x"],
)
def test_a_database_that_cannot_be_opened_is_explained_without_its_password(url: str) -> None:
    with pytest.raises(NudgesError, match="cannot be opened") as caught:
        connect(url)
    assert "DATABASE_URL" in caught.value.fix
    assert "hunter2" not in str(caught.value)


HIDDEN = ("zanzi", "barred")


@pytest.mark.parametrize(
    "address",
    [
        "zanzi@barred@127.0.0.1:1/x",
        "zanzi@barred/more@127.0.0.1:1/x",
        "zanzi@barred,more@127.0.0.1:1/x",
        "zanzi@/barred@127.0.0.1:1/x",
        "zanzi@127.0.0.1:barred@127.0.0.1:1/x",
        "zanzi/barred@127.0.0.1:1/x",
        "zanzi:barred@127.0.0.1:1/x",
        "zanzi#barred@127.0.0.1:1/x",
        "zanzi?barred@127.0.0.1:1/x",
        "zanzi%barred@127.0.0.1:1/x",
        "zanzi barred@127.0.0.1:1/x",
        "zanzibarred",
        "zanzibarred@127.0.0.1:1/x?passwort=zanzibarred",
    ],
)
def test_no_part_of_a_password_is_told_however_it_was_written(address: str) -> None:
    with pytest.raises(NudgesError, match="cannot be opened") as caught:
        connect(f"postgresql+psycopg://user:{address}")
    assert [part for part in HIDDEN if part in str(caught.value)] == []


def test_the_databases_are_what_they_say(databases: Databases, db: Db) -> None:
    assert db.name == databases.name
