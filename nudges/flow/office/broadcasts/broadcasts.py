"""A message to many: counted and checked, confirmed, and stopped. fan_out.py plans its nudges."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from nudges.core.errors import NudgesError
from nudges.core.language import ENGLISH
from nudges.core.lint.lint import Finding, cost, placeholders
from nudges.core.office.broadcast import over_everywhere
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person, State, reach
from nudges.core.render.sms_segments import count, plain
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.office.act import NotThereError, allow, usable
from nudges.flow.service import Service
from nudges.flow.staff.newcomer import plan_named
from nudges.store.db import Tx
from nudges.store.office import audit, broadcasts
from nudges.store.office.broadcasts import Broadcast, Reached
from nudges.store.office.find import Filter

#: It goes out within so many days, spread over so many hours at most.
LATEST, WIDEST = timedelta(days=60), timedelta(hours=8)

#: Nudges that are ended in one transaction: few of these, since each looks at all of them.
_ENDED = 10_000

#: Messages to many on a page, and characters of one in a mail.
MOST, LONGEST = 50, 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to send: to whom, in which words by language, at which wall time of each."""

    wanted: Filter
    at: datetime
    spread: timedelta
    words: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """People who get it in one language by one medium; `segments` that it costs for each, 0 for a mail."""

    language: str
    medium: Medium
    people: int
    segments: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that can be sent: who gets it now, and what it costs. `texts` as they go out, by language.

    `discreet` of them get messages that do not show on a screen what they are about; `seconds` it takes at
    the pace of the SMS sender, None without one. `waits`: for how many some or all of that time is outside
    their hours, by when these begin: what falls there waits until then.
    """

    draft: Draft
    groups: Sequence[Group]
    discreet: int
    seconds: float | None
    waits: Mapping[time, int]
    texts: Mapping[str, str] = field(repr=False)

    @property
    def people(self) -> int:
        """How many get it."""
        return sum(group.people for group in self.groups)

    @property
    def segments(self) -> int:
        """SMS segments of all together."""
        return sum(group.people * group.segments for group in self.groups)


def check(service: Service, acting: Acting, draft: Draft, now: datetime) -> Checked:
    """Count who would get it now, and look at its words as at those of a practice. Nothing is kept.

    Raises NudgesError for what cannot be sent.
    """
    allow(acting, Action.BROADCAST_CHECK)
    with service.db.read() as tx:
        return _checked(service, tx, acting, draft, now)


def send(service: Service, acting: Acting, draft: Draft, token: str, now: datetime) -> int:
    """Let it go out; returns its number. The same `token` again is the same message, sent once."""
    allow(acting, Action.BROADCAST_SEND)
    with service.db.write() as tx:
        if before := broadcasts.by_token(tx, token):
            return before
        found = _checked(service, tx, acting, draft, now)
        kept = found.draft
        new = Broadcast(
            *(0, now, acting.staff_id, kept.wanted, kept.at, kept.spread, found.people, found.segments),
            *("", None, None, None),
            words=found.texts,
        )
        number = broadcasts.add(tx, token, new)
        if number is None:  # the same form, at the same moment
            raise NudgesError("This was sent already.", "The form came twice.", "Look at the list.")
        told = {"broadcast": number, "people": found.people, "segments": found.segments}
        audit.add(tx, acting, Action.BROADCAST_SEND, now, details=told)
        return number


def stop(service: Service, acting: Acting, number: int, now: datetime) -> int:
    """Nothing more of it goes out; returns how many had not gone yet: messages that waited, and people whose
    message was not made yet. Twice is the same as once."""
    allow(acting, Action.BROADCAST_STOP)
    ended = 0
    with service.db.write() as tx:
        one = _theirs(tx, acting, number, hold=True)
        if broadcasts.stop(tx, one.id, acting.staff_id, now):
            audit.add(tx, acting, Action.BROADCAST_STOP, now, details={"broadcast": number})
            if one.filled_at is None:  # held, so nobody makes any meanwhile
                ended = max(0, one.people - broadcasts.stands(tx, number).total())
    while True:
        with service.db.write() as tx:
            some = broadcasts.call_off(tx, number, _ENDED, now)
        if not some:
            return ended
        ended += some


def listed(service: Service, acting: Acting) -> list[Broadcast]:
    """Those of everybody, the newest first; a coach sees their own."""
    allow(acting, Action.BROADCAST_LIST)
    with service.db.read() as tx:
        return broadcasts.newest(tx, acting.caseload_of, MOST)


def find(service: Service, acting: Acting, number: int) -> tuple[Broadcast, Counter[Status]]:
    """One of them, and what became of its nudges so far. Raises NotThereError."""
    allow(acting, Action.BROADCAST_LIST)
    with service.db.read() as tx:
        one = _theirs(tx, acting, number)
        return one, broadcasts.stands(tx, number)


def _theirs(tx: Tx, acting: Acting, number: int, *, hold: bool = False) -> Broadcast:
    one = broadcasts.get(tx, usable(number), hold=hold)
    if one is None or acting.caseload_of not in (None, one.made_by):
        raise NotThereError
    return one


def _checked(service: Service, tx: Tx, acting: Acting, draft: Draft, now: datetime) -> Checked:
    _check_time(draft, now)
    if draft.wanted.plan and draft.wanted.plan not in service.held:
        plan_named(draft.wanted.plan, service.plans, {})
    draft = replace(draft, wanted=replace(draft.wanted, state=State.ACTIVE, caseload_of=acting.caseload_of))
    found = broadcasts.counted(tx, draft.wanted, now)
    texts = {
        language: f"{service.programme}: {' '.join(plain(words).split())}"
        for language, words in draft.words.items()
        if words.strip()
    }
    sizes: Counter[tuple[str, Medium]] = Counter()
    for one in found:
        if way := _way(service, one):
            sizes[service.voices.of(one.locale).language.code, way] += one.people
    if not sizes:
        raise NudgesError(
            "Nobody would get it.",
            "Whoever is paused, has stopped, is only invited or rests after words of danger is never meant.",
            "Choose other people.",
        )
    readers: Counter[str] = Counter()
    for (language, _), people in sizes.items():
        readers[language] += people
    for language, medium in sorted(sizes):
        _check_words(language, texts.get(language), medium, readers[language])
    groups = [
        Group(*key, people, count(texts[key[0]]).segments if key[1] is Medium.SMS else 0)
        for key, people in sorted(sizes.items())
    ]
    waits = _outside(draft, broadcasts.hours(tx, draft.wanted, now))
    sms = service.channels.get(Medium.SMS)
    pace = sms.pace if sms else None
    said = Checked(draft, groups, sum(one.people for one in found if one.discreet), None, waits, texts)
    return replace(said, seconds=said.segments / pace) if pace and said.segments else said


def _outside(draft: Draft, hours: Sequence[tuple[time, time, int]]) -> Mapping[time, int]:
    """How many it may come too early or too late for, by when their hours begin."""
    ends, waits = draft.at + draft.spread, Counter[time]()
    for opens, closes, people in hours:
        inside = opens <= draft.at.time() < closes and ends <= datetime.combine(draft.at.date(), closes)
        if not inside:
            waits[opens] += people
    return waits


def _way(service: Service, one: Reached) -> Medium | None:
    there = Person("", "UTC", phone="+" if one.phone else None, email="@" if one.email else None)
    way = reach(there, one.prefers or Medium.SMS, service.channels)
    return way[0] if way else None


def _check_time(draft: Draft, now: datetime) -> None:
    late = draft.at > now.replace(tzinfo=None) + LATEST
    if late or over_everywhere(draft.at, now) or not timedelta() <= draft.spread <= WIDEST:
        raise NudgesError(
            "It cannot go out then.",
            f"It is within {LATEST.days} days from now, spread over {WIDEST.seconds // 3600} hours at most.",
            "Choose another day or time.",
        )


def _check_words(language: str, text: str | None, medium: Medium, readers: int) -> None:
    language = ENGLISH.locale.languages.get(language.replace("-", "_"), language)
    if text is None:
        raise NudgesError(
            f"There are no words in {language}.",
            f"{readers} of those who would get it read {language}.",
            "Write them, or choose people who read another language.",
        )
    if len(text) > LONGEST:
        raise NudgesError(
            f"The words in {language} are too long.",
            f"They have {len(text)} characters; a mail has {LONGEST} at most.",
            "Write them shorter.",
        )
    for one in _findings(language, text, medium):
        raise NudgesError(
            one.what, "Each goes out as it stands, as one SMS segment where it is a text.", one.fix
        )


def _findings(language: str, text: str, medium: Medium) -> Iterator[Finding]:
    name = f"The text in {language}"
    yield from placeholders("", name, text)
    if medium is Medium.SMS:
        yield from cost("", name, count(text))
