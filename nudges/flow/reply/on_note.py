"""A person answers a discreet message on its own page, so that nothing private lies in the thread.

It is a reply like any other: understood, kept, undone and watched for danger by the same code. What it is
answered with stands on the page, and nothing is sent.
"""

from dataclasses import dataclass
from datetime import datetime

from nudges.core.language import Language, to_say
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.known import OPEN_FOR
from nudges.flow.reply.record import record_reply
from nudges.flow.service import Service
from nudges.store.nudges import by_link

#: What the two buttons say for a person, in words that every reader of replies knows.
SAYS = {"done": to_say("done"), "skip": to_say("not today")}


@dataclass(frozen=True, slots=True)
class Form:
    """A note that can be answered. `nr` counts its answers, so that one that is sent twice counts once."""

    attempt_id: str
    nudge_id: int
    nr: int


def form_of(service: Service, token: str, now: datetime) -> Form | None:
    """How the note behind this link can be answered; None if nothing waits for an answer (any more)."""
    named = service.links.noted(token)
    if named is None:
        return None
    with service.db.read() as tx:
        noted = by_link.noted(tx, *named)
        if noted is None or noted.practice is None or noted.attempt_id is None:
            return None
        nr = by_link.answers_on_page(tx, noted.person.id, named[0])
    return Form(noted.attempt_id, named[0], nr) if now < noted.due_at + OPEN_FOR else None


def answer_on_note(service: Service, token: str, answer: str, words: str, nr: str, now: datetime) -> str:
    """Record what was said on the page; returns what to say to it, empty if that is nothing.

    `answer` is `done`, `skip`, a rating or empty; `words` are the person's own.
    """
    named, form = service.links.noted(token), form_of(service, token, now)
    if named is None or form is None or not (nr.isascii() and nr.isdigit() and len(nr) < 5):
        return ""
    with service.db.read() as tx:
        noted = by_link.noted(tx, *named)
    if noted is None:
        return ""
    language = service.voice(noted.person).language
    # two sentences, as people write it: without the stop their words could be taken for part of the answer
    text = ". ".join(part for part in (_said(answer, language), words) if part)
    if not text:
        return ""
    inbound = Inbound(
        provider_id=f"{by_link.ON_PAGE}{form.nudge_id}:{int(nr)}",
        medium=noted.medium,
        sender="",
        text=text,
        at=now,
        answers=form.attempt_id,
        on_page=True,
    )
    return record_reply(service, inbound, now) or ""


def _said(answer: str, language: Language) -> str:
    if answer in SAYS:
        return language.gettext(SAYS[answer])
    return answer if answer in ("1", "2", "3", "4", "5") else ""
