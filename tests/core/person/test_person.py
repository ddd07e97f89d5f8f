"""How somebody stands, whether they may be written to, and where."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from nudges.core.person.person import Person, State, barred, reach
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium

NOW = datetime(2026, 6, 2, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SOMEBODY = Person("p", "Europe/Paris", phone="+33612345678", email="a@b.example")
BOTH = frozenset(Medium)
YES = (False, True)


@pytest.mark.parametrize(
    ("state", "paused_until", "stands", "why"),
    [
        (State.ACTIVE, None, State.ACTIVE, None),
        (State.ACTIVE, NOW, State.ACTIVE, None),
        (State.ACTIVE, NOW + SECOND, State.PAUSED, (Status.SKIPPED, ReasonCode.PAUSED)),
        (State.INVITED, None, State.INVITED, (Status.SUPPRESSED, ReasonCode.NO_CONSENT)),
        (State.INVITED, NOW + SECOND, State.INVITED, (Status.SUPPRESSED, ReasonCode.NO_CONSENT)),
        (State.STOPPED, NOW + SECOND, State.STOPPED, (Status.SUPPRESSED, ReasonCode.SAID_STOP)),
        (State.ERASED, None, State.ERASED, (Status.SUPPRESSED, ReasonCode.ERASED)),
    ],
)
def test_how_they_stand(
    state: State, paused_until: datetime | None, stands: State, why: tuple[Status, ReasonCode] | None
) -> None:
    person = replace(SOMEBODY, state=state, paused_until=paused_until)
    assert person.stands(NOW) is stands
    assert person.paused(NOW) is (paused_until == NOW + SECOND)
    found = barred(person, NOW)
    assert (found and (found[0], found[1].code)) == why


@pytest.mark.parametrize(
    ("begins", "ends", "stands", "pause"),
    [
        (NOW + SECOND, NOW + 2 * SECOND, State.ACTIVE, (NOW + SECOND, NOW + 2 * SECOND)),
        (NOW, NOW + SECOND, State.PAUSED, (None, NOW + SECOND)),
        (None, NOW + SECOND, State.PAUSED, (None, NOW + SECOND)),
        (NOW - SECOND, NOW, State.ACTIVE, None),
        (None, None, State.ACTIVE, None),
    ],
)
def test_a_pause_that_is_to_come_is_told_from_one_that_holds(
    begins: datetime | None,
    ends: datetime | None,
    stands: State,
    pause: tuple[datetime | None, datetime] | None,
) -> None:
    person = replace(SOMEBODY, paused_from=begins, paused_until=ends)
    assert person.stands(NOW) is stands
    assert person.pause(NOW) == pause
    assert person.will_pause(NOW) is (begins == NOW + SECOND)
    assert (barred(person, NOW) is None) is (stands is State.ACTIVE)


def test_a_pause_says_until_when() -> None:
    until = NOW + SECOND
    assert barred(replace(SOMEBODY, paused_until=until), NOW) == (
        Status.SKIPPED,
        Reason(ReasonCode.PAUSED, at=until),
    )


@pytest.mark.parametrize(
    ("wanted", "able", "phone", "email", "medium"),
    [
        (Medium.SMS, BOTH, True, True, Medium.SMS),
        (Medium.EMAIL, BOTH, True, True, Medium.EMAIL),
        (Medium.SMS, BOTH, False, True, Medium.EMAIL),
        (Medium.EMAIL, BOTH, True, False, Medium.SMS),
        (Medium.SMS, [Medium.EMAIL], True, True, Medium.EMAIL),
        (Medium.EMAIL, [Medium.SMS], True, True, Medium.SMS),
        (Medium.EMAIL, [Medium.SMS], False, True, None),
        (Medium.SMS, [Medium.EMAIL], True, False, None),
        (Medium.SMS, BOTH, False, False, None),
        (Medium.SMS, [], True, True, None),
    ],
)
def test_where_they_are_reached(
    wanted: Medium, able: Collection[Medium], phone: bool, email: bool, medium: Medium | None
) -> None:
    person = replace(SOMEBODY, phone=SOMEBODY.phone if phone else None, email=SOMEBODY.email if email else "")
    address = {Medium.SMS: SOMEBODY.phone, Medium.EMAIL: SOMEBODY.email}
    assert reach(person, wanted, able) == (medium and (medium, address[medium]))


def test_practices_for_two_need_both_to_be_said() -> None:
    said = {(a, b): replace(SOMEBODY, partner=a, partner_safe=b).for_two for a in YES for b in YES}
    assert [both for both, for_two in said.items() if for_two] == [(True, True)]


def test_when_they_may_next_be_written_to() -> None:
    person = replace(SOMEBODY, opens=time(9), closes=time(20))
    assert person.next_allowed(NOW) == NOW, "nine o'clock in Paris"
    assert person.next_allowed(NOW - SECOND) == NOW
    assert person.next_allowed(NOW + timedelta(hours=11)) == NOW + timedelta(days=1)
