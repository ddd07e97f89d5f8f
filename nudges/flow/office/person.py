"""What staff do for a person: correct what is kept of them, pause, stop, write, note, erase."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from nudges.core.edited import check_unchanged
from nudges.core.errors import NudgesError
from nudges.core.language import parse_locale
from nudges.core.office.roles import PERSONS, Acting, Action, Role
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person, State
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Who
from nudges.core.zones import zone_named
from nudges.flow.consent import consent
from nudges.flow.consent.pause import rest_until, set_pause
from nudges.flow.office.act import NotThereError, acts, allow, person_for, words_open
from nudges.flow.office.amend import NOT_HOURS as NOT_HOURS
from nudges.flow.office.amend import correct_within, hours_within, move_within
from nudges.flow.office.broadcasts.message import queue_message, usable_message
from nudges.flow.planning.schedule import schedule
from nudges.flow.portal import export as portal_export
from nudges.flow.portal.settings import set_wishes
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import outcomes
from nudges.store.office import cases, contacts, staff

#: Characters of a note.
LONGEST_NOTE = 4_000

NOT_SURE = NudgesError(
    "Nothing was changed yet.",
    "What this ends cannot be brought back as it was, so one tick has to say that it is meant.",
    "Go back, tick it, and press the button again.",
)

#: A pause from the office ends within so many days.
LONGEST_PAUSE = 366

NOT_THEN = NudgesError(
    "The pause cannot end then.",
    f"It ends after now, and within {LONGEST_PAUSE} days.",
    "Give another date.",
)


class SaidBy(StrEnum):
    """Who said STOP or START by telephone."""

    THEMSELVES = "themselves"
    CLOSE = "somebody close"
    PROFESSIONAL = "a professional"


#: How we know: from staff who took a call, or from a program.
_BY_PHONE = {
    SaidBy.THEMSELVES: ConsentMethod.PHONE,
    SaidBy.CLOSE: ConsentMethod.PHONE_CLOSE,
    SaidBy.PROFESSIONAL: ConsentMethod.PHONE_PROFESSIONAL,
}
_BY_PROGRAM = {
    SaidBy.THEMSELVES: ConsentMethod.PROGRAM,
    SaidBy.CLOSE: ConsentMethod.PROGRAM_CLOSE,
    SaidBy.PROFESSIONAL: ConsentMethod.PROGRAM_PROFESSIONAL,
}


def _method(acting: Acting, said_by: SaidBy) -> ConsentMethod:
    return (_BY_PROGRAM if acting.role is Role.PROGRAM else _BY_PHONE)[said_by]


def correct(
    service: Service,
    acting: Acting,
    person_id: str,
    now: datetime,
    *,
    name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    external_id: str | None = None,
) -> None:
    """Correct name, number, address or external id; None leaves one as it is, and "" removes it.

    With another number or address all links to their pages end: somebody else may have got them.
    Raises NudgesError for what is no number or address, is somebody else's, or must not be written to.
    """
    with acts(service, acting, Action.CORRECT, person_id, now) as (tx, person):
        correct_within(tx, person, now, name=name, phone=phone, email=email, external_id=external_id)


def move(service: Service, acting: Acting, person_id: str, zone: str, now: datetime) -> None:
    """They live in another zone now: still one slot per local date. Raises NudgesError for no zone."""
    zone_named(zone)
    with acts(service, acting, Action.MOVE, person_id, now, zone=zone) as (tx, person):
        move_within(service, tx, person, zone, now)


def change(
    service: Service,
    acting: Acting,
    person_id: str,
    now: datetime,
    *,
    language: str | None = None,
    who: Who | None = None,
    partner: bool | None = None,
    partner_safe: bool | None = None,
    care: bool | None = None,
    discreet: bool | None = None,
    quiet_acks: bool | None = None,
    notes: bool | None = None,
) -> Person:
    """What they want, as they said it; None stays. Returns them as they are now.

    Raises NudgesError for a language nobody knows, and for a side that one of their plans has nothing for.
    """
    locale = None if language is None else parse_locale(language)
    boxes = {"partner": partner, "partner_safe": partner_safe, "care": care, "discreet": discreet}
    boxes |= {"quiet_acks": quiet_acks, "notes": notes}
    told = {name: int(wish) for name, wish in boxes.items() if wish is not None}
    with acts(service, acting, Action.CHANGE, person_id, now, language=locale, who=who, **told) as (
        tx,
        person,
    ):
        return set_wishes(
            *(service, tx, person),
            who=who,
            partner=partner,
            partner_safe=partner_safe,
            care=care,
            discreet=discreet,
            quiet_acks=quiet_acks,
            notes_in_summary=notes,
            locale=locale,
        )


def set_hours(
    service: Service, acting: Acting, person_id: str, opens: time, closes: time, now: datetime
) -> None:
    """When they may be written to. Raises NudgesError outside what a person themselves may choose."""
    told = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    with acts(service, acting, Action.HOURS, person_id, now, **told) as (tx, person):
        hours_within(service, tx, person, opens, closes, now)


def pause(service: Service, acting: Acting, person_id: str, until: datetime, now: datetime) -> datetime:
    """Send nothing until then, or until the end of a pause of theirs that begins by or soon after it; returns
    when it ends. Raises NudgesError for an end that is over, or too far away, and for somebody who is not
    active: nothing comes to them anyway."""
    if until <= now or (until - now).days > LONGEST_PAUSE:
        raise NOT_THEN
    with acts(service, acting, Action.PAUSE, person_id, now, until=until.isoformat()) as (tx, person):
        if person.state is not State.ACTIVE:
            raise NudgesError(
                "They cannot be paused.",
                f"Their state is {person.state}, so nothing comes to them anyway.",
                "Pause them once they have said that they want messages.",
            )
        until = rest_until(person, until, now)
        set_pause(service, tx, person, until, now)
    return until


def pause_until(service: Service, acting: Acting, person_id: str, day: date, now: datetime) -> datetime:
    """The same until this day begins where they are."""
    allow(acting, Action.PAUSE)
    with service.db.read() as tx:
        zone = zone_named(person_for(tx, acting, person_id).zone)
    return pause(service, acting, person_id, datetime.combine(day, time(), zone), now)


def resume(service: Service, acting: Acting, person_id: str, now: datetime) -> None:
    """End a pause. Raises NudgesError for somebody who is not active: only their own word changes that."""
    with acts(service, acting, Action.RESUME, person_id, now) as (tx, person):
        if person.state is not State.ACTIVE:
            raise NudgesError(
                "They cannot be resumed from here.",
                f"Their state is {person.state}: only their own word changes that.",
                "Ask them to text START.",
            )
        set_pause(service, tx, person, None, now)


def leave(service: Service, acting: Acting, person_id: str, plan: str, now: datetime) -> None:
    """They leave this plan: nothing of it comes any more, and the others go on. Raises NotThereError."""
    with acts(service, acting, Action.LEAVE, person_id, now, plan=plan) as (tx, person):
        if not contacts.leave(tx, person_id, plan):
            raise NotThereError
        outcomes.withdraw(tx, person_id, Status.SKIPPED, Reason(ReasonCode.LEFT_PLAN), now, plan=plan)
        schedule(service, tx, [person], now)


def stop_by_telephone(
    service: Service, acting: Acting, person_id: str, said_by: SaidBy, now: datetime
) -> None:
    """A STOP that was said to staff: like any other. Twice is the same as once."""
    with acts(service, acting, Action.STOP, person_id, now, said_by=said_by) as (tx, person):
        if person.state is not State.STOPPED:
            consent.stop(tx, person, _method(acting, said_by), now)


def start_by_telephone(service: Service, acting: Acting, person_id: str, now: datetime) -> None:
    """They said themselves, by telephone, that they want messages. Nobody can say it for somebody else."""
    with acts(service, acting, Action.START, person_id, now, said_by=SaidBy.THEMSELVES) as (tx, person):
        consent.start(service, tx, person, _method(acting, SaidBy.THEMSELVES), now)


def write(service: Service, acting: Acting, person_id: str, words: str, now: datetime) -> int:
    """Send words of one's own through the queue: in their hours, and never after STOP; returns the segments.

    Raises NudgesError for somebody who may not be written to, and for what is empty or too long.
    """
    text, segments = usable_message(service, words)
    with acts(service, acting, Action.WRITE, person_id, now, segments=segments) as (tx, person):
        queue_message(service, tx, person, text, now)
    return segments


def note(service: Service, acting: Acting, person_id: str, words: str, now: datetime) -> None:
    """Keep a note that only staff see; the person's export has its date. Raises NudgesError for no words."""
    said = usable_note(words)
    with acts(service, acting, Action.NOTE, person_id, now) as (tx, _):
        cases.write(tx, person_id, said, acting.staff_id, now)


