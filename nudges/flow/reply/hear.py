"""What a message means, part by part, and which nudges it answers."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from nudges.core.danger.after import limits
from nudges.core.person.person import Person, State
from nudges.core.reply.attribute import Open, Part, belonging
from nudges.core.reply.understand import Kind, Meaning, understand
from nudges.core.vocabulary import Expects, Medium
from nudges.flow.reply.carry_out import EARLIEST, LATEST
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.known import Known
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.replies import backfill, conversation
from nudges.store.replies.conversation import Offer

#: The choices that an unclear reply was answered with may be taken for this long, if nothing is said since.
_CHOOSE_FOR = timedelta(days=1)
#: A reply of at most so many words may be a bare time ("7", "at 7:30 please").
_TIME_ALONE = 4
_FIGURES = re.compile(r"([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?", re.ASCII)


def read_ahead(service: Service) -> None:
    """Read what people say, which is otherwise read when the first message comes."""
    service.phrases()
    service.care.ready()
    service.reactions()


def hear(service: Service, tx: Tx, by: Known, inbound: Inbound) -> list[Part]:
    """What they say, part by part, and which nudges that answers."""
    person, phrases = by.person, service.phrases()
    local = person.local(inbound.at)

    def meant(text: str, expects: Expects | None) -> Meaning:
        stands = person.stands(inbound.at)
        return understand(
            text, expects, local, phrases, locale=person.locale, state=stands, care=service.care
        )

    if inbound.stopped_by_provider or inbound.started_by_provider:
        return [(Meaning(Kind.STOP if inbound.stopped_by_provider else Kind.START), None)]
    if inbound.medium is Medium.EMAIL and by.nudge_id is None:
        # it answers no mail of ours, so it may be anybody: only what must never be missed is heard
        meaning = meant(inbound.text, None)
        heard = meaning.kind in (Kind.STOP, Kind.HELP, Kind.SUPPORT)
        return [(meaning if heard else Meaning(Kind.NOTE, note=inbound.text), None)]
    opens = [] if _nothing_is_asked(person, inbound) else _before(tx, by.asked, inbound)
    if offer := _offered(tx, by, inbound):
        about = next((nudge for nudge in opens if nudge.nudge_id == offer.nudge_id), None)
        if chosen := _chosen(offer, about, inbound.text, by.nudge_id) or _time_told(
            offer, inbound.text, meant
        ):
            return [(chosen, about)]
    if named := [nudge for nudge in opens if nudge.nudge_id == by.nudge_id]:
        opens = named
    return belonging(inbound.text, opens, local.date(), meant, phrases, last=by.last)


def _nothing_is_asked(person: Person, inbound: Inbound) -> bool:
    """True for somebody who has stopped, or whose nudges rest after words of danger.

    A "yes" then is about what we said last, and praise for a practice would be out of place.
    """
    at = inbound.at
    rests = person.paused(at)
    spoke = limits(person.disclosed, person.local(at).date()).because
    return not inbound.late and (person.state is State.STOPPED or (rests and bool(spoke)))


def _before(tx: Tx, asked: Sequence[Open], inbound: Inbound) -> Sequence[Open]:
    """What was sent to them before they wrote."""
    if not inbound.late:
        return asked
    not_yet = backfill.sent_after(tx, [nudge.nudge_id for nudge in asked], inbound.at)
    return [nudge for nudge in asked if nudge.nudge_id not in not_yet]


def _offered(tx: Tx, by: Known, inbound: Inbound) -> Offer | None:
    """What waits for a number or a time, if this may be one, while it is the last thing we said to them."""
    a_time = by.before is Kind.RETIME and len(inbound.text.split()) <= _TIME_ALONE
    if not any(char.isdigit() for char in inbound.text) or not (a_time or _number(inbound.text)):
        return None
    return conversation.offered(tx, by.person.id, inbound.medium, inbound.at - _CHOOSE_FOR, inbound.at)


def _number(text: str) -> int:
    """The number of a choice that a message is, 0 if it is none."""
    number = text.strip(" .)\n")
    return int(number) if number in ("1", "2", "3") else 0


def _time_told(offer: Offer, text: str, meant: Callable[[str, Expects | None], Meaning]) -> Meaning | None:
    """The time of day that they answer "which time suits you?" with: "7", "at 7", "7 pm please".

    A small hour is one of the evening if it can be none of the morning.
    """
    text = text.strip(" .!\n")
    if not offer.asks_time or len(text.split()) > _TIME_ALONE:
        return None
    heard = meant(text, None)
    said = [one.at for one in (heard, *heard.choices) if one.kind is Kind.RETIME and one.at is not None]
    said += [heard.until.time()] if heard.kind is Kind.SNOOZE and heard.until is not None else []
    if not said and (figures := _FIGURES.fullmatch(text)):
        said = [time(int(figures[1]), int(figures[2] or 0))]
    if not said:
        return None
    late = said[0].replace(hour=(said[0].hour + 12) % 24)
    return Meaning(Kind.RETIME, at=late if said[0] < EARLIEST <= late < LATEST else said[0])


def _chosen(offer: Offer, about: Open | None, text: str, nudge_id: int | None) -> Meaning | None:
    """The choice they take by its number.

    A mail or a page that answers some other nudge, or the rating that a nudge asks for, chooses nothing.
    """
    number = _number(text)
    if not 0 < number <= len(offer.choices):
        return None
    answers_it = about is not None and nudge_id == offer.nudge_id and about.expects is not Expects.RATING
    if nudge_id not in (None, offer.carried_by) and not answers_it:
        return None
    choice = offer.choices[number - 1]
    since, until, at = choice["since"], choice["until"], choice["at"]
    return Meaning(
        Kind(choice["kind"]),
        since=datetime.fromisoformat(since) if since else None,
        until=datetime.fromisoformat(until) if until else None,
        at=time.fromisoformat(at) if at else None,
    )
