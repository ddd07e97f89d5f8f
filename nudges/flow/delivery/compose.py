"""From a claimed nudge to the words to send: which practice, which template, SMS or mail."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nudges.core.guide.parse import version_of
from nudges.core.guide.practice import Practice
from nudges.core.plan.choose import Choice, History, practice_for
from nudges.core.plan.describe import how_often
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.render.sms_segments import count
from nudges.core.render.templates import Mail, render_mail, render_sms, render_text
from nudges.core.vocabulary import Danger, Expects, Medium, Sends, ServiceMessage
from nudges.flow.delivery.discreet import note_mail, note_sms
from nudges.flow.service import Service
from nudges.flow.service_messages import RULES, Rules
from nudges.flow.summary.compose import compose_summary, summed_up_on
from nudges.flow.summary.past import Past, pasts
from nudges.store.nudges.queue import Claimed


@dataclass(frozen=True, slots=True)
class Draft:
    """What a nudge will say. `text` is the SMS or the plain part; `mail` is there when it goes by email.

    `choice` is what the person's history keeps of it, if the practice was chosen for this nudge just now;
    `milestone` the one that a summary celebrates, which the row keeps, so that none is said twice.
    """

    text: str = field(repr=False)
    mail: Mail | None = None
    practice: Practice | None = None
    content_version: str | None = None
    choice: Choice | None = None
    milestone: str | None = None

    @property
    def segments(self) -> int | None:
        """How many SMS segments it costs; None for a mail."""
        return None if self.mail else count(self.text).segments


#: What each (person, plan) was given so far.
Histories = MutableMapping[tuple[str, str], History]


def looked_back_on(
    service: Service, cases: Sequence[Claimed], near: Sequence[Claimed], known: Mapping[str, Past]
) -> Mapping[str, Past]:
    """What has been of those who are due a summary, by person: `known`, unless it lacks one of them.

    Then it is read for those who are `near` as well.
    """
    due = [case for case in cases if _is_summary(service, case)]
    if all(case.person.id in known for case in due):
        return known
    due += [case for case in near if _is_summary(service, case)]
    return pasts(service, [case.person for case in due], min(summed_up_on(case.local_date) for case in due))


def _is_summary(service: Service, case: Claimed) -> bool:
    step = service.step(case.plan, case.step) if case.message is None else None
    return step is not None and step.sends is Sends.SUMMARY and case.medium is Medium.EMAIL


def compose(
    service: Service, case: Claimed, histories: Histories, past: Past | None = None
) -> Draft | Reason:
    """The words of one nudge, or the reason why there is nothing to say.

    A practice that is chosen goes into `histories`, so that the next nudge of this person is another one.
    `past` is what has been, for a summary, if it was read already.
    Raises NudgesError for a template or a plan that cannot be used.
    """
    if case.message is not None:
        return _service_message(service, case, RULES[case.message])
    plan, voice = service.plans.get(case.plan or ""), service.voice(case.person)
    step = service.step(case.plan, case.step)
    if plan is None or step is None or case.plan is None:
        return Reason(ReasonCode.STEP_GONE)
    if step.sends is Sends.SUMMARY:
        if case.medium is not Medium.EMAIL:
            return Reason(ReasonCode.NO_EMAIL)
        summary = compose_summary(service, case.person, case.local_date, case.due_at, past)
        if isinstance(summary, Reason):
            return summary
        mail = note_mail(service, case, None) if case.person.discreet else summary.mail
        return Draft(mail.text, mail, milestone=summary.milestone)
    if case.practice is not None:  # another try of the same nudge says the same
        return _nudge(service, case, voice.guides.practice(case.practice, case.take))
    key = (case.person.id, case.plan)
    history = histories.get(key) or History(case.local_date)
    seed = case.person.id + case.plan
    choice = practice_for(voice.guides, plan, step, case.person, case.medium, history, case.local_date, seed)
    if isinstance(choice, Reason):
        return choice
    histories[key] = history.after(choice)
    return _nudge(service, case, choice.practice, choice)


def _nudge(service: Service, case: Claimed, practice: Practice, choice: Choice | None = None) -> Draft:
    """The words of a practice, as SMS or mail; those of an earlier try if there are any.

    To somebody discreet only that there are such words, and where; whatever an earlier try said.
    """
    voice = service.voice(case.person)
    version = voice.guides.version(practice)
    expects = case.expects or Expects.DONE
    if case.person.discreet:
        hidden = note_mail(service, case, expects) if case.medium is Medium.EMAIL else None
        text = hidden.text if hidden else note_sms(service, case, expects)
        return Draft(text, hidden, practice, version, choice)
    if case.medium is Medium.SMS:
        text = case.text or render_sms(voice.templates, service.programme, practice, expects)
        return Draft(text, None, practice, version, choice)
    mail = render_mail(
        voice.templates,
        "email/nudge",
        programme=service.programme,
        practice=practice,
        expects=expects,
        unsubscribe_url=service.links.unsubscribe(case.person.id),
    )
    return Draft(mail.text, mail, practice, version, choice)


def _numbers(service: Service, case: Claimed) -> dict[str, Any]:
    """Whom somebody can reach, for the message that ends a hold."""
    if case.message is not ServiceMessage.HOLD_OVER:
        return {}
    person = case.person
    danger = min(dict(person.disclosed), default=Danger.VIOLENCE, key=list(Danger).index)
    country = service.care.country(person.phone, person.zone, person.locale)
    return {
        "danger": danger,
        "numbers": service.care.numbers(country),
        "numbers_url": service.links.numbers(country, danger, person.locale),
    }


def _service_message(service: Service, case: Claimed, rules: Rules) -> Draft | Reason:
    """The words of one of our own messages: an SMS as it is, or the same in a mail."""
    plan = service.plans.get(case.plan) if case.plan else None
    if case.plan and plan is None:
        return Reason(ReasonCode.STEP_GONE)
    person, templates = case.person, service.voice(case.person).templates
    confirm, leave = service.links.confirm(person.id), service.links.unsubscribe(person.id)
    values: dict[str, Any] = {
        "programme": service.programme,
        "often": plan and how_often(plan),
        "title": plan.title.said_in(person.locale) if plan and not person.discreet else "",
        "discreet": person.discreet,
        "url": service.links.page(person.id, case.due_at),
        **_numbers(service, case),
        "confirm_url": confirm,
        "unsubscribe_url": leave,
    }
    text = (
        render_text(templates, f"sms/{rules.template}.txt", **values) if rules.template else case.text or ""
    )
    if case.medium is Medium.SMS:
        return Draft(text, content_version=version_of(text) if rules.agreed_to else None)
    words = text.removeprefix(f"{service.programme}: ")
    mail = render_mail(templates, f"email/{rules.mail}", words=words, **values)
    # without the addresses, which are each person's own
    agreed = mail.text.replace(confirm, "").replace(leave, "")
    return Draft(mail.text, mail, content_version=version_of(agreed) if rules.agreed_to else None)
