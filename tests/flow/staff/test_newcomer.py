"""One person from cells: what each cell may hold, and that every mistake is told at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Who
from nudges.flow.planning.refusals import is_far
from nudges.flow.staff.newcomer import LONGEST_ID, FaultsError, newcomer
from tests.harness import EMAIL, PHONE, plan, step

PLANS = {"daily": plan(daily=step("09:15"))}
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)  # in Auckland it is the 3rd
CELLS = {"plan": "daily", "zone": "Europe/Paris", "phone": PHONE}


def unspoken(locale: str) -> NudgesError | None:
    return None if locale in ("en", "es", "es-MX") else NudgesError(f"No texts in {locale}.", "", "")


def read(**cells: str) -> Any:
    return newcomer({**CELLS, **cells}, PLANS, {}, unspoken, NOON)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({}, "name", ""),
        ({"phone": "", "email": EMAIL}, "email", EMAIL),
        ({"phone": " ", "email": EMAIL}, "phone", None),
        ({"consent": ""}, "consent", None),
        ({"consent": "2026-06-02"}, "consent", date(2026, 6, 2)),
        ({"consent": "2026-06-03", "zone": "Pacific/Auckland"}, "consent", date(2026, 6, 3)),
        ({"consent": "2000-01-01"}, "consent", date(2000, 1, 1)),
        ({"who": "Repairing"}, "who", Who.REPAIRING),
        ({"who": ""}, "who", None),
        ({"partner": "YES"}, "partner", True),
        ({"partner": "no"}, "partner", False),
        ({"partner_safe": ""}, "partner_safe", False),
        ({"care": "yes"}, "care", True),
        ({"discreet": ""}, "discreet", True),
        ({"discreet": "no"}, "discreet", False),
        ({"external_id": ""}, "external_id", None),
        ({"external_id": "x" * LONGEST_ID}, "external_id", "x" * LONGEST_ID),
        ({"at:daily": "10:00"}, "times", {"daily": "10:00"}),
        ({}, "times", {}),
    ],
)
def test_what_a_cell_may_hold(cells: dict[str, str], field: str, value: object) -> None:
    assert getattr(read(**cells), field) == value


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"plan": ""}, "There is no plan given."),
        ({"plan": "other"}, "There is no plan 'other'."),
        ({"phone": ""}, "There is no phone and no email."),
        ({"zone": ""}, "There is no zone."),
        ({"consent": "2026-06-03"}, "The consent is in the future."),
        ({"consent": "1999-12-31"}, "The consent is too long ago."),
        ({"who": "them"}, "The who 'them' is not known."),
        ({"partner": "maybe"}, "The partner is neither yes nor no."),
        ({"discreet": "1"}, "The discreet is neither yes nor no."),
        ({"external_id": "x" * (LONGEST_ID + 1)}, "The external id cannot be kept."),
        ({"external_id": "a\u200bb"}, "The external id cannot be kept."),
        ({"at:evening": "10:00"}, "The plan daily has no step evening."),
    ],
)
def test_what_it_may_not(cells: dict[str, str], what: str) -> None:
    with pytest.raises(NudgesError) as caught:
        read(**cells)
    assert caught.value.what == what
    assert not isinstance(caught.value, FaultsError)


def test_several_mistakes_are_told_together() -> None:
    with pytest.raises(FaultsError) as caught:
        read(plan="other", zone="", consent="1999-12-31")
    whats = [one.what for one in caught.value.each]
    assert whats == ["There is no plan 'other'.", "There is no zone.", "The consent is too long ago."]


def test_a_plan_that_cannot_be_used_says_why() -> None:
    held = NudgesError("It is broken.", "Line 3.", "Mend it.")
    with pytest.raises(NudgesError, match="It is broken"):
        newcomer({**CELLS, "plan": "held"}, PLANS, {"held": held}, unspoken, NOON)


@pytest.mark.parametrize(
    ("days", "far"), [(-367, True), (-366, False), (0, False), (366, False), (367, True)]
)
def test_a_first_day_is_within_a_year(days: int, far: bool) -> None:
    assert is_far(NOON.date() + timedelta(days=days), NOON.date()) is far


@pytest.mark.parametrize(
    ("cells", "language"),
    [
        ({"phone": "+34600111222", "zone": "Europe/Madrid"}, "es"),
        ({"phone": "", "email": EMAIL, "zone": "America/Mexico_City"}, "es"),
        ({"phone": "+447911123456", "zone": "Europe/Madrid"}, "en"),  # a number from home, in Madrid
        ({"phone": "+33612345678", "zone": "Europe/Paris"}, "en"),  # no texts in French
        ({"phone": "+33612345678", "zone": "Europe/Madrid"}, "es"),
        ({"phone": "", "email": EMAIL, "zone": "UTC"}, "en"),
    ],
)
def test_without_a_language_it_is_that_of_their_country(cells: dict[str, str], language: str) -> None:
    found = read(**cells)
    assert (found.locale, found.asked_language) == (language, False)
    asked = read(**cells, language="en")
    assert (asked.locale, asked.asked_language) == ("en", True)


def test_safe_to_be_around_nobody_is_a_mistake() -> None:
    with pytest.raises(NudgesError, match="The partner_safe is yes, and the partner is not"):
        read(partner_safe="yes")
    assert read(partner="yes", partner_safe="yes").partner_safe


def test_a_language_without_texts_is_told_with_the_rest() -> None:
    with pytest.raises(FaultsError) as wrong:
        read(language="fr", partner="maybe")
    assert {one.what for one in wrong.value.each} == {"No texts in fr.", "The partner is neither yes nor no."}
