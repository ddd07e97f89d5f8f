"""Every template is rendered before the service starts: a slip is told to the operator, not to people."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cryptography.fernet import Fernet

from nudges.core.person import Person
from nudges.core.plan import Medium, Sends
from nudges.core.summary import render_summary, summary_view
from nudges.core.voice import Voice
from nudges.flow.answer import said
from nudges.flow.answer_samples import samples
from nudges.flow.compose import compose
from nudges.flow.discreet import note_mail
from nudges.flow.renew import link_words
from nudges.flow.service import ANSWER, BACK, CONFIRMATION, FAREWELL, INVITATION, WELCOME, Service
from nudges.store.queue import Claimed
from nudges.store.vault import Box

_DAY = date(2026, 1, 5)


def rehearse(service: Service) -> int:
    """Render everything that can be sent, in every language, for an imagined person; returns how many texts.

    Raises NudgesError with the template and line of the first mistake. Nothing is stored or sent.
    """
    return sum(len(_in(service, voice)) for voice in service.voices)


def _in(service: Service, voice: Voice) -> list[object]:
    cases = list(_cases(service, voice.language.code))
    texts: list[object] = [compose(service, case, {}) for case in cases]
    texts.append(note_mail(service, cases[0], None))
    for did in samples(voice, service.contact):
        texts += [said(voice, service.programme, did, turn) for turn in range(3)]
    texts.append(link_words(service, cases[0].person, cases[0].due_at))
    leave = service.links.unsubscribe("rehearsal")
    view = summary_view([], {}, _DAY, voice.language, programme=service.programme, unsubscribe_url=leave)
    return [*texts, render_summary(voice.templates, view)]


def _cases(service: Service, locale: str) -> Iterator[Claimed]:
    for plan_id, plan in service.plans.items():
        steps = [name for name, step in plan.steps.items() if step.sends is Sends.PRACTICE]
        for name in (WELCOME, INVITATION, FAREWELL, BACK, ANSWER, CONFIRMATION, *steps):
            for medium in Medium:
                for discreet in (False, True):
                    yield _case(plan_id, name, medium, locale, discreet=discreet)


def _case(plan_id: str, step: str, medium: Medium, locale: str, *, discreet: bool) -> Claimed:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Claimed(
        id=0,
        holder="",
        person=Person(id="rehearsal", zone="UTC", locale=locale, discreet=discreet),
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
