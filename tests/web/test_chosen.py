"""What somebody chose is said in words, as the form has them."""

from datetime import date

import pytest

from nudges.core.language import ENGLISH
from nudges.core.vocabulary import Medium, Who
from nudges.web.chosen import chosen

NAMES = {"es": "Español", "Europe/Paris": "Paris"}


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("zone", "Europe/Paris", "Paris"),
        ("zone", "", "left empty"),
        ("who", Who.BOTH, "Both: I was hurt, and I hurt somebody"),
        ("prefers", Medium.EMAIL, "By email"),
        ("day-0-pulse", "sat", "Saturday"),
        ("day-0-pulse", "someday", "someday"),
        ("name", "sat", "sat"),
        ("time-0-pulse", "18:00", "6:00 PM"),
        ("pause", "2026-06-03", ENGLISH.day_and_year(date(2026, 6, 3))),
        ("pause_from", "2026-06-03", ENGLISH.day_and_year(date(2026, 6, 3))),
        ("pause", "soon", "soon"),
        ("name", "2026-06-03", "2026-06-03"),
    ],
)
def test_a_value_is_said_as_its_field_shows_it(name: str, said: str, words: str) -> None:
    assert chosen(ENGLISH, name, said, NAMES).endswith(f"You had chosen: {words}.")


@pytest.mark.parametrize(("said", "words"), [("on", "ticked"), ("", "not ticked")])
def test_a_box_is_ticked_or_not(said: str, words: str) -> None:
    assert chosen(ENGLISH, "partner", said, {}, box=True).endswith(f"You had chosen: {words}.")
