"""What an author may have overlooked: content that can be read and sent, but is not as it should be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from nudges.core.guide.library import Guides
from nudges.core.guide.practice import Practice
from nudges.core.person.person import Person
from nudges.core.plan.choose import CARE_AFTER, Nothing, fitting
from nudges.core.plan.fields import Said
from nudges.core.plan.plan import Plan, Step
from nudges.core.plan.slots import Window
from nudges.core.render.locale_bundle import Voice, Voices
from nudges.core.render.sms_segments import Segments, count
from nudges.core.render.templates import render_sms, render_text
from nudges.core.vocabulary import Medium

#: Two prompts that share this much of their letters will read as the same one.
_ALIKE = 0.85

#: What looks like a place to be filled in; a guide's words are sent as they stand.
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}|%\(\w+\)s|<\w+>|\[(?:name|nombre)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where, what it is, and what to do. `grave` ones should not go out."""

    place: str
    what: str
    fix: str
    grave: bool = False


def look_at_guides(voices: Voices, programme: str) -> Iterator[Finding]:
    """What is odd in the guides, in every language: messages too long, places to be filled in, near twins."""
    for voice in voices:
        told = [
            one for one in voice.guides.practices if voice is voices.base or not _untold(one, voices.base)
        ]
        for practice in told:
            yield from _words(practice, voice, programme)
        yield from _twins(told)
        if missing := [one.id for one in voice.guides.practices if one.id not in {p.id for p in told}]:
            names = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            yield Finding(
                f"{voice.language.code}/guides/",
                f"{len(missing)} practices have no words in {voice.language.code}: {names}.",
                "Add them to the translation; until then they go out in the guide's own language.",
            )


def _untold(practice: Practice, base: Voice) -> bool:
    return practice.place == base.guides.practice(practice.id).place


def _words(practice: Practice, voice: Voice, programme: str) -> Iterator[Finding]:
    for name, text in (("SMS", practice.sms), ("Email", practice.email), ("Thanks", practice.thanks)):
        if found := _PLACEHOLDER.search(text):
            yield Finding(
                practice.place,
                f"{name} of {practice.id} holds {found[0]}, which would be sent as it stands.",
                "Write the words themselves: a guide is the same for everybody.",
                grave=True,
            )
    sms = render_sms(voice.templates, programme, practice, practice.expects)
    yield from _cost(practice, "SMS", count(sms))
    ways = (
        render_text(voice.templates, "sms/ack_done.txt", rating=None, thanks=practice.thanks, turn=turn)
        for turn in range(3)
    )
    yield from _cost(practice, "Thanks", count(max(ways, key=len)))


def _cost(practice: Practice, name: str, cost: Segments) -> Iterator[Finding]:
    """More than one segment is worth a word, more than two is too much."""
    if cost.segments == 1:
        return
    if cost.forced_by:
        why, room = f"because of {cost.forced_by!r}, which GSM-7 lacks", 70
        fix = "Find a word without it, or shorten the line."
    else:
        why, room = f"with {cost.units} characters", 160
        fix = f"Shorten it by {cost.units - room} characters."
    yield Finding(
        practice.place,
        f"{name} of {practice.id} costs {cost.segments} segments {why} ({room} fit in one).",
        fix,
        grave=cost.segments > 2,
    )


def _twins(practices: list[Practice]) -> Iterator[Finding]:
    for one, other in combinations(practices, 2):
        if one.key == other.key:
            continue
        matcher = SequenceMatcher(None, one.sms, other.sms, autojunk=False)
        if (
            matcher.real_quick_ratio() > _ALIKE
            and matcher.quick_ratio() > _ALIKE
            and matcher.ratio() > _ALIKE
        ):
            yield Finding(
                other.place,
                f"{other.id} reads almost like {one.id}.",
                f"Give both the same key, `{one.key}`, so that they stay two weeks apart; or word it anew.",
            )


def unused(plans: Mapping[str, Plan], guides: Guides) -> Iterator[Finding]:
    """Practices that no plan's step holds."""
    used = {name for plan in plans.values() for step in plan.steps.values() for name in step.practices}
    for practice in guides.practices:
        if practice.id not in used:
            yield Finding(
                practice.place,
                f"{practice.id} is in no plan.",
                "Add it to the practices of a step that fits it.",
            )


#: Somebody for each way a pool can be narrowed; their hours are the ones everybody has at first.
_PEOPLE = {
    "somebody who takes part alone": Person("", "UTC"),
    "somebody who takes part alone and asked for what can stir pain": Person("", "UTC", care=True),
    "somebody with a partner who takes part": Person("", "UTC", partner=True),
}


def look_at_plan(name: str, plan: Plan, guides: Guides, languages: frozenset[str]) -> Iterator[Finding]:
    """What is odd in a plan: steps that always come in quiet hours or have nothing for somebody, words that
    one language of `languages` lacks."""
    place = f"schedules/{name}.yaml"
    for step_name, step in plan.steps.items():
        yield from _hours(f"{place} {step_name}", step)
        yield from _pools(f"{place} {step_name}", step, guides)
    said = {"title": plan.title, "about": plan.about}
    said |= {
        f"theme of weeks {first}-{last}": one.theme for one in plan.phases for first, last in [one.weeks]
    }
    said |= {f"title of {key}": step.title for key, step in plan.steps.items() if step.title}
    for what, words in said.items():
        if isinstance(words, Said) and words.locales and (missing := languages - words.locales):
            yield Finding(
                place,
                f"The {what} is not said in {', '.join(sorted(missing))}.",
                "Add a line for it below the others.",
            )


def _hours(place: str, step: Step) -> Iterator[Finding]:
    window = Window()
    hours = f"{window.opens:%H:%M} to {window.closes:%H:%M}"
    for at in (at for at in step.at if not window.opens <= at < window.closes):
        yield Finding(
            place,
            f"{at:%H:%M} is in the usual quiet hours: it waits until {window.opens:%H:%M}.",
            f"Write a time from {hours}.",
        )


def _pools(place: str, step: Step, guides: Guides) -> Iterator[Finding]:
    pool = guides.pool(step.practices)
    for who, person in _PEOPLE.items():
        found = fitting(pool, person, step.channel, CARE_AFTER)
        if isinstance(found, Nothing):
            yield Finding(
                place,
                f"It has nothing for {who}: {found.removeprefix('not sent: ')}.",
                "Add a practice that fits them, or let the step be: they just do not get it.",
            )
            return
    if step.channel is Medium.EMAIL and isinstance(
        fitting(pool, _PEOPLE_ALL, Medium.SMS, CARE_AFTER), Nothing
    ):
        yield Finding(
            place,
            "It has nothing for somebody without an email address: all of it is too much for an SMS.",
            "Add a lighter practice, or let the step be: they just do not get it.",
        )


_PEOPLE_ALL = Person("", "UTC", partner=True, care=True)
