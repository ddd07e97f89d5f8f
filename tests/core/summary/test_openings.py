"""Every opening is true of its week, and none comes again soon while another true one is left."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.weeks import Answer, Asked, Week, weeks
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.summary.openings import APART, OPENINGS, Facts, Opening, chosen, opening

MONDAY = date(2026, 1, 5)
KINDS = {"K": Kind.DONE, "N": Kind.NOTE, "R": Kind.NOT_DONE, "o": None}


def course(said: str) -> list[Asked]:
    """Days from MONDAY on: K kept, N a note, R a rest, o open, - no nudge; spaces part the weeks."""
    days = enumerate(said.replace(" ", ""))
    return [nudge(MONDAY + timedelta(days=n), KINDS[one]) for n, one in days if one != "-"]


def nudge(day: date, kind: Kind | None) -> Asked:
    answers = () if kind is None else (Answer(kind, None, day, kind is Kind.NOTE),)
    return Asked("daily", day, Status.DELIVERED, answers)


COURSES = st.lists(st.text("KNRo-", min_size=7, max_size=7), min_size=1, max_size=30).map(" ".join)


def played(said: str) -> tuple[list[Week], list[Opening]]:
    n = len(said.split())
    found = weeks(course(said), MONDAY + timedelta(weeks=n - 1), n)
    return found, chosen(found)


@given(COURSES)
@settings(deadline=None)
def test_each_is_true_and_none_comes_again_soon(said: str) -> None:
    found, said_first = played(said)
    assert len(said_first) == len(found)
    for n, one in enumerate(said_first):
        facts = Facts(found[n], tuple(found[:n]))
        assert one.true(facts)
        lately = said_first[max(0, n - APART) : n]
        if one in lately:
            assert {other for other in OPENINGS if other.true(facts)} <= set(lately)


@given(COURSES)
@settings(deadline=None)
def test_a_week_begins_as_it_did_when_it_was_looked_at_first(said: str) -> None:
    """The weeks after it change nothing, nor do other days of ours that were lost."""
    found, said_first = played(said)
    for n in range(len(found)):
        assert opening(found[: n + 1], ENGLISH) == said_first[n].words


def test_a_year_of_an_ordinary_life_has_more_than_a_dozen() -> None:
    said = ("KKKRKoN KKoKKKo KRRKoKK KKKKKKK oKoRoKo NoKKKRo KKKoKoK ooKoooo KKKKNKo RoKKKKo " * 6).strip()
    counted = Counter(played(said)[1][1:])
    assert len(counted) >= 12
    assert sum(n for _, n in counted.most_common(3)) <= len(played(said)[1]) / 3


#: What each of them says, worked out from the letters of the week without any of our own code.
CLAIMS: dict[str, Callable[[str, list[str]], object]] = {
    "After a week without messages": lambda week, before: not before[-1].strip("-"),
    "After a quieter week": lambda week, before: before[-1].strip("-") and not set(before[-1]) & set("KN"),
    "than in any week before": lambda week, before: kept(week) > max(map(kept, before)),
    "You answered everything": lambda week, before: "o" not in week,
    "Seven days": lambda week, before: kept(week) == 7,
    "on every day that brought you": lambda week, before: kept(week) == 7 - week.count("-"),
    "than the week before": lambda week, before: kept(week) > kept(before[-1]) > 0,
    "your own words": lambda week, before: "N" in week,
    "“not today” and you kept": lambda week, before: "R" in week and kept(week),
    "Three days or more in a row": lambda week, before: "KKK" in week.replace("N", "K"),
    "on the weekend": lambda week, before: kept(week[5:]) and kept(week[:5]),
    "began the week": lambda week, before: kept(week[0]),
    "ended the week": lambda week, before: kept(week[6]),
    "More often than not": lambda week, before: kept(week) * 2 > 7 - week.count("-"),
    "On most of your days": lambda week, before: kept(week) * 2 > 7 - week.count("-"),
    "Again and again": lambda week, before: kept(week) > 2,
    "more than once": lambda week, before: kept(week) > 1,
    "some of your days": lambda week, before: 1 < kept(week) < 7 - week.count("-"),
    "on one day this week": lambda week, before: kept(week) == 1,
    "made room for this once": lambda week, before: kept(week) == 1,
    "One day of this week": lambda week, before: kept(week) == 1,
    "No message reached you": lambda week, before: not week.strip("-"),
    "first week": lambda week, before: not before,
    "There was rest": lambda week, before: "R" in week and not kept(week),
    "“not today” this week": lambda week, before: "R" in week and not kept(week),
    "You rested this week": lambda week, before: "R" in week and not kept(week),
    "A quiet week": lambda week, before: not set(week) - set("o-"),
    "This week stayed quiet": lambda week, before: not set(week) - set("o-"),
    "You let this week go by": lambda week, before: not set(week) - set("o-"),
}


def kept(week: str) -> int:
    return week.count("K") + week.count("N")


@given(COURSES)
@settings(deadline=None)
def test_what_they_say_is_so_in_the_letters_too(said: str) -> None:
    letters = said.split()
    for n, one in enumerate(played(said)[1]):
        [claim] = [true for words, true in CLAIMS.items() if words in one.words]
        assert claim(letters[n], letters[:n]), (one.words, letters[n])


@pytest.mark.parametrize(
    ("said", "words"), [("-------", "only begun"), ("o------", "only begun"), ("K------", "already")]
)
def test_a_week_that_is_not_over_is_not_judged(said: str, words: str) -> None:
    found, _ = played(said)
    assert words in opening(found, ENGLISH, over=False)


def test_all_are_different_and_blame_nobody() -> None:
    assert len({one.words for one in OPENINGS}) == len(OPENINGS) > 30
    for one in OPENINGS:
        assert one.words.endswith(".")
        assert not re.search(r"(?i)fail|missed|should|streak|lost|behind on", one.words)
