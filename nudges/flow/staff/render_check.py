"""Renders every template before the service starts, so that the operator finds mistakes before people do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice

from cryptography.fernet import Fernet

from nudges.core.danger.detect import Danger
from nudges.core.danger.helplines import ELSEWHERE
from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.core.progress.milestones import FIRST_REPLY, Milestone
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.render.locale_bundle import Voice
from nudges.core.reply.understand import Kind, understand
from nudges.core.status import Status
from nudges.core.summary.view import Extras, SummaryView, render_summary, summary_view
from nudges.core.vocabulary import Expects, Medium, Sends, ServiceMessage
from nudges.flow.delivery.compose import compose
from nudges.flow.delivery.discreet import note_mail
from nudges.flow.log import log
from nudges.flow.reply.acknowledge import worded
from nudges.flow.reply.danger import named
from nudges.flow.service import Service
from nudges.flow.staff.sample_answers import samples
from nudges.store.nudges.queue import Claimed
from nudges.store.vault import Box

_DAY = date(2026, 1, 5)


def look_over(service: Service) -> Service:
    """Render everything and read the lists of danger, before the service starts: its mistakes among the rest.

    Each is told to the log, and stops nothing: a STOP must be heard whatever else cannot be said.
    """
    for held in service.mistakes:
        log().error("held, and all else goes on", what=held.what, why=held.why, fix=held.fix)
    mistakes = []
    looks: tuple[Callable[[], object], ...] = (
        partial(rehearse, service),
        *service.reads,
        partial(_first_reply, service),
    )
    for look in looks:
        try:
            look()
        except NudgesError as mistake:
            log().error("cannot be used", what=mistake.what, why=mistake.why, fix=mistake.fix)
            mistakes.append(mistake)
    return replace(service, mistakes=(*service.mistakes, *mistakes))


def _first_reply(service: Service) -> None:
    """Understand one text, so that nobody waits for their first answer while the lists are made ready."""
    noon = datetime.combine(_DAY, time(12), UTC)
    understand("Hello, how are you", None, noon, service.phrases(), care=service.care)


def rehearse(service: Service) -> int:
    """Render everything that can be sent, in every language, for a made-up person; returns how many texts.

    Raises NudgesError with the template and line of the first mistake. Nothing is stored or sent.
    """
    return sum(len(_in(service, voice)) for voice in service.voices)


def _in(service: Service, voice: Voice) -> list[object]:
    answer = _case("", None, ServiceMessage.ANSWER, Medium.SMS, voice.language.code, discreet=False)
    cases = [answer, *_cases(service, voice.language.code)]
    texts: list[object] = [compose(service, case, {}) for case in cases]
    texts.append(note_mail(service, cases[0], None))
    in_danger = (
        named(ELSEWHERE, danger, 72, stopped=stop, watched=stop)
        for danger in Danger
        for stop in (False, True)
    )
    for did in (*samples(voice, service.contact), *in_danger):
        texts += [worded(voice, service.programme, did, turn) for turn in range(3)]
    return [*texts, render_summary(voice.templates, _week(service, voice))]


def _week(service: Service, voice: Voice) -> SummaryView:
    """A weekly mail with everything in it."""
    rated = [
        Asked(
            *("step", day, Status.DELIVERED, (Answer(Kind.RATING, 4, day),)),
            practice="question",
            expects=Expects.RATING,
        )
        for day in (_DAY - timedelta(weeks=1), _DAY)
    ]
    return summary_view(
        rated,
        {},
        _DAY,
        voice.language,
        programme=service.programme,
        name="Somebody",
        question=("question", "How is it?"),
        others=[("And that?", 4)],
        extras=Extras(
            milestone=Milestone(FIRST_REPLY, _DAY),
            notes=[(_DAY, "A note.")],
            theme=("A theme", "About it."),
        ),
        page_url=service.links.public_url,
        unsubscribe_url=service.links.unsubscribe("rehearsal"),
    )


def _cases(service: Service, locale: str) -> Iterator[Claimed]:
    for medium in Medium:
        for discreet in (False, True):
            for plan_id, plan in service.plans.items():
                for name, step in plan.steps.items():
                    if step.sends is Sends.PRACTICE:
                        yield _case(plan_id, name, None, medium, locale, discreet=discreet)
            for plan_id in islice(service.plans, 1):  # they differ between plans by the title alone
                for message in ServiceMessage:
                    yield _case(plan_id, None, message, medium, locale, discreet=discreet)


def _case(
    plan_id: str,
    step: str | None,
    message: ServiceMessage | None,
    medium: Medium,
    locale: str,
    *,
    discreet: bool,
) -> Claimed:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Claimed(
        id=0,
        holder="",
        person=Person(id="rehearsal", zone="UTC", locale=locale, discreet=discreet),
        plan=plan_id,
        step=step,
        message=message,
        local_date=_DAY,
        due_at=at,
        expires_at=at,
        medium=medium,
        expects=None,
        tries=1,
        box=Box(Fernet.generate_key()),
        text="An answer.",
    )
