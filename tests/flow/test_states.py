"""The engine as a state machine: crashes, lost answers, words of people, edits and clocks, in any order."""

from collections import Counter
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nudges.channels.base import Fault, Message
from nudges.core.person.person import Person, State
from nudges.core.status import Status
from nudges.flow.consent.consent import erase
from nudges.flow.consent.pause import pause, resume
from nudges.flow.planning.schedule import move, reschedule_if_changed
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from tests.harness import (
    PARIS,
    SQLITE,
    Databases,
    FakeRecords,
    Interrupting,
    World,
    fault,
    opened_db,
    plan,
    step,
    why,
)
from tests.properties import examples

ENDS = {"accepted", "delivered", "failed", "missed", "suppressed", "skipped"}
ZONES = [PARIS, "America/New_York", "Asia/Tokyo"]

#: The same steps at other times: what an operator's edit of a plan file makes of it.
EDITIONS = [
    {"daily": plan(early=step(early), noon=step([noon, "19:45"], max_late="1h"))}
    for early, noon in (("07:00", "12:00"), ("09:30", "13:10"), ("11:00", "10:15"))
]

#: What may befall a message that arrives at the provider.
FATES = ["busy", "crash before it is taken", "crash after it was taken", "answer lost", "never arrived"]


class Crash(SystemExit):
    """Ends the worker at this very point, as far as a process can end within a test."""


def crash() -> None:
    raise Crash


