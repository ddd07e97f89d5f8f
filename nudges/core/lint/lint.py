"""Finds content that is valid and could be sent, but is probably not what the author meant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations

from nudges.core.guide.library import Guides
from nudges.core.guide.practice import Practice
from nudges.core.lint.phrases import worn
from nudges.core.person.hours import Window
from nudges.core.person.person import Person
from nudges.core.plan.choose import REST
from nudges.core.plan.fields import Said
from nudges.core.plan.fit import CARE_AFTER, fitting, meant, sides
from nudges.core.plan.plan import Plan, Step
from nudges.core.plan.slots import slots
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.render.locale_bundle import Voice, Voices
from nudges.core.render.sms_segments import Segments, count
from nudges.core.render.templates import render_sms, render_text
from nudges.core.vocabulary import Medium, Who

#: Two prompts with this ratio of matching characters (difflib) read as the same.
_ALIKE = 0.85

#: Text that looks like a placeholder. Guides are not templates: their text is sent as it is.
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}|%\(\w+\)s|<\w+>|\[(?:name|nombre)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where, what, and how to fix it. Content with a `grave` one should not be sent."""

    place: str
    what: str
    fix: str
    grave: bool = False


def look_at_guides(voices: Voices, programme: str) -> Iterator[Finding]:
    """Findings in the guides of every language: long messages, placeholders, near duplicates."""
    for voice in voices:
        told = told_in(voice, voices.base)
        for take in told:
            yield from _words(take, voice, programme)
        yield from _twins(told)
        for phrase, times, most in worn(told):
            yield Finding(
                f"{voice.language.code}/guides/" if voice is not voices.base else "guides/",
                f'"{phrase}" stands in {times} of {len(told)} texts, and {most} may have it.',
                "Say it in other words where you can.",
            )
        if missing := [one.id for one in voice.guides.practices if one.id not in {p.id for p in told}]:
            names = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            yield Finding(
                f"{voice.language.code}/guides/",
                f"{len(missing)} practices have no words in {voice.language.code}: {names}.",
                "Add them to the translation; until then they go out in the guide's own language.",
            )


def told_in(voice: Voice, base: Voice) -> list[Practice]:
    """The takes that this language has its own words for."""
    places = {take.place for take in base.guides.takes} if voice is not base else set()
    return [take for take in voice.guides.takes if take.place not in places]


def _named(take: Practice) -> str:
    return take.id if take.take == 1 else f"{take.id} (take {take.take})"


def _words(practice: Practice, voice: Voice, programme: str) -> Iterator[Finding]:
    whose = f"of {_named(practice)}"
    for name, text in (("SMS", practice.sms), ("Email", practice.email), ("Thanks", practice.thanks)):
        yield from placeholders(practice.place, f"{name} {whose}", text)
    sms = render_sms(voice.templates, programme, practice, practice.expects)
    yield from cost(practice.place, f"SMS {whose}", count(sms))
    ways = (
        render_text(voice.templates, "sms/ack_done.txt", rating=None, thanks=practice.thanks, turn=turn)
        for turn in range(3)
    )
    yield from cost(practice.place, f"Thanks {whose}", count(max(ways, key=len)))


def placeholders(place: str, name: str, text: str) -> Iterator[Finding]:
    """What looks like a placeholder in a text that goes out as it stands."""
    if found := _PLACEHOLDER.search(text):
        yield Finding(
            place,
            f"{name} holds {found[0]}, which would be sent as it stands.",
            "Write the words themselves: they are the same for everybody.",
            grave=True,
        )


def cost(place: str, name: str, size: Segments) -> Iterator[Finding]:
    """More than one segment is reported; more than two is grave."""
    if size.segments == 1:
        return
    if size.forced_by:
        why, room = f"because of {size.forced_by!r}, which GSM-7 lacks", 70
        fix = "Find a word without it, or shorten the line."
    else:
        why, room = f"with {size.units} characters", 160
        fix = f"Shorten it by {size.units - room} characters."
    yield Finding(
        place,
        f"{name} costs {size.segments} segments {why} ({room} fit in one).",
        fix,
        grave=size.segments > 2,
    )


def _twins(takes: list[Practice]) -> Iterator[Finding]:
    """Takes that read alike. Only pairs that share most of their words are compared closely."""
    words = [frozenset(re.findall(r"\w+", take.sms.lower())) for take in takes]
    for (n, one), (m, other) in combinations(enumerate(takes), 2):
        if 2 * len(words[n] & words[m]) <= len(words[n] | words[m]) or one.who is not other.who:
            continue
        if SequenceMatcher(None, one.sms, other.sms, autojunk=False).ratio() > _ALIKE:
            yield Finding(
                other.place,
                f"{_named(other)} reads almost like {_named(one)}.",
                "Word it anew: takes differ in whom, what, where and how.",
            )


