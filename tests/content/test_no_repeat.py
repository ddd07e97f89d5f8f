"""Nobody gets a text twice in twelve weeks, whoever they are and whatever they answer.

The shipped plans are played by the choosing alone, which is pure: every kind of person, both languages.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.core.guide.library import Guides
from nudges.core.guide.practice import Load, Practice
from nudges.core.person.person import Person
from nudges.core.plan.choose import QUIET, REST, Choice, History, practice_for
from nudges.core.plan.fit import CARE_AFTER, fitting, own_side
from nudges.core.plan.plan import Plan
from nudges.core.plan.slots import slots
from nudges.core.reasons import Reason
from nudges.core.vocabulary import Medium
from tests.harness import shipped, voices
from tests.properties import examples

LANGUAGES = {voice.language.code: voice.guides for voice in voices()}
PLANS = {name: plan for name, plan in shipped().plans.items() if name != "weekly-summary"}
START = date(2027, 1, 4)
ZONE = "Europe/Madrid"

#: Alone or with somebody, with care topics or without.
PEOPLE = [
    Person("p", ZONE, partner=partner, partner_safe=partner, care=care)
    for partner, care in product((False, True), repeat=2)
]
Sent = tuple[date, str, Practice]


def played(
    plan: Plan, guides: Guides, person: Person, seed: str, answers: Iterator[bool], days: int, mailed: bool
) -> list[Sent]:
    """What one person gets in so many days: on which date, by which step, in which take. Without an address
    (`mailed`) all of it goes by SMS."""
    since = datetime(2027, 1, 4, tzinfo=ZoneInfo(ZONE)) - timedelta(microseconds=1)
    due = sorted(
        (slot.due_at, name, slot.local_date)
        for name, step in plan.steps.items()
        for slot in slots(step, step.at, ZONE, START, since, since + timedelta(days=days))
    )
    history, sent = History(START), []
    person = replace(person, who=own_side(plan.who))
    for _, name, day in due:
        step = plan.steps[name]
        medium = step.channel if mailed else Medium.SMS
        choice = practice_for(guides, plan, step, person, medium, history, day, seed)
        assert isinstance(choice, Choice), (name, day)
        history = history.after(choice)
        history = history.answered() if next(answers) else history
        sent.append((day, name, choice.practice))
    return sent


def repeated(plan: Plan, sent: list[Sent]) -> list[str]:
    """The texts that came twice, but for the question that is the same every week."""
    texts = Counter(one.sms for _, _, one in sent if one.id != plan.weekly_question)
    return [text for text, times in texts.items() if times > 1]


def always(answer: bool) -> Iterator[bool]:
    while True:
        yield answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLANS)
def test_no_text_comes_twice_in_twelve_weeks(name: str, language: str) -> None:
    plan, guides = PLANS[name], LANGUAGES[language]
    for person, answer, mailed in product(PEOPLE, (True, False), (True, False)):
        sent = played(plan, guides, person, f"seed-{name}", always(answer), 84, mailed)
        assert repeated(plan, sent) == [], (person, answer, mailed)
        counts = Counter(step for _, step, _ in sent)
        if name == "rebuilding-trust":
            assert counts == {
                "daily-appreciation": 84,
                "check-in": 12,
                "closer-look": 6,
                "small-step": 6,
                "weekly-ritual": 12,
                "reflection": 12,
            }


@settings(max_examples=examples(60))
@given(
    st.sampled_from(sorted(PLANS)),
    st.sampled_from(sorted(LANGUAGES)),
    st.sampled_from(PEOPLE),
    st.text(max_size=12),
    st.lists(st.booleans(), min_size=1, max_size=40),
    st.booleans(),
)
def test_whatever_is_answered_no_take_comes_again_before_twelve_weeks(
    name: str, language: str, person: Person, seed: str, pattern: list[bool], mailed: bool
) -> None:
    """Over 26 weeks, so that takes do come again, each after its rest."""
    plan = PLANS[name]
    answers = (pattern[i % len(pattern)] for i in range(10_000))
    last: dict[str, date] = {}
    for day, _, one in played(plan, LANGUAGES[language], person, seed, answers, 182, mailed):
        if one.id != plan.weekly_question:
            assert one.ref not in last or day - last[one.ref] >= REST, (day, one.ref)
            last[one.ref] = day


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_a_practice_never_follows_itself_and_what_is_done_once_waits_twelve_weeks(seed: str) -> None:
    for (name, plan), person, answer in product(PLANS.items(), PEOPLE, (True, False)):
        sent = played(plan, shipped().guides, person, seed, always(answer), 84, True)
        for step in plan.steps:
            if plan.weekly_question in plan.steps[step].practices:
                continue
            mine = [(day, one) for day, of, one in sent if of == step]
            assert all(a.id != b.id for (_, a), (_, b) in pairwise(mine)), (name, step, person)
        once = Counter(one.id for _, _, one in sent if "once" in one.flags)
        assert set(once.values()) <= {1}, once


def test_daily_practices_are_days_apart() -> None:
    plan = PLANS["rebuilding-trust"]
    for person, answer in product(PEOPLE, (True, False)):
        last: dict[str, date] = {}
        apart = []
        for day, step, one in played(plan, shipped().guides, person, "s", always(answer), 84, True):
            if step == "daily-appreciation":
                if one.id in last:
                    apart.append((day - last[one.id]).days)
                last[one.id] = day
        assert min(apart) >= 3, apart


def test_silence_lowers_the_load_and_does_not_empty_the_pool() -> None:
    """After two unanswered nudges 30 daily takes are left at least, and 12 of every weekly step."""
    for name, plan in PLANS.items():
        for (step_name, step), person in product(plan.steps.items(), PEOPLE):
            if plan.weekly_question in step.practices or step_name == "closer-look":
                continue
            there = replace(person, who=own_side(plan.who))
            pool = fitting(shipped().guides, plan, step, there, Medium.SMS, CARE_AFTER)
            assert not isinstance(pool, Reason)
            light = [one for one in pool if one.load.weight <= Load.MEDIUM.weight]
            least = {"daily-appreciation": 84, "small-repair": 36}.get(step_name, 12)
            assert len(light) >= least, (name, step_name, person, len(light))
    assert QUIET == 2
