"""Every template is rendered before the service starts: a slip is told to the operator, not to people."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cryptography.fernet import Fernet

from nudges.core.person import Person
from nudges.core.plan import Expects, Medium, Sends
from nudges.core.render import render_text
from nudges.core.reply import Kind, Meaning
from nudges.core.summary import render_summary, summary_view
from nudges.core.voice import Voice
from nudges.flow.compose import compose
from nudges.flow.record_reply import words_for
from nudges.flow.service import ANSWER, CONFIRMATION, FAREWELL, INVITATION, WELCOME, Service
from nudges.store.queue import Claimed
from nudges.store.replies import Open
from nudges.store.vault import Box

_DAY = date(2026, 1, 5)


def rehearse(service: Service) -> int:
    """Render everything that can be sent, in every language, for an imagined person; returns how many texts.

    Raises NudgesError with the template and line of the first mistake. Nothing is stored or sent.
    """
    return sum(len(_in(service, voice)) for voice in service.voices)


def _in(service: Service, voice: Voice) -> list[object]:
    texts: list[object] = [compose(service, case, {}) for case in _cases(service, voice.language.code)]
    answered = Open(0, "", "", _DAY, Expects.NOTE, service.guides.practices[0].id, answered=False)
    for kind in Kind:
        texts += [words_for(service, voice, Meaning(kind, rating=3), nudge) for nudge in (answered, None)]
    texts.append(render_text(voice.templates, "sms/confirmed.txt", programme=service.programme, next=None))
    leave = service.links.unsubscribe("rehearsal")
    view = summary_view([], {}, _DAY, voice.language, programme=service.programme, unsubscribe_url=leave)
    return [*texts, render_summary(voice.templates, view)]


def _cases(service: Service, locale: str) -> Iterator[Claimed]:
    for plan_id, plan in service.plans.items():
        steps = [name for name, step in plan.steps.items() if step.sends is Sends.PRACTICE]
        for name in (WELCOME, INVITATION, FAREWELL, ANSWER, CONFIRMATION, *steps):
            for medium in Medium:
                yield _case(plan_id, name, medium, locale)


def _case(plan_id: str, step: str, medium: Medium, locale: str) -> Claimed:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Claimed(
        id=0,
        holder="",
        person=Person(id="rehearsal", zone="UTC", locale=locale),
        plan=plan_id,
        step=step,
        local_date=_DAY,
        due_at=at,
        expires_at=at,
        medium=medium,
        expects=None,
        tries=1,
        box=Box(Fernet.generate_key()),
        text="An answer.",
    )
