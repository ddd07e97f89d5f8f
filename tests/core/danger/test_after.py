"""After a disclosure: what it changes, and for how long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.danger.after import (
    AFTER,
    NOTHING_DISCLOSED,
    UNLIMITED,
    Limits,
    disclosed_on,
    limits,
    taken_back,
)
from nudges.core.vocabulary import Danger

SAID = date(2026, 6, 1)


def test_every_kind_has_its_rule() -> None:
    assert AFTER.keys() == set(Danger)
    assert all(rule.alone for rule in AFTER.values())


def test_somebody_who_disclosed_nothing_is_not_limited() -> None:
    assert limits(NOTHING_DISCLOSED, SAID) == UNLIMITED
    assert UNLIMITED.celebrates


@pytest.mark.parametrize("danger", [Danger.VIOLENCE, Danger.COERCION])
def test_violence_does_not_end_by_a_date(danger: Danger) -> None:
    assert limits(((danger, SAID),), SAID + timedelta(days=3_000)) == Limits(alone=True, because=(danger,))


def test_two_weeks_of_light_things_for_oneself() -> None:
    after = limits(((Danger.SELF, SAID),), SAID + timedelta(days=13))
    assert (after.alone, after.light, after.celebrates) == (True, True, False)
    assert limits(((Danger.SELF, SAID),), SAID + timedelta(days=14)) == UNLIMITED


@given(
    st.dictionaries(st.sampled_from(Danger), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    st.integers(-400, 400),
)
def test_more_disclosed_never_allows_more(disclosed: dict[Danger, date], days: int) -> None:
    day = SAID + timedelta(days=days)
    whole = limits(tuple(disclosed.items()), day)
    for danger in disclosed:
        part = limits(((danger, disclosed[danger]),), day)
        assert whole.alone >= part.alone
        assert whole.light >= part.light
        assert set(part.because) <= set(whole.because)


def test_spoken_of_again_it_begins_anew_and_what_is_taken_back_is_only_what_has_no_end() -> None:
    disclosed = disclosed_on(((Danger.SELF, SAID),), Danger.VIOLENCE, SAID)
    disclosed = disclosed_on(disclosed, Danger.SELF, SAID + timedelta(days=10))
    assert limits(disclosed, SAID + timedelta(days=20)).because == (Danger.SELF, Danger.VIOLENCE)
    assert limits(taken_back(disclosed), SAID + timedelta(days=20)).because == (Danger.SELF,)
