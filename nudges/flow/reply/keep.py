"""A message as it is kept: a row for each nudge it answers."""

from collections.abc import Sequence
from dataclasses import replace

from nudges.core.person.person import Person
from nudges.core.reply.attribute import ANSWERS, Part, day_of
from nudges.core.reply.meaning import Kind, Meaning
from nudges.flow.reply.inbound import Inbound
from nudges.store.replies import replies
from nudges.store.replies.replies import Kept


def reaction(person: Person, inbound: Inbound, nudge_id: int | None) -> Kept:
    """A reaction with the nudge it is about. It changes nothing and is not answered."""
    today = person.local(inbound.at).date()
    return Kept(
        *(inbound.provider_id, person.id, nudge_id, inbound.medium, inbound.at, today, inbound.text),
        Meaning(Kind.REACTION),
    )


def parts_of(person: Person, inbound: Inbound, parts: Sequence[Part]) -> list[Kept]:
    """The parts of a message, the first with all its words."""
    today, kept = person.local(inbound.at).date(), list[Kept]()
    for n, (meaning, nudge) in enumerate(parts[: replies.MOST_PARTS]):
        answers = nudge if meaning.kind in ANSWERS else None
        kept.append(
            Kept(
                inbound.provider_id + (f"{replies.PART}{n}" if n else ""),
                *(person.id, answers.nudge_id if answers else None, inbound.medium, inbound.at),
                *(day_of(meaning, answers, today), inbound.text if n == 0 else ""),
                replace(meaning, note=None) if _bare_number(meaning) else meaning,
            )
        )
    return kept


def _bare_number(meaning: Meaning) -> bool:
    """True for a number nobody asked for: it stays with the reply, but was not written to be a note."""
    return meaning.kind is Kind.NOTE and (meaning.note or "").strip(" .!").isdigit()
