"""A cry for help: answered at once with numbers that help, nudges kept quiet, the operator told by id."""

import asyncio
from datetime import datetime, time, timedelta

from nudges.channels.base import Message, SendError
from nudges.core.danger.after import disclosed_on
from nudges.core.danger.detect import Danger
from nudges.core.danger.helplines import Numbers
from nudges.core.person.person import Person, State
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.core.zones import zone_named
from nudges.flow.consent.pause import set_pause
from nudges.flow.reply.carry_out import Did
from nudges.flow.service import Service, log
from nudges.store.db import Tx
from nudges.store.maintenance import leases
from nudges.store.people import preferences
from nudges.store.replies import danger_notices

#: What could not be mailed to the operator, or was cut short, is mailed again after this time.
_AGAIN = timedelta(minutes=5)


def answer_to_danger(
    service: Service, tx: Tx, person: Person, meaning: Meaning, reply_id: int, now: datetime
) -> Did:
    """Hold their nudges until the day after `care_hours`, or until RESUME; answer with whom to call.

    A STOP is a STOP: then the numbers stand in its one confirmation. Nobody else is told but the operator,
    and the operator only by id.
    """
    assert meaning.danger is not None
    until = person.next_allowed(now + timedelta(hours=service.care_hours))
    stopping = meaning.kind is Kind.STOP
    held = person.state is State.ACTIVE and not stopping and service.care_hours > 0
    if held and (person.paused_until is None or person.paused_until < until):
        next_day = datetime.combine(
            person.local(until).date() + timedelta(days=1), time(), zone_named(person.zone)
        )
        set_pause(service, tx, person, next_day, now, ServiceMessage.HOLD_OVER, said_at=until)
    today = person.local(now).date()
    preferences.set_disclosed(tx, person.id, disclosed_on(person.disclosed, meaning.danger, today))
    danger_notices.keep(tx, reply_id, person.id)
    log().warning("danger in a reply", reply=reply_id, person=person.id)
    return _numbers(service, person, meaning.danger, held=held, stopped=stopping)


def answer_to_stranger(service: Service, phone: str, danger: Danger) -> Did:
    """What somebody is answered with whom we do not know."""
    return _numbers(service, Person(id="", zone="UTC", phone=phone), danger, held=False, stopped=False)


def _numbers(service: Service, person: Person, danger: Danger, *, held: bool, stopped: bool) -> Did:
    # coercion is mostly a phone that somebody else reads: nothing on its screen says what this is about
    if person.discreet or danger is Danger.COERCION:
        return Did("care_link", {"url": numbers_link(service, person, danger), "stopped": stopped})
    numbers = service.care.answer(person.phone, person.zone, person.locale)
    return named(numbers, danger, service.care_hours if held else None, stopped=stopped)


def numbers_link(service: Service, person: Person, danger: Danger) -> str:
    """The address of the page with their country's numbers; it holds nothing of the person."""
    country = service.care.country(person.phone, person.zone, person.locale)
    return service.links.numbers(country, danger, person.locale)


def named(numbers: Numbers, danger: Danger, hold_hours: int | None, *, stopped: bool = False) -> Did:
    """What to answer to somebody in danger, the numbers first; at most two SMS in English, three in Spanish.

    `hold_hours`: for how long nudges are held now; None if none were coming (somebody unknown, or invited).
    `stopped`: it was said together with STOP, and this is the one confirmation of that.
    """
    values = {"numbers": numbers, "danger": danger, "quiet": hold_hours is not None, "hours": hold_hours}
    return Did("care_stopped" if stopped else "care", values)


async def tell_of_danger(service: Service, now: datetime) -> int:
    """Mail the operator about each reply of danger that they were not told of; returns how many mails went.

    By id, and without a word of what was said. What cannot be mailed now is tried again; `nudges doctor` and
    the log say it too. Without OPERATOR_EMAIL the log is all there is.
    """
    channel = service.channels.get(Medium.EMAIL)
    if not service.operator or channel is None:
        return 0
    told = 0
    for reply_id, person_id in (await asyncio.to_thread(_mine_to_tell, service, now)).items():
        words = (
            f"A reply of {person_id} holds words of danger, by the lists in templates/care/.\n"
            "It was answered at once with the numbers of their country.\n"
            f"Their nudges are quiet for {service.care_hours} hours, or until they say RESUME.\n"
            f"See `nudges explain {person_id}`; what you can do now is in docs/safety.md.\n"
        )
        subject = f"{service.programme}: somebody may need help"
        try:
            await channel.send(Message(service.new_id(), service.operator, words, subject=subject))
        except SendError as error:
            log().error("operator not told", reply=reply_id, because=error.code)
            continue
        await asyncio.to_thread(_told, service, reply_id)
        told += 1
    return told


def _mine_to_tell(service: Service, now: datetime) -> dict[int, str]:
    with service.db.read() as tx:
        waiting = danger_notices.waiting(tx)
    if not waiting:
        return {}
    with service.db.write() as tx:
        return {
            reply_id: person_id
            for reply_id, person_id in waiting.items()
            if leases.take(tx, danger_notices.turn(reply_id), now, _AGAIN)
        }


def _told(service: Service, reply_id: int) -> None:
    with service.db.write() as tx:
        danger_notices.told(tx, reply_id)
