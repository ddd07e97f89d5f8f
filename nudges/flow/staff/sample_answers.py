"""One example of each answer, to check the templates with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from nudges.core.person.person import Person
from nudges.core.render.locale_bundle import Voice
from nudges.core.reply.attribute import ANSWERS, Open
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from nudges.flow.reply.acknowledge import thanked, unclear
from nudges.flow.reply.carry_out import Did


def samples(voice: Voice, contact: str) -> Iterator[Did]:
    """One example of every possible answer, to find mistakes in templates before anybody gets them."""
    someone = Person(id="rehearsal", zone="UTC")
    moment, day = "Tue 24 Nov, 7:00 PM", date(2026, 1, 5)
    at = datetime(2026, 1, 5, 19, tzinfo=UTC)
    for kind in sorted(ANSWERS):
        for expects in Expects:
            nudge = Open(0, "", "", day, expects, voice.guides.practices[0].id, answered=False)
            yield thanked(voice, someone, Meaning(kind, 3), nudge)
    parts = (
        Meaning(Kind.SNOOZE, until=at),
        Meaning(Kind.RETIME, at=at.time()),
        Meaning(Kind.PAUSE, until=at),
    )
    either = (Meaning(Kind.DONE), Meaning(Kind.NOT_DONE), Meaning(Kind.NOTE))
    others = Meaning(Kind.NOT_DONE), Meaning(Kind.NOTE), Meaning(Kind.PAUSE, since=at, until=at)
    stops = [(Meaning(Kind.STOP), other) for other in others]
    offers = (parts, either, *stops, ())
    asks = [unclear(voice, someone, Meaning(Kind.UNCLEAR, choices=offer), None) for offer in offers]
    for kind in (None, *Kind):
        asks.append(Did("undone", {"kind": kind, "start": None, "when": None}))
    for start in (None, "Sun 22 Nov"):
        asks += [Did("paused", {"start": start, "when": moment})]
        asks += [Did("undone", {"kind": Kind.PAUSE, "start": start, "when": moment})]
    for following in (None, moment):
        asks.append(Did("nothing_later", {"next": following}))
        asks += [Did("resumed", {"next": following, "early": early}) for early in (False, True)]
        asks += [Did("confirmed", {"next": following, "office": office}) for office in (False, True)]
        asks += [Did("status", {"days": 3, "kept": kept, "next": following}) for kept in (0, 2)]
        asks.append(Did("retimed", {"time": "8:00 AM", "next": following}))
        for since, title in ((None, None), (moment, None), (moment, "A plan")):
            known = {"since": since, "times": since, "title": title, "next": following}
            asks.append(Did("why", known))
    asks.append(Did("snoozed", {"when": moment}))
    bounds = ["8:00 AM", "9:00 PM"]
    asks += [Did("which_time", {"said": early, "bounds": bounds}) for early in (None, "5:00 AM")]
    asks += [Did(name) for name in ("started", "say_yes", "ack_other", "ack_thanks", "ack_hello")]
    asks += [Did("who_reads", {"open": opened}) for opened in (False, True)]
    asks += [Did(name) for name in ("words_open", "words_closed")]
    for plea, neutral in ((False, False), (True, False), (True, True)):
        asks.append(Did("help", {"contact": contact, "plea": plea, "neutral": neutral}))
    asks += [Did("stopped", {"erase": erase, "contact": contact}) for erase in (False, True)]
    asks += [Did("reach", {"contact": contact, "listed": listed}) for listed in (False, True)]
    yield from asks