def usable_note(words: str) -> str:
    """What somebody wrote, as it is kept. Raises NudgesError for nothing, or for a book."""
    said = words.replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST_NOTE:
        raise NudgesError(
            "The note cannot be kept like this.",
            f"It has from one to {LONGEST_NOTE} characters.",
            "Write it again, shorter or longer.",
        )
    return said


def give_coach(
    service: Service,
    acting: Acting,
    person_id: str,
    coach: str | None,
    now: datetime,
    opened: Mapping[str, str | None] | None = None,
) -> None:
    """Put a person into a coach's caseload; None: into nobody's. Raises NotThereError for no such coach.

    `opened`: whose caseload a form showed. Raises ChangedMeanwhileError if that has been changed since.
    """
    with acts(service, acting, Action.COACH, person_id, now, coach=coach) as (tx, _):
        check_unchanged({"coach": coach}, opened or {}, {"coach": staff.coach_of(tx, person_id)})
        check_coach(tx, coach)
        staff.set_coach(tx, person_id, coach)


def check_coach(tx: Tx, coach: str | None) -> None:
    """Raises NotThereError for an account that nobody can be given to."""
    member = staff.get(tx, coach) if coach else None
    if coach and (member is None or member.ended_at is not None or member.role not in PERSONS):
        raise NotThereError


def export(service: Service, acting: Acting, person_id: str, now: datetime) -> str:
    """Everything that is kept of them, as JSON. It holds their words, so staff need their consent for it;
    whoever is at the prompt has the database and its key anyway. Raises WordsClosedError."""
    with acts(service, acting, Action.EXPORT, person_id, now) as (tx, person):
        if acting.staff_id is not None:
            words_open(tx, person_id)
    return portal_export.as_json(service, person)


def erase(service: Service, acting: Acting, person_id: str, now: datetime) -> None:
    """Delete their words, identifiers and key for good."""
    with acts(service, acting, Action.ERASE, person_id, now) as (tx, person):
        consent.erase_within(service, tx, person, now)
    service.db.leave_no_trace()
