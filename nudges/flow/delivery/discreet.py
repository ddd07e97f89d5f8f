"""Discreet people: their messages show nothing of what they are about; it waits behind a signed link."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nudges.core.guide.practice import Practice
from nudges.core.person.person import Person, State
from nudges.core.reasons import Reason
from nudges.core.render.locale_bundle import Voice
from nudges.core.render.templates import Mail, render_mail, render_text
from nudges.core.vocabulary import Expects, Sends
from nudges.flow.service import Service
from nudges.flow.summary.compose import compose_summary
from nudges.store.nudges import by_link
from nudges.store.nudges.by_link import Noted
from nudges.store.nudges.queue import Claimed
from nudges.store.portal import portal

#: How long after a nudge was due its link opens it.
OPENS_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Note:
    """What stands behind a link: a practice and what it asks for, or the summary of a week."""

    person: Person
    practice: Practice | None = field(default=None, repr=False)
    expects: Expects = Expects.DONE
    summary: Mail | None = None


def note_sms(service: Service, case: Claimed, expects: Expects) -> str:
    """The SMS of a discreet nudge: who writes, that there is a note, where, and how to answer."""
    return render_text(
        service.voice(case.person).templates,
        "sms/discreet.txt",
        programme=service.programme,
        url=service.links.note(case.id, case.local_date),
        expects=expects,
    )


def note_mail(service: Service, case: Claimed, expects: Expects | None) -> Mail:
    """The mail of a discreet nudge; `expects` is None for the weekly summary, which asks for nothing."""
    return render_mail(
        service.voice(case.person).templates,
        "email/discreet",
        programme=service.programme,
        url=service.links.note(case.id, case.local_date),
        expects=expects,
        unsubscribe_url=service.links.unsubscribe(case.person.id),
    )


def thanks_for(voice: Voice, person: Person, practice: str | None, take: int | None = None) -> str:
    """What to thank an answer with: the line of the take; one that tells nothing, if they are discreet."""
    own = None if person.discreet else voice.guides.thanks(practice, take)
    return own or voice.language.gettext("Thank you.")


def note_behind(service: Service, token: str, now: datetime) -> Note | None:
    """What a link shows, and nothing is changed by looking.

    None, and no telling why, if it is not one of ours, older than `OPENS_FOR`, or of somebody who has
    stopped or was erased, and if there is nothing to show any more.
    """
    named = service.links.noted(token)
    if named is None:
        return None
    with service.db.read() as tx:
        noted = by_link.noted(tx, *named)
        ended = noted is not None and portal.links_ended_since(tx, noted.person.id, noted.due_at)
    if noted is None or ended or noted.person.state is not State.ACTIVE or now >= noted.due_at + OPENS_FOR:
        return None
    if noted.practice is not None:
        practice = service.voice(noted.person).guides.find(noted.practice, noted.take)
        return Note(noted.person, practice, noted.expects) if practice else None
    return _week(service, noted, now)


def _week(service: Service, noted: Noted, now: datetime) -> Note | None:
    step = service.step(noted.plan, noted.step)
    if step is None or step.sends is not Sends.SUMMARY:
        return None
    summary = compose_summary(service, noted.person, noted.local_date, now)
    return None if isinstance(summary, Reason) else Note(noted.person, summary=summary.mail)
