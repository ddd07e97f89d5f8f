"""What time, the person and the provider make of a nudge, at the very moments where it changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nudges.channels.base import Fault
from nudges.core.person.person import Person, State
from nudges.core.plan.slots import Defer, Miss, Send, Verdict
from nudges.core.reasons import Reason, ReasonCode, Suppression, SuppressionKind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.delivery.decide import PAUSES, after_undelivered, by_person, moved, pause, verdict
from nudges.flow.service_messages import FRESH
from nudges.store.db import Db
from nudges.store.nudges.attempts import Standing
from nudges.store.nudges.queue import Claimed
from nudges.store.nudges.reports import Tried
from tests.harness import PARIS, World

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
NIGHT = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)  # three o'clock in Paris
MORNING = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)  # nine: their hours begin
HERE = Person("p", PARIS)


def tried(**changes: Any) -> Tried:
    """A text of "daily", due at nine and good for two hours."""
    given: dict[str, Any] = {"id": "a", "at": MORNING, "outcome": Status.ACCEPTED, "nudge_id": 1}
    given |= {"local_date": date(2026, 6, 2), "status": Status.ACCEPTED, "person": HERE, "medium": Medium.SMS}
    given |= {"plan": "daily", "step": "daily", "message": None, "due_at": MORNING}
    given |= {"expires_at": MORNING + 2 * HOUR, "tries": 1, "failed": 0, "other": None}
    return Tried(**given | changes)


def answer(**changes: Any) -> Tried:
    """What answers somebody at night, and is good for a day."""
    given = {"plan": None, "step": None, "message": ServiceMessage.ANSWER, "due_at": NIGHT}
    return tried(**{**given, "expires_at": NIGHT + 24 * HOUR, **changes})


@pytest.mark.parametrize(
    ("case", "now", "wanted"),
    [
        # an answer goes at any hour while it is fresh, then in theirs, and for a day
        (answer(), NIGHT, Send),
        (answer(), NIGHT + FRESH, Send),
        (answer(), NIGHT + FRESH + SECOND, Defer),
        (answer(), MORNING, Send),
        (answer(expires_at=MORNING), MORNING, Send),
        (answer(expires_at=MORNING), MORNING + SECOND, ReasonCode.ANSWER_TOO_LATE),
        # a link goes at any hour by mail alone
        (answer(message=ServiceMessage.LINK, medium=Medium.EMAIL), NIGHT, Send),
        (answer(message=ServiceMessage.LINK), NIGHT, Defer),
        # a step of the plan only in their hours, unless it is only to come to its end
        (tried(due_at=NIGHT), NIGHT, Defer),
        (tried(due_at=NIGHT), MORNING, Send),
        (tried(due_at=NIGHT, person=replace(HERE, state=State.PAUSED)), NIGHT, Defer),
        (tried(due_at=NIGHT, person=replace(HERE, state=State.STOPPED)), NIGHT, Send),
        (tried(due_at=NIGHT, person=replace(HERE, state=State.ERASED)), NIGHT, Send),
        # in a zone that nobody knows it waits until it is too late
        (tried(person=replace(HERE, zone="UTC", zone_known=False)), MORNING, Defer),
        (tried(person=replace(HERE, zone="UTC", zone_known=False)), MORNING + 2 * HOUR, Defer),
        (
            tried(person=replace(HERE, zone="UTC", zone_known=False)),
            MORNING + 2 * HOUR + SECOND,
            ReasonCode.ZONE_UNKNOWN_TOO_LONG,
        ),
        # a step that is gone has a day
        (tried(step="gone"), MORNING + 24 * HOUR, Send),
        (tried(step="gone"), MORNING + 24 * HOUR + SECOND, ReasonCode.TOO_LATE),
    ],
)
def test_when_it_may_go(db: Db, case: Tried, now: datetime, wanted: type[Verdict] | ReasonCode) -> None:
    said = verdict(World(db).service, case, now)
    assert (said.why.code if isinstance(said, Miss) else type(said)) == wanted


STOP, REFUSED = Suppression(SuppressionKind.STOP), Suppression(SuppressionKind.REFUSED, "21211")
SAID_STOP = (Status.SUPPRESSED, Reason(ReasonCode.SAID_STOP))
NOT_TAKEN = (Status.SUPPRESSED, Reason(ReasonCode.ADDRESS_REFUSED, provider_code="21211"))


def standing(**changes: Any) -> Standing:
    base = Standing(State.ACTIVE, None, None, (HERE.zone, HERE.opens, HERE.closes), HERE.discreet, {})
    return base._replace(**changes)


@pytest.mark.parametrize(
    ("message", "stands", "barred"),
    [
        (None, standing(), None),
        (None, standing(state=State.STOPPED), SAID_STOP),
        (None, standing(state=State.INVITED), (Status.SUPPRESSED, Reason(ReasonCode.NO_CONSENT))),
        (None, standing(paused_until=MORNING), None),  # it ends at this moment
        (
            None,
            standing(paused_until=MORNING + SECOND),
            (Status.SKIPPED, Reason(ReasonCode.PAUSED, at=MORNING + SECOND)),
        ),
        (
            None,
            standing(paused_from=MORNING, paused_until=MORNING + SECOND),
            (Status.SKIPPED, Reason(ReasonCode.PAUSED, at=MORNING + SECOND)),
        ),
        (None, standing(paused_from=MORNING + SECOND, paused_until=MORNING + 2 * SECOND), None),
        (ServiceMessage.INVITATION, standing(), (Status.SKIPPED, Reason(ReasonCode.ALREADY_AGREED))),
        (ServiceMessage.INVITATION, standing(state=State.INVITED), None),
        (ServiceMessage.STAFF, standing(paused_until=MORNING + SECOND), None),
        # a STOP from one address holds for the other; what a provider refuses is about that one
        (None, standing(blocked={Medium.SMS: STOP}), SAID_STOP),
        (None, standing(blocked={Medium.EMAIL: STOP}), SAID_STOP),
        (None, standing(blocked={Medium.SMS: REFUSED, Medium.EMAIL: STOP}), SAID_STOP),
        (None, standing(blocked={Medium.SMS: REFUSED}), NOT_TAKEN),
        (None, standing(blocked={Medium.EMAIL: REFUSED}), None),
        # a STOP is confirmed, to a number that takes it
        (ServiceMessage.CONFIRMATION, standing(state=State.STOPPED, blocked={Medium.SMS: STOP}), None),
        (
            ServiceMessage.CONFIRMATION,
            standing(state=State.STOPPED, blocked={Medium.SMS: REFUSED}),
            NOT_TAKEN,
        ),
        (ServiceMessage.CONFIRMATION, standing(blocked={Medium.EMAIL: STOP}), None),
    ],
)
def test_whom_it_may_go_to(message: ServiceMessage | None, stands: Standing, barred: object) -> None:
    when: dict[str, Any] = {"local_date": date(2026, 6, 2), "due_at": MORNING, "expires_at": MORNING + HOUR}
    what: dict[str, Any] = {"message": message, "medium": Medium.SMS, "expects": None, "tries": 1}
    case = Claimed(1, "holder", HERE, "daily", "daily", box=None, **what, **when)
    assert by_person(case, stands, MORNING) == barred


def test_what_moves_a_person() -> None:
    zone, opens, closes = standing().hours
    assert not moved(HERE, standing())
    assert moved(HERE, standing(discreet=not HERE.discreet))
    for hours in (("Asia/Tokyo", opens, closes), (zone, closes, closes), (zone, opens, opens)):
        assert moved(HERE, standing(hours=hours))


@pytest.mark.parametrize(
    ("fault", "case", "code"),
    [
        (Fault.BUSY, tried(tries=len(PAUSES)), ReasonCode.BUSY),
        (Fault.BUSY, tried(tries=len(PAUSES) + 1), None),
        (Fault.ACCOUNT, tried(tries=len(PAUSES)), ReasonCode.ACCOUNT_REFUSED),
        (Fault.ACCOUNT, tried(tries=len(PAUSES) + 1), None),
        (Fault.AWAY, tried(), ReasonCode.PHONE_OFF),
        (Fault.AWAY, tried(failed=1), None),
        (Fault.PERMANENT, tried(), None),
        (None, tried(), None),
        # within this very window
        (Fault.AWAY, tried(expires_at=MORNING + timedelta(seconds=pause(5))), ReasonCode.PHONE_OFF),
        (Fault.AWAY, tried(expires_at=MORNING + timedelta(seconds=pause(5) - 1)), None),
        (Fault.AWAY, tried(person=replace(HERE, closes=HERE.opens.replace(minute=10))), None),
    ],
)
def test_what_was_taken_and_not_delivered(db: Db, fault: Fault, case: Tried, code: ReasonCode | None) -> None:
    again = after_undelivered(World(db).service, case, fault, "30003", MORNING)
    assert (again and again[1].code) == code
    assert again is None or again[1] == Reason(again[1].code, at=again[0], provider_code="30003")


def test_pauses_grow_and_the_last_stays() -> None:
    assert [pause(tries) for tries in range(1, 8)] == [30, 60, 120, 300, 600, 600, 600]
