"""Every opening is true of its week, and none comes again soon while another true one is left."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.weeks import Answer, Asked, Week, weeks
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.summary.openings import APART, OPENINGS, Facts, Opening, chosen, opening

MONDAY = date(2026, 1, 5)
DAY = timedelta(days=1)
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


#: When each of them is true of a week that is over, worked out from its letters without any of our own
#: code. Those of `ORDINARY` are for a week with something kept that is not the first.
CLAIMS: dict[str, Callable[[str, list[str]], object]] = {
    "No message reached you": lambda week, before: not asked(week),
    "Your first week": lambda week, before: not before and kept(week),
    "This was your first week": lambda week, before: not before and asked(week) and not kept(week),
    "There was rest": lambda week, before: before and "R" in week and not kept(week),
    "“not today” this week": lambda week, before: before and "R" in week and not kept(week),
    "You rested this week": lambda week, before: before and "R" in week and not kept(week),
    "A quiet week": lambda week, before: before and set(week) - {"-"} == {"o"},
    "This week stayed quiet": lambda week, before: before and set(week) - {"-"} == {"o"},
    "You let this week go by": lambda week, before: before and set(week) - {"-"} == {"o"},
}
ORDINARY: dict[str, Callable[[str, list[str]], object]] = {
    "After a week without messages": lambda week, before: not asked(before[-1]),
    "After a quieter week": lambda week, before: asked(before[-1]) and not kept(before[-1]),
    "than in any week before": lambda week, before: len(before) > 2 and kept(week) > max(map(kept, before)),
    "You answered everything": lambda week, before: asked(week) > 2 and "o" not in week,
    "Seven days": lambda week, before: kept(week) == 7,
    "on every day that brought you": lambda week, before: kept(week) == asked(week) > 1,
    "than the week before": lambda week, before: kept(week) > kept(before[-1]) > 0,
    "your own words": lambda week, before: "N" in week,
    "“not today” and you kept": lambda week, before: "R" in week,
    "Three days or more in a row": lambda week, before: "KKK" in week.replace("N", "K") and kept(week) < 7,
    "on the weekend": lambda week, before: kept(week[5:]) and kept(week[:5]),
    "began the week": lambda week, before: kept(week[0]) and kept(week) > 1,
    "ended the week": lambda week, before: kept(week[6]) and kept(week) > 1,
    "More often than not": lambda week, before: asked(week) > 2 and kept(week) * 2 > asked(week),
    "On most of your days": lambda week, before: asked(week) > 2 and kept(week) * 2 > asked(week),
    "Again and again": lambda week, before: kept(week) > 2,
    "more than once": lambda week, before: 1 < kept(week) <= asked(week) / 2,
    "some of your days": lambda week, before: 1 < kept(week) <= asked(week) / 2,
    "on one day this week": lambda week, before: kept(week) == 1,
    "made room for this once": lambda week, before: kept(week) == 1,
    "One day of this week": lambda week, before: kept(week) == 1,
}


def kept(week: str) -> int:
    return week.count("K") + week.count("N")


def asked(week: str) -> int:
    return 7 - week.count("-")


def claimed(week: str, before: list[str]) -> set[str]:
    """What the letters say is true."""
    ordinary = ORDINARY if before and kept(week) else {}
    return {words for words, true in (CLAIMS | ordinary).items() if true(week, before)}


def is_true(facts: Facts) -> set[str]:
    """What our conditions say is true, each by its words above."""
    known = [*CLAIMS, *ORDINARY, "has only begun", "kept something this week already", "more than one kind"]
    return {words for words in known for one in OPENINGS if words in one.words and one.true(facts)}


@given(COURSES)
@settings(deadline=None)
def test_each_is_true_just_when_the_letters_say_so(said: str) -> None:
    letters, (found, _) = said.split(), played(said)
    for n, week in enumerate(found):
        assert is_true(Facts(week, tuple(found[:n]))) == claimed(letters[n], letters[:n]), letters[: n + 1]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "-------",
        "o------",
        "KK-----",
        "oKR---- KKK----",
        "K------ KK----- K------",
        "KKKKKK- NN----- NN-----",
    ],
)
@pytest.mark.parametrize("turned", [1, -1])
def test_so_it_is_in_every_sort_of_week(before: str, turned: int) -> None:
    for letters in combinations_with_replacement("K-oRN", 7):
        week = "".join(letters)[::turned]
        found = weeks(
            course(f"{before} {week}"), MONDAY + 7 * DAY * len(before.split()), len(before.split()) + 1
        )
        assert is_true(Facts(found[-1], tuple(found[:-1]))) == claimed(week, before.split()), week


def test_more_than_one_kind_is_of_more_than_one_step() -> None:
    day, done = MONDAY + 7 * DAY, (Answer(Kind.DONE, None, MONDAY + 7 * DAY),)
    for other, answers, more in (("daily", done, 0), ("evening", done, 1), ("evening", (), 0)):
        nudges = [
            nudge(MONDAY, Kind.DONE),
            nudge(day, Kind.DONE),
            Asked(other, day, Status.DELIVERED, answers),
        ]
        first, second = weeks(nudges, day, 2)
        assert ("more than one kind" in is_true(Facts(second, (first,)))) is bool(more)


@pytest.mark.parametrize("before", ["", "-------", "KKKKKKK"])
def test_of_a_week_that_goes_on_nothing_is_said_but_that_it_does(before: str) -> None:
    for week in ("-------", "o------", "R------", "K------", "RKN----", "KKKKKKK"):
        found = weeks(
            course(f"{before} {week}"), MONDAY + 7 * DAY * len(before.split()), len(before.split()) + 1
        )
        said = is_true(Facts(found[-1], tuple(found[:-1]), over=False))
        assert said == {"kept something this week already" if kept(week) else "has only begun"}


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
