"""What a message means, part by part, and which nudges it answers."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from nudges.core.danger.after import limits
from nudges.core.person.person import Person, State
from nudges.core.reply.attribute import Open, Part, belonging
from nudges.core.reply.understand import Kind, Meaning, understand
from nudges.core.vocabulary import Expects, Medium
from nudges.flow.reply.inbound import Inbound
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.replies import backfill, replies

#: A nudge may be answered for this long; later words are kept as a note of their own.
OPEN_FOR = timedelta(days=7)
#: The choices that an unclear reply was answered with may be taken for this long.
_CHOOSE_FOR = timedelta(days=1)


def read_ahead(service: Service) -> None:
    """Read what people say, which is otherwise read when the first message comes."""
    service.phrases()
    service.care.ready()
    service.reactions()


def hear(
    service: Service, tx: Tx, person: Person, inbound: Inbound, asked: Sequence[Open], nudge_id: int | None
) -> list[Part]:
    """What they say, part by part, and which nudges that answers, of those they were `asked` with."""
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
    if chosen := _chosen(tx, person, inbound, opens):
        return [chosen]
    if named := [nudge for nudge in opens if nudge.nudge_id == nudge_id]:
        opens = named
    return belonging(inbound.text, opens, local.date(), meant, phrases)


def _nothing_is_asked(person: Person, inbound: Inbound) -> bool:
    """True for somebody who has stopped, or whose nudges rest after words of danger.

    A "yes" then is about what we said last, and praise for a practice would be out of place.
    """
    at = inbound.at
    rests = person.paused_until is not None and person.paused_until > at
    spoke = limits(person.disclosed, person.local(at).date()).because
    return not inbound.late and (person.state is State.STOPPED or bool(rests and spoke))


def _before(tx: Tx, asked: Sequence[Open], inbound: Inbound) -> Sequence[Open]:
    """What was sent to them before they wrote."""
    if not inbound.late:
        return asked
    not_yet = backfill.sent_after(tx, [nudge.nudge_id for nudge in asked], inbound.at)
    return [nudge for nudge in asked if nudge.nudge_id not in not_yet]


def _chosen(tx: Tx, person: Person, inbound: Inbound, opens: Sequence[Open]) -> Part | None:
    """The choice they take by its number, of those that their last message was answered with."""
    number = inbound.text.strip(" .)\n")
    if number not in ("1", "2", "3"):
        return None
    offered = replies.offered(tx, person.id, inbound.at - _CHOOSE_FOR)
    choices: list[dict[str, Any]] = (offered or {}).get("choices", [])
    if len(choices) < int(number):
        return None
    choice = choices[int(number) - 1]
    until, at = choice["until"], choice["at"]
    meaning = Meaning(
        Kind(choice["kind"]),
        until=datetime.fromisoformat(until) if until else None,
        at=time.fromisoformat(at) if at else None,
    )
    nudge_id = (offered or {}).get("nudge")
    return meaning, next((nudge for nudge in opens if nudge.nudge_id == nudge_id), None)
