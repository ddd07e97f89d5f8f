"""A person's month as chance would have it: whatever happens, in whatever order, the promises hold."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nudges.channels.base import Fault, Message
from nudges.core.person.person import Person, State
from nudges.core.status import Status
from nudges.flow.consent.pause import pause, resume
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.planning.schedule import move
from nudges.store import tables as t
from tests.harness import EMAIL, PARIS, PHONE, PLANS, Databases, World, fault, opened_db, plan, step, why
from tests.properties import examples

ENDS = {"accepted", "delivered", "failed", "missed", "suppressed", "skipped"}
ZONES = [PARIS, "America/New_York", "Asia/Tokyo"]
BUSY_DAYS = PLANS | {"busy": plan(early=step("07:00"), noon=step(["12:00", "19:45"], max_late="1h"))}

EVENTS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 30 * 60)),
    st.tuples(st.just("run"), st.none()),
    st.tuples(st.just("says"), st.sampled_from(["STOP", "START", "done", "4", "HELP"])),
    st.tuples(st.just("mails"), st.sampled_from(["stop", "start", "done"])),
    st.tuples(st.just("pause"), st.integers(1, 72)),
    st.tuples(st.just("resume"), st.none()),
    st.tuples(st.just("fault"), st.sampled_from([Fault.BUSY, Fault.UNKNOWN, Fault.PERMANENT, Fault.ACCOUNT])),
    st.tuples(st.just("report"), st.sampled_from([Status.DELIVERED, Status.FAILED, Status.ACCEPTED])),
    st.tuples(st.just("move"), st.sampled_from(ZONES)),
    st.tuples(st.just("crash"), st.none()),
)

#: Steps that answer what somebody has just written, at any hour.
FREE = ("answer", "confirmation")


class Month:
    """One person on three plans, and everything that was handed over, with the moment and their hour."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id = world.join(phone=PHONE, email=EMAIL, plan="busy").id
        world.joined(Newcomer("letters", PARIS, phone=PHONE, email=EMAIL))
        self.handed_over: list[tuple[str, int, str, State]] = []
        world.sms.before = world.mail.before = self.note

    @property
    def person(self) -> Person:
        return self.world.person(self.id)

    def note(self, message: Message) -> None:
        person = self.person
        [step_name] = [
            (n.message or n.step) for n in self.world.rows(t.nudge) if n.attempt_id == message.attempt_id
        ]
        hour = person.local(self.world.now).hour
        self.handed_over.append((step_name, hour, message.attempt_id, person.state))

    def happens(self, event: str, how: object) -> None:
        world = self.world
        match event, how:
            case "wait", int(minutes):
                world.later(minutes=minutes)
            case "run", _:
                world.run()
            case "says", str(text):
                world.says(text)
            case "mails", str(text):
                world.says(text, sender=EMAIL)
            case "pause", int(hours):
                pause(world.service, self.person, world.now + timedelta(hours=hours), world.now)
            case "resume", _:
                resume(world.service, self.person, world.now)
            case "fault", Fault() as kind:
                world.sms.answers.append(fault(kind))
                world.mail.answers.append(fault(kind))
            case "report", Status() as status:
                for message in world.sent[-2:]:
                    world.report(message.attempt_id, status)
            case "move", str(zone):
                move(world.service, self.id, zone, world.now)
            case "crash", _:
                world.let_leases_run_out()

    def check(self) -> None:
        nudges = self.world.rows(t.nudge)
        tried = Counter(a.nudge_id for a in self.world.rows(t.attempt) if a.outcome != "queued")
        assert all(n == 1 for n in tried.values()), "more than one attempt may have arrived"
        attempts = [attempt for _, _, attempt, _ in self.handed_over]
        assert len(set(attempts)) == len(attempts)
        for step_name, hour, _, state in self.handed_over:
            assert step_name == "confirmation" or state is State.ACTIVE
            assert step_name in FREE or 9 <= hour < 20
        if self.person.state is State.STOPPED:
            assert not [n for n in nudges if n.status == "queued" and (n.message or n.step) not in FREE]
        assert not [n for n in nudges if not why(n) and n.status != "queued"]

    def ends(self) -> None:
        """Days later, without further trouble, nothing is left open."""
        self.world.sms.answers.clear()
        self.world.mail.answers.clear()
        for _ in range(3):
            self.world.later(hours=30)
            self.world.let_leases_run_out()
            self.world.run()
        until = self.world.now - timedelta(days=1)
        left = [n for n in self.world.rows(t.nudge) if n.due_at < until and n.status not in ENDS]
        assert left == []


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(EVENTS, min_size=10, max_size=30))
def test_every_slot_ends_and_every_promise_holds(
    databases: Databases, events: list[tuple[str, object]]
) -> None:
    with opened_db(databases) as db:
        month = Month(World(db, plans=BUSY_DAYS))
        for event, how in events:
            month.happens(event, how)
            if event == "wait":
                month.happens("run", None)
            month.check()
        month.ends()
        month.check()
