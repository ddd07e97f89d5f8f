"""Every template is rendered before the service starts: a slip is told to the operator, not to people."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cryptography.fernet import Fernet

from nudges.core.person import Person
from nudges.core.plan import Expects, Medium, Sends
from nudges.core.reply import Kind, Meaning
from nudges.core.summary import render_summary, summary_view
from nudges.flow.compose import compose
from nudges.flow.record_reply import words_for
from nudges.flow.service import ANSWER, CONFIRMATION, FAREWELL, WELCOME, Service
from nudges.store.queue import Claimed
from nudges.store.replies import Open
from nudges.store.vault import Box

_DAY = date(2026, 1, 5)


def rehearse(service: Service) -> int:
    """Render everything that can be sent, for an imagined person; returns how many texts that were.

    Raises NudgesError with the template and line of the first mistake. Nothing is stored or sent.
    """
    texts = [compose(service, case, {}) for case in _cases(service)]
    answered = Open(0, "", "", _DAY, Expects.NOTE, service.guides.practices[0].id, answered=False)
    for kind in Kind:
        texts += [words_for(service, Meaning(kind, rating=3), nudge) for nudge in (answered, None)]
    view = summary_view(
        [], {}, _DAY, programme=service.programme, unsubscribe_url=service.links.unsubscribe("rehearsal")
    )
    return len([*texts, render_summary(service.templates, view)])


def _cases(service: Service) -> Iterator[Claimed]:
    for plan_id, plan in service.plans.items():
        steps = [name for name, step in plan.steps.items() if step.sends is Sends.PRACTICE]
        for name in (WELCOME, FAREWELL, ANSWER, CONFIRMATION, *steps):
            for medium in Medium:
                yield _case(plan_id, name, medium)


def _case(plan_id: str, step: str, medium: Medium) -> Claimed:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Claimed(
        id=0,
        holder="",
        person=Person(id="rehearsal", zone="UTC"),
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
