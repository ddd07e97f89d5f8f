"""A cry for help: answered at once with numbers that help, nudges kept quiet, the operator told by id."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from nudges.core.danger.after import disclosed_on
from nudges.core.danger.detect import Danger
from nudges.core.danger.helplines import Numbers
from nudges.core.person.person import Person, State
from nudges.core.render.templates import render_text
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import NoticeKind, ServiceMessage
from nudges.core.written_in import written_in
from nudges.core.zones import zone_named
from nudges.flow.consent.pause import rest_until, set_pause
from nudges.flow.log import log
from nudges.flow.reply.carry_out import Did
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import leases, operator_notices
from nudges.store.maintenance.operator_notices import Notice
from nudges.store.office import staff
from nudges.store.people import preferences

#: The line that says where numbers are is not said more often than that.
_GENTLE = timedelta(days=1)


def answer_to_danger(
    service: Service,
    tx: Tx,
    person: Person,
    meaning: Meaning,
    reply_id: int,
    now: datetime,
    *,
    somebody: bool,
) -> Did:
    """Hold their nudges until the day after `care_hours`, or until RESUME; answer with whom to call.
    `somebody`: it was told of somebody else.

    A STOP is a STOP: then the numbers stand in its one confirmation. Nobody else is told but the operator
    and staff on duty, and these only by id. That somebody reads it is said in `WATCHED_HOURS` alone, while
    somebody is on duty, and never where somebody else may read the answer.
    """
    assert meaning.danger is not None
    until = person.next_allowed(now + timedelta(hours=service.care_hours))
    stopping = meaning.kind is Kind.STOP
    held = person.state is State.ACTIVE and not stopping and service.care_hours > 0
    rests = person.paused(now) and person.paused_until is not None and person.paused_until >= until
    if held and not rests:
        next_day = datetime.combine(
            person.local(until).date() + timedelta(days=1), time(), zone_named(person.zone)
        )
        ends = rest_until(person, next_day, now)
        set_pause(service, tx, person, ends, now, ServiceMessage.HOLD_OVER, said_at=until)
    today = person.local(now).date()
    preferences.set_disclosed(tx, person.id, disclosed_on(person.disclosed, meaning.danger, today))
    if meaning.danger is Danger.COERCION:  # mostly a phone that is read: what comes next is neutral too
        preferences.set_wishes(tx, person.id, discreet=True)
    operator_notices.note(tx, Notice(NoticeKind.DANGER, str(reply_id), person.id), now)
    log().warning("danger in a reply", reply=reply_id, person=person.id)
    watched = in_watched_hours(service, now) and bool(staff.on_duty(tx, person.id))
    told = spoken_to(service, person, meaning)
    return _numbers(
        service, told, meaning.danger, held=held, stopped=stopping, watched=watched, somebody=somebody
    )


def spoken_to(service: Service, person: Person, meaning: Meaning) -> Person:
    """The person as they are answered after words of danger: in the language they wrote these in, as far as
    it can be told, since the help has to be understood. Else in theirs."""
    code = written_in(meaning.note or "", service.commonest()) if meaning.in_danger else ""
    if not code or not service.voices.speaks(code) or code == service.voice(person).language.code:
        return person
    return replace(person, locale=code)


def of_somebody_else(service: Service, meaning: Meaning, own: str) -> bool:
    """True for "my brother says he wants to kill himself". Violence at home is theirs, whoever is hit."""
    return meaning.danger is Danger.SELF and service.asides().of_somebody_else(own)


def in_watched_hours(service: Service, now: datetime) -> bool:
    """True in the hours that the operator set; somebody has to be on duty too before anything is promised."""
    return service.watched is not None and service.watched.now(now)


def somebody_reads(service: Service, now: datetime) -> bool:
    """True in the watched hours while somebody is on duty: what a page may say that anybody can open."""
    if not in_watched_hours(service, now):
        return False
    with service.db.read() as tx:
        return bool(staff.on_duty(tx))


def answer_to_stranger(service: Service, person: Person, danger: Danger) -> Did:
    """What somebody is answered with whom we do not know."""
    return _numbers(service, person, danger, held=False, stopped=False)


def answer_with_numbers(service: Service, person: Person) -> Did:
    """The numbers of their country for somebody who asks for them; nothing is held and nobody is told."""
    danger = max(person.disclosed, key=lambda one: one[1])[0] if person.disclosed else Danger.SELF
    return _numbers(service, person, danger, held=False, stopped=False)


def gentle_line(
    service: Service, tx: Tx, person: Person, meaning: Meaning, now: datetime, *, again: bool = False
) -> str | None:
    """Where numbers are, for words that may speak of danger: once a day, beside the ordinary answer.

    Nothing is held, and nobody is told; it is listed to staff. Neutral where somebody else may read it.
    `again`: more than once a day, since these words get no other answer.
    """
    if meaning.danger is None or meaning.in_danger or person.state is State.STOPPED:
        return None
    if not leases.take(tx, f"gentle {person.id}", now, _GENTLE) and not again:
        return None
    neutral = person.discreet or meaning.danger is Danger.COERCION
    return render_text(service.voice(person).templates, "sms/gentle.txt", neutral=neutral).strip()


def _numbers(
    service: Service,
    person: Person,
    danger: Danger,
    *,
    held: bool,
    stopped: bool,
    watched: bool = False,
    somebody: bool = False,
) -> Did:
    # coercion is mostly a phone that somebody else reads: nothing on its screen says what this is about
    if person.discreet or danger is Danger.COERCION:
        return Did("care_link", {"url": numbers_link(service, person, danger), "stopped": stopped})
    numbers = service.care.answer(person.phone, person.zone, person.locale)
    hours = service.care_hours if held else None
    return named(numbers, danger, hours, stopped=stopped, watched=watched, somebody=somebody)


def numbers_link(service: Service, person: Person, danger: Danger) -> str:
    """The address of the page with their country's numbers; it holds nothing of the person."""
    country = service.care.country(person.phone, person.zone, person.locale)
    return service.links.numbers(country, danger, person.locale)


def named(
    numbers: Numbers,
    danger: Danger,
    hold_hours: int | None,
    *,
    stopped: bool = False,
    watched: bool = False,
    somebody: bool = False,
) -> Did:
    """What to answer to somebody in danger, the numbers first; at most two SMS in English, three in Spanish.

    `hold_hours`: for how long nudges are held now; None if none were coming (somebody unknown, or invited).
    `stopped`: it was said together with STOP, and this is the one confirmation of that. `watched`: somebody
    on the staff reads what comes in at this hour. `somebody`: it was told of somebody else.
    """
    values = {"numbers": numbers, "danger": danger, "quiet": hold_hours is not None, "hours": hold_hours}
    values |= {"watched": watched, "somebody": somebody}
    return Did("care_stopped" if stopped else "care", values)