def unused(plans: Mapping[str, Plan], guides: Guides) -> Iterator[Finding]:
    """Practices that are in no plan, and takes that no step can use."""
    steps = [(plan, step) for plan in plans.values() for step in plan.steps.values()]
    held = {name for _, step in steps for name in step.practices}
    used = {
        take.ref
        for plan, step in steps
        for take in meant(guides.pool(step.practices), plan.who, step.expects)
    }
    for take in guides.takes:
        if take.id not in held and take.take == 1:
            yield Finding(
                take.place, f"{take.id} is in no plan.", "Add it to the practices of a step that fits it."
            )
        elif take.id in held and take.ref not in used:
            yield Finding(
                take.place,
                f"{_named(take)} is in no plan: it asks for a {take.expects}, for `{take.who}`.",
                "Add its practice to a step that expects this, in a plan for them.",
            )


#: One person for each way in which a pool can be narrowed, all with the default hours.
_PEOPLE = {
    "somebody who takes part alone": Person("", "UTC"),
    "somebody who takes part alone and asked for what can stir pain": Person("", "UTC", care=True),
    "somebody with a partner who takes part": Person("", "UTC", partner=True, partner_safe=True),
}


def look_at_plan(name: str, plan: Plan, guides: Guides, languages: frozenset[str]) -> Iterator[Finding]:
    """Findings in a plan: steps that always fall in quiet hours or have nothing for some people, and texts
    missing in one of `languages`."""
    place = f"schedules/{name}.yaml"
    for step_name, step in plan.steps.items():
        yield from _hours(f"{place} {step_name}", step)
        yield from _pools(f"{place} {step_name}", step_name, plan, guides)
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
    last = datetime.combine(date.min, window.closes) - timedelta(minutes=1)  # at `closes` it is quiet
    for at in (at for at in step.at if not window.opens <= at < window.closes):
        yield Finding(
            place,
            f"{at:%H:%M} is in the usual quiet hours: it waits until {window.opens:%H:%M}.",
            f"Write a time from {window.opens:%H:%M} to {last:%H:%M}.",
        )


#: Why a pool has nothing for somebody.
_LACKS = {
    ReasonCode.NEEDS_PARTNER: "these practices need somebody close who takes part",
    ReasonCode.STIRS_PAIN: "these practices can stir pain, and come only when asked for",
    ReasonCode.TOO_LONG_FOR_SMS: "this is too much for a text message, and there is no address to mail it to",
}


def _pools(place: str, name: str, plan: Plan, guides: Guides) -> Iterator[Finding]:
    step = plan.steps[name]
    due = 1 if plan.weekly_question in step.practices else _times(step)
    for who, person in _people(plan):
        found = fitting(guides, plan, step, person, step.channel, CARE_AFTER)
        if isinstance(found, Reason):
            yield Finding(
                place,
                f"It has nothing for {who}: {_LACKS[found.code]}.",
                "Add a practice that fits them, or let the step be: they just do not get it.",
            )
            return
        if 0 < len(found) < due:
            yield Finding(
                place,
                f"In twelve weeks it comes {due} times, and has {len(found)} takes for {who}.",
                "Add practices to it, or takes to its practices.",
            )
            break
        if step.channel is Medium.EMAIL and (short := [take for take in found if take.email == take.sms]):
            yield Finding(
                place,
                f"It goes by mail, and {_named(short[0])} has no Email: the mail has one sentence.",
                f"Write one below its SMS ({short[0].place}).",
            )
            break
    if step.channel is Medium.EMAIL and isinstance(
        fitting(guides, plan, step, replace(_PEOPLE_ALL, who=plan.who), Medium.SMS, CARE_AFTER), Reason
    ):
        yield Finding(
            place,
            "It has nothing for somebody without an email address: all of it is too much for an SMS.",
            "Add a lighter practice, or let the step be: they just do not get it.",
        )


def _people(plan: Plan) -> Iterator[tuple[str, Person]]:
    """One of each for every side that the plan serves."""
    for side in sides(plan.who):
        for who, person in _PEOPLE.items():
            yield f"{who} ({side})" if plan.who is Who.BOTH else who, replace(person, who=side)


def _times(step: Step) -> int:
    """How many times a step comes in twelve weeks."""
    monday = datetime(2027, 1, 4, tzinfo=UTC)
    return sum(1 for _ in slots(step, step.at, "UTC", monday.date(), monday, monday + REST))


_PEOPLE_ALL = Person("", "UTC", partner=True, partner_safe=True, care=True)