class Engine(RuleBasedStateMachine):
    """One person, one worker at a time, and the provider's ledger, whose list never lags."""

    databases: ClassVar[Databases]

    def __init__(self) -> None:
        super().__init__()
        self._opened = opened_db(self.databases)
        self.world = World(self._opened.__enter__(), plans=EDITIONS[0])
        self.id = self.world.join().id
        reschedule_if_changed(self.world.service, self.world.now)
        self.fates: list[str] = []
        self.taken: list[str] = []
        self.wrongs: list[str] = []
        self.stopped = False
        self.records = self.world.sms.records = FakeRecords()
        self.world.sms.before = self.arrives

    @property
    def person(self) -> Person:
        return self.world.person(self.id)

    def arrives(self, message: Message) -> None:
        """The provider's side of a send, and what must be true of us at that moment."""
        person, now = self.person, self.world.now
        if self.stopped or person.state is not State.ACTIVE or person.paused(now):
            self.wrongs.append(f"sent to somebody {person.state}, paused until {person.paused_until}")
        if not 9 <= person.local(now).hour < 20:
            self.wrongs.append(f"sent at {person.local(now)}")
        fate = self.fates.pop() if self.fates else ""
        if fate == "crash before it is taken":
            crash()
        if fate == "busy":
            raise fault(Fault.BUSY)
        if fate != "never arrived":
            self.taken.append(message.attempt_id)
            self.records.keep(message, f"fake-{message.attempt_id}")
        if fate == "crash after it was taken":
            crash()
        if fate:
            raise fault(Fault.UNKNOWN)

    # what the worker does, and what befalls it

    @rule()
    def works(self) -> None:
        try:
            self.world.look()
            self.world.run()
        except Crash:
            pass

    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=2))
    def provider_or_worker_is_about_to_fail(self, fates: list[str]) -> None:
        self.fates = fates

    @rule(what=st.sampled_from(["crash", "STOP", "pause", "move"]))
    def something_happens_between_claim_and_intent(self, what: str) -> None:
        happens = {
            "crash": crash,
            "STOP": lambda: self.says("STOP"),
            "pause": lambda: self.pauses(2),
            "move": lambda: self.moves(ZONES[2]),
        }
        whole = self.world.service
        self.world.service = self.world.rebuilt(whole.plans, loader=Interrupting(happens[what]))
        self.its_next_moment_comes()
        self.world.service = whole

    # time

    @rule(minutes=st.integers(1, 20))
    def minutes_pass(self, minutes: int) -> None:
        self.world.later(minutes=minutes)
        self.world.let_leases_run_out()

    @rule(hours=st.integers(1, 30))
    def hours_pass(self, hours: int) -> None:
        self.world.later(hours=hours)
        self.world.let_leases_run_out()
        self.works()

    @rule()
    def its_next_moment_comes(self) -> None:
        """To the minute: what is due now, and what has been due for too long, are the interesting cases."""
        with self.world.db.read() as tx:
            moment = upcoming.next_due(tx)
        if moment is None or moment <= self.world.now:
            moment = self.world.now + timedelta(minutes=2)
        self.world.now = moment
        self.works()

    @rule(hours=st.sampled_from([-6, -1, 1, 6]))
    def the_clock_jumps(self, hours: int) -> None:
        self.world.later(hours=hours)
        self.works()

    # people, the provider and the operator

    @rule(text=st.sampled_from(["STOP", "START", "done", "2", "HELP"]))
    def says(self, text: str) -> None:
        self.world.says(text)
        if text in ("STOP", "START") and self.person.state is not State.ERASED:
            self.stopped = text == "STOP"

    @rule(hours=st.integers(1, 48))
    def pauses(self, hours: int) -> None:
        pause(self.world.service, self.person, self.world.now + timedelta(hours=hours), self.world.now)

    @rule()
    def resumes(self) -> None:
        resume(self.world.service, self.person, self.world.now)

    @precondition(lambda self: len(self.taken) > 3)
    @rule()
    def is_erased(self) -> None:
        erase(self.world.service, self.person, self.world.now)

    @rule(zone=st.sampled_from(ZONES))
    def moves(self, zone: str) -> None:
        move(self.world.service, self.id, zone, self.world.now)

    @rule(edition=st.sampled_from(EDITIONS))
    def times_are_edited(self, edition: dict[str, object]) -> None:
        self.world.service = self.world.rebuilt(edition)  # type: ignore[arg-type]
        reschedule_if_changed(self.world.service, self.world.now)

    @precondition(lambda self: self.taken)
    @rule(status=st.sampled_from([Status.ACCEPTED, Status.DELIVERED, Status.FAILED]), back=st.integers(1, 3))
    def provider_calls_back(self, status: Status, back: int) -> None:
        self.world.report(self.taken[-min(back, len(self.taken))], status)

    # the oracle

    @invariant()
    def nothing_is_sent_twice_or_to_the_wrong_people(self) -> None:
        assert self.wrongs == []
        slot_of = {attempt.id: attempt.nudge_id for attempt in self.world.rows(t.attempt)}
        times = Counter(slot_of[attempt] for attempt in self.taken)
        assert [slot for slot, count in times.items() if count > 1] == []

    @invariant()
    def every_end_has_a_reason(self) -> None:
        assert [n for n in self.world.rows(t.nudge) if n.status in ENDS and not why(n)] == []

    @invariant()
    def nobody_who_said_stop_waits_for_anything(self) -> None:
        if self.stopped:
            assert [n.status for n in self.world.rows(t.nudge) if n.status == "queued"] == []
            assert self.world.rows(t.upcoming) == []

    def teardown(self) -> None:
        """Three calm days, and everything has come to its end; the last day is as the plan says."""
        try:
            self.fates = []
            if self.stopped:
                self.says("START")
            resume(self.world.service, self.person, self.world.now)
            end = self.world.now + timedelta(days=3)
            while self.world.now < end:
                self.world.let_leases_run_out()
                self.its_next_moment_comes() if self.person.state is State.ACTIVE else self.hours_pass(30)
            self.nothing_is_sent_twice_or_to_the_wrong_people()
            self.every_end_has_a_reason()
            self.nothing_is_left_open()
        finally:
            self._opened.__exit__(None, None, None)

    def nothing_is_left_open(self) -> None:
        yesterday = self.person.local(self.world.now).date() - timedelta(days=1)
        rows = self.world.nudges()
        assert [
            ((n.message or n.step), n.local_date, n.status)
            for n in rows
            if n.expires_at < self.world.now and n.status not in ENDS
        ] == []
        if self.person.state is State.ACTIVE:
            there = sorted(((n.message or n.step), n.n, n.status) for n in rows if n.local_date == yesterday)
            assert there == [("early", 0, "accepted"), ("noon", 0, "accepted"), ("noon", 1, "accepted")]


@pytest.mark.property
def test_whatever_happens_in_whatever_order(databases: Databases) -> None:
    class Here(Engine):
        pass

    Here.databases = databases
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples(6 if databases.name == SQLITE else 4),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_a_move_between_claim_and_intent_brings_no_message_at_night(db: Db) -> None:
    world = World(db, plans={"daily": plan(daily=step("19:30"))})
    person = world.join()
    world.at("2026-06-02 19:30")
    during = Interrupting(lambda: move(world.service, person.id, "Asia/Tokyo", world.now))
    world.service = world.rebuilt(world.plans, loader=during)
    world.run()
    assert world.sms.tried == [], "it is half past two in the morning there"


def test_a_clock_that_jumps_back_keeps_nobody_from_stopping_or_from_coming_back(db: Db) -> None:
    world = World(db, plans={"daily": plan(daily=step("07:00"))})
    person = world.join()
    world.says("START")
    world.later(hours=-6)
    world.says("STOP")
    assert (world.person(person.id).state, world.rows(t.upcoming)) == (State.STOPPED, [])
    world.later(hours=-6)
    world.says("START")
    assert world.person(person.id).state is State.ACTIVE
