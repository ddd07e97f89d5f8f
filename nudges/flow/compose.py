"""From a claimed nudge to the words to send: which practice, which template, SMS or mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nudges.core.guide import Sent, choose
from nudges.core.plan import Expects, Medium, Sends
from nudges.core.plan_words import how_often
from nudges.core.practice import Practice
from nudges.core.render import Mail, render_mail, render_sms, render_text
from nudges.core.segments import count
from nudges.flow.service import ANSWER, CONFIRMATION, WELCOME, Service
from nudges.flow.summarise import compose_summary
from nudges.store.queue import Claimed


@dataclass(frozen=True, slots=True)
class Draft:
    """What a nudge will say. `text` is the SMS or the plain part; `mail` is there when it goes by email."""

    text: str = field(repr=False)
    mail: Mail | None = None
    practice: Practice | None = None
    content_version: str | None = None

    @property
    def segments(self) -> int | None:
        """How many SMS segments it costs; None for a mail."""
        return None if self.mail else count(self.text).segments


def compose(service: Service, case: Claimed, history: Sequence[Sent]) -> Draft | str:
    """The words of one nudge, or the reason why there is nothing to say.

    Raises NudgesError for a template or a plan that cannot be used.
    """
    plan, voice = service.plans.get(case.plan), service.voice(case.person)
    if case.step == WELCOME and plan is not None:
        text = render_text(
            voice.templates, "sms/welcome.txt", programme=service.programme, often=how_often(plan)
        )
        return _letter(service, case, text)
    if case.step in (ANSWER, CONFIRMATION):
        return _letter(service, case, case.text or "")
    step = plan.steps.get(case.step) if plan else None
    if step is None:
        return "not sent: its step is no longer in the plan"
    if step.sends is Sends.SUMMARY:
        if case.medium is not Medium.EMAIL:
            return "not sent: a summary goes by email, and there is no address for it"
        summary = compose_summary(service, case.person, case.local_date)
        return summary if isinstance(summary, str) else Draft(summary.text, summary)
    if case.practice is not None:  # another try of the same nudge says the same
        practice = voice.guides.practice(case.practice)
    else:
        pool = voice.guides.pool(step.practices)
        practice = choose(pool, history, seed=case.person.id + case.plan, today=case.local_date)
    version = voice.guides.version(practice)
    expects = case.expects or Expects.DONE
    if case.medium is Medium.SMS and case.text is not None:
        return Draft(case.text, None, practice, version)
    if case.medium is Medium.SMS:
        text = render_sms(voice.templates, service.programme, practice, expects)
        return Draft(text, None, practice, version)
    mail = render_mail(
        voice.templates,
        "email/nudge",
        programme=service.programme,
        practice=practice,
        expects=expects,
        unsubscribe_url=service.links.unsubscribe(case.person.id),
    )
    return Draft(mail.text, mail, practice, version)


def _letter(service: Service, case: Claimed, text: str) -> Draft:
    """A few words of the service itself: as they are by SMS, in a plain letter by mail."""
    if case.medium is Medium.SMS:
        return Draft(text)
    mail = render_mail(
        service.voice(case.person).templates,
        "email/letter",
        programme=service.programme,
        words=text.removeprefix(f"{service.programme}: "),
        unsubscribe_url=service.links.unsubscribe(case.person.id),
    )
    return Draft(mail.text, mail)
