"""What a person sets on their page takes effect as their replies and the operator's commands do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from nudges.core.danger.after import limits, taken_back
from nudges.core.person.person import Person, State
from nudges.core.plan.medium import wanted
from nudges.core.plan.plan import Step, step_times
from nudges.core.vocabulary import Medium, Sends
from nudges.flow.consent.pause import set_pause
from nudges.flow.planning.schedule import schedule
from nudges.flow.reply.carry_out import EARLIEST, LATEST
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.store.db import Tx
from nudges.store.people import people, preferences
from nudges.store.people.people import Enrolment
from nudges.store.portal import portal

#: A step of a plan, by their names.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mine:
    """A step that somebody is on, as it is set for them: what it is called, and when it comes."""

    plan: str
    name: str
    title: str
    step: Step
    times: tuple[time, ...]
    medium: Medium

    @property
    def key(self) -> Key:
        """What names it among all of theirs."""
        return self.plan, self.name


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything the page sets. `paused_until` is the local date on which messages go on, None for no pause;
    `prefers` None leaves the way as it is; `locale` is one of `languages`.
    """

    times: Mapping[Key, tuple[time, ...]]
    zone: str
    opens: time
    closes: time
    locale: str
    prefers: Medium | None
    discreet: bool
    care: bool
    partner: bool
    notes: bool
    quiet_acks: bool
    paused_until: date | None


def my_steps(service: Service, person: Person) -> list[Mine]:
    """The steps a person is on, practices first."""
    with service.db.read() as tx:
        enrolments = people.enrolments(tx, [person.id])
    found = [
        Mine(
            enrolment.plan,
            name,
            step_title(name, step, person.locale),
            step,
            step_times(step, enrolment.times.get(name)),
            wanted(person, step),
        )
        for enrolment in enrolments
        if enrolment.plan in service.plans
        for name, step in service.plans[enrolment.plan].steps.items()
    ]
    return sorted(found, key=lambda mine: mine.step.sends is Sends.SUMMARY)


def languages(service: Service) -> dict[str, str]:
    """The languages there are, by code, each called by its own name."""
    return {
        voice.language.code: (voice.language.locale.get_language_name() or voice.language.code).capitalize()
        for voice in service.voices
    }


def bounds(person: Person) -> tuple[time, time]:
    """How early and how late they may choose to be written to: no further than replies go, or than it is."""
    return min(EARLIEST, person.opens), max(LATEST, person.closes)


def resting_until(person: Person, now: datetime) -> date | None:
    """The local date on which their pause ends; None if there is none."""
    return person.local(person.paused_until).date() if person.paused_until and person.paused(now) else None


def end_links(service: Service, person_id: str, now: datetime) -> None:
    """Somebody else may have a link of theirs: all links to their pages and notes end."""
    with service.db.write() as tx:
        portal.end_links(tx, person_id, now)


def settle(service: Service, person_id: str, wishes: Wishes, now: datetime) -> bool:
    """Do what they wish, all of it at once; False if they have said STOP or were erased meanwhile."""
    with service.db.write() as tx:
        people.hold(tx, person_id)
        person = people.get(tx, person_id)
        if person is None or person.state in (State.STOPPED, State.ERASED):
            return False
        speaks = service.voice(person).language.code
        preferences.set_wishes(
            tx,
            person_id,
            partner=wishes.partner,
            care=wishes.care,
            discreet=wishes.discreet,
            quiet_acks=wishes.quiet_acks,
            locale=wishes.locale if wishes.locale != speaks else None,  # "es-MX" stays, told in "es"
            prefers=wishes.prefers,
            notes_in_summary=wishes.notes,
        )
        if wishes.partner and limits(person.disclosed, person.local(now).date()).alone:
            # their own word that practices with somebody close may come again
            preferences.set_disclosed(tx, person_id, taken_back(person.disclosed))
        if wishes.zone != person.zone:
            preferences.set_zone(tx, person_id, wishes.zone)
        preferences.set_hours(tx, person_id, wishes.opens, wishes.closes)
        retimed = [_retime(service, tx, one, wishes) for one in people.enrolments(tx, [person_id])]
        changed = people.get(tx, person_id) or person
        if any(retimed) or _day_of(changed) != _day_of(person):
            schedule(service, tx, [changed], now)
        if wishes.paused_until != resting_until(person, now):
            set_pause(service, tx, changed, _begin(changed, wishes.paused_until), now)
    return True


def _retime(service: Service, tx: Tx, enrolment: Enrolment, wishes: Wishes) -> bool:
    """Set the times that are not what they were; True if there are any."""
    plan = service.plans.get(enrolment.plan)
    times = dict(enrolment.times)
    for name, step in plan.steps.items() if plan else ():
        wished = wishes.times.get((enrolment.plan, name))
        if wished and sorted(wished) != sorted(step_times(step, times.get(name))):
            times[name] = ", ".join(f"{moment:%H:%M}" for moment in sorted(wished))
    if times == enrolment.times:
        return False
    people.set_times(tx, enrolment.person_id, enrolment.plan, times)
    return True


def _day_of(person: Person) -> tuple[str, time, time]:
    return person.zone, person.opens, person.closes


def _begin(person: Person, day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(person.zone)) if day else None
