"""Why a nudge is as it is, as its person is told: what the road writes down is known, and said kindly."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.person.person import NOWHERE, Person, State, barred
from nudges.core.plan.choose import Nothing
from nudges.core.plan.slots import OVERTAKEN, Defer, Miss, Window, window_verdict
from nudges.core.reasons import reason, status_words
from nudges.core.status import Status
from tests.harness import MONDAY, PARIS, languages, local

SPANISH = next(language for language, _ in languages() if language.code == "es")


def written() -> list[str]:
    """Reasons as the road writes them."""
    someone = Person("p", PARIS, paused_until=local("2026-06-05 00:00"))
    paused = barred(someone, MONDAY)
    assert paused is not None
    found = [OVERTAKEN, NOWHERE[1], paused[1], *map(str, Nothing)]
    for state in (State.STOPPED, State.INVITED):
        bar = barred(Person("p", PARIS, state=state), MONDAY)
        assert bar is not None
        found.append(bar[1])
    hours = Window(someone.opens, someone.closes)
    for due, now in (("06:00", "06:00"), ("19:30", "22:00"), ("09:15", "09:00"), ("09:15", "19:00")):
        verdict = window_verdict(
            local(f"2026-06-02 {due}"), local(f"2026-06-02 {now}"), PARIS, hours, timedelta(hours=2)
        )
        assert isinstance(verdict, Defer | Miss)
        found.append(verdict.why)
    return found


@pytest.mark.parametrize("why", written())
def test_what_is_written_down_is_said_in_both_languages(why: str) -> None:
    english, spanish = reason(why, ENGLISH), reason(why, SPANISH)
    assert english != spanish
    assert "the person" not in english
    assert english


def test_times_and_days_are_written_as_the_language_has_them() -> None:
    assert reason("held: quiet hours until 08:00", ENGLISH) == "held: quiet hours until 8:00 AM"
    assert reason("held: quiet hours until 08:00", SPANISH) == "en espera: horas de descanso hasta las 8:00"
    paused = "not sent: paused until 5 Jun 2026, 00:00"
    assert reason(paused, ENGLISH) == "you were on a pause until 5 June"
    assert reason(paused, SPANISH) == "estabas en pausa hasta el 5 de junio"


def test_what_went_well_needs_no_reason_and_what_is_new_is_shown_as_it_is() -> None:
    assert [reason(why, ENGLISH) for why in ("", "sent", "delivered", "something new")] == [
        *("", "", ""),
        "something new",
    ]


@given(st.text() | st.sampled_from(written()).map(lambda why: why[:-1]))
def test_no_reason_breaks_a_page(why: str) -> None:
    assert isinstance(reason(why, SPANISH), str)


def test_every_status_has_its_words() -> None:
    for language in (ENGLISH, SPANISH):
        assert all(status_words(status, language) for status in Status)
