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
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.replies import backfill, conversation

#: A nudge may be answered for this long; later words are kept as a note of their own.
OPEN_FOR = timedelta(days=7)
#: The choices that an unclear reply was answered with may be taken for this long, if nothing is said since.
_CHOOSE_FOR = timedelta(days=1)
#: So many words may be no more than a time, which may be two figures.
_TIME_ALONE = 4
_FIGURES = re.compile(r"([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?", re.ASCII)


def read_ahead(service: Service) -> None:
    """Read what people say, which is otherwise read when the first message comes."""
    service.phrases()
    service.care.ready()
    service.reactions()


def hear(
    service: Service,
    tx: Tx,
    person: Person,
    inbound: Inbound,
    asked: Sequence[Open],
    nudge_id: int | None,
    last: int | None,
    before: Kind | None,
) -> list[Part]:
    """What they say, part by part, and which nudges that answers, of those they were `asked` with; `last` is
    the one they answered just before, and `before` what their last message was."""
    local, phrases = person.local(inbound.at), service.phrases()

    def meant(text: str, expects: Expects | None) -> Meaning:
        stands = person.stands(inbound.at)
        return understand(
            text, expects, local, phrases, locale=person.locale, state=stands, care=service.care
        )

    if inbound.stopped_by_provider or inbound.started_by_provider:
        return [(Meaning(Kind.STOP if inbound.stopped_by_provider else Kind.START), None)]
    if inbound.medium is Medium.EMAIL and nudge_id is None:
        # it answers no mail of ours, so it may be anybody: only what must never be missed is heard
        meaning = meant(inbound.text, None)
        heard = meaning.kind in (Kind.STOP, Kind.HELP, Kind.SUPPORT)
        return [(meaning if heard else Meaning(Kind.NOTE, note=inbound.text), None)]
    opens = [] if _nothing_is_asked(person, inbound) else _before(tx, asked, inbound)
    if chosen := _chosen(tx, person, inbound, opens, nudge_id):
        return [chosen]
    if before is Kind.RETIME and (told := _time_told(tx, person, inbound, opens, meant)):
        return [told]
    if named := [nudge for nudge in opens if nudge.nudge_id == nudge_id]:
        opens = named
    return belonging(inbound.text, opens, local.date(), meant, phrases, last=last)


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


def _time_told(
    tx: Tx, person: Person, inbound: Inbound, opens: Sequence[Open], meant: Callable[..., Meaning]
) -> Part | None:
    """The time of day that they answer "which time suits you?" with: "7", "at 7", "7 pm please".

    A small hour is one of the evening if it can be none of the morning.
    """
    text = inbound.text.strip(" .!\n")
    if len(text.split()) > _TIME_ALONE or not any(char.isdigit() for char in text):
        return None
    offer = conversation.offered(tx, person.id, inbound.medium, inbound.at - _CHOOSE_FOR, inbound.at)
    if offer is None or not offer.asks_time:
        return None
    heard = meant(text, None)
    said = [one.at for one in (heard, *heard.choices) if one.kind is Kind.RETIME and one.at is not None]
    said += [heard.until.time()] if heard.kind is Kind.SNOOZE and heard.until is not None else []
    if not said and (figures := _FIGURES.fullmatch(text)):
        said = [time(int(figures[1]), int(figures[2] or 0))]
    if not said:
        return None
    late = said[0].replace(hour=(said[0].hour + 12) % 24)
    at = late if said[0] < EARLIEST <= late < LATEST else said[0]
    about = next((nudge for nudge in opens if nudge.nudge_id == offer.nudge_id), None)
    return Meaning(Kind.RETIME, at=at), about


def _chosen(
    tx: Tx, person: Person, inbound: Inbound, opens: Sequence[Open], nudge_id: int | None
) -> Part | None:
    """The choice they take by its number, while the question is the last thing we said to them.

    A mail or a page that answers some other nudge, or the rating that a nudge asks for, chooses nothing.
    """
    number = inbound.text.strip(" .)\n")
    if number not in ("1", "2", "3"):
        return None
    offer = conversation.offered(tx, person.id, inbound.medium, inbound.at - _CHOOSE_FOR, inbound.at)
    if offer is None or len(offer.choices) < int(number):
        return None
    about = next((nudge for nudge in opens if nudge.nudge_id == offer.nudge_id), None)
    answers_it = about is not None and nudge_id == offer.nudge_id and about.expects is not Expects.RATING
    if nudge_id not in (None, offer.carried_by) and not answers_it:
        return None
    choice = offer.choices[int(number) - 1]
    since, until, at = choice["since"], choice["until"], choice["at"]
    meaning = Meaning(
        Kind(choice["kind"]),
        since=datetime.fromisoformat(since) if since else None,
        until=datetime.fromisoformat(until) if until else None,
        at=time.fromisoformat(at) if at else None,
    )
    return meaning, about
