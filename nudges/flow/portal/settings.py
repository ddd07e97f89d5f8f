"""The settings on a person's page. They take effect like their replies and the operator's commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from nudges.core.danger.after import limits, taken_back
from nudges.core.edited import check_unchanged, edited
from nudges.core.person.person import Person, State
from nudges.core.plan.fit import suits
from nudges.core.plan.medium import wanted
from nudges.core.plan.personal import Personal, in_order, own_step, step_times, weekdays
from nudges.core.plan.plan import Plan, Step
from nudges.core.vocabulary import Medium, Sends, Weekday, Who
from nudges.flow.consent.pause import set_pause
from nudges.flow.planning.refusals import not_spoken, other_side
from nudges.flow.planning.schedule import schedule
from nudges.flow.reply.carry_out import EARLIEST, LATEST
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.store.db import Tx
from nudges.store.people import people, preferences
from nudges.store.people.people import Enrolment
from nudges.store.people.preferences import Wished
from nudges.store.portal import portal

#: A step: the names of its plan and of itself.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mine:
    """A step of a plan that the person is on, with its title, and its days and times for them."""

    plan: str
    name: str
    title: str
    step: Step
    times: tuple[time, ...]
    medium: Medium

    @property
    def days(self) -> tuple[Weekday, ...]:
        """The weekdays it comes on, if these are theirs to choose."""
        return weekdays(self.step)

    @property
    def key(self) -> Key:
        """Identifies it among all their steps."""
        return self.plan, self.name


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything set on the page. `paused_until` is the local date on which messages resume, None for no
    pause, and `paused_from` the one on which it begins, None: at once. `prefers` None leaves the medium as it
    is; `locale` is one of `languages`.
    """

    times: Mapping[Key, Personal]
    zone: str
    opens: time
    closes: time
    locale: str
    prefers: Medium | None
    discreet: bool
    who: Who
    partner: bool
    partner_safe: bool
    care: bool
    notes: bool
    quiet_acks: bool
    paused_until: date | None
    paused_from: date | None = None

    def by_field(self) -> dict[str | Key, Any]:
        """Each of them by its name, and the times of each step by its key."""
        values: dict[str | Key, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | dict(values.pop("times"))


def my_steps(service: Service, person: Person) -> list[Mine]:
    """The steps a person is on, practices first."""
    with service.db.read() as tx:
        return _steps(service, person, people.enrolments(tx, [person.id]))


def _steps(service: Service, person: Person, enrolments: Sequence[Enrolment]) -> list[Mine]:
    found = [
        Mine(
            enrolment.plan,
            name,
            step_title(name, step, person.locale),
            own_step(step, enrolment.times.get(name)),
            step_times(step, enrolment.times.get(name)),
            wanted(person, step),
        )
        for enrolment in enrolments
        if enrolment.plan in service.plans
        for name, step in service.plans[enrolment.plan].steps.items()
    ]
    return sorted(found, key=lambda mine: mine.step.sends is Sends.SUMMARY)


def way(person: Person, steps: Sequence[Mine]) -> Medium | None:
    """How practices come to them now: as they wish, or as the first of their steps has it."""
    return person.prefers or next((mine.medium for mine in steps if mine.step.practices), None)


def safe(person: Person, now: datetime) -> bool:
    """Whether it is safe to be around somebody close: they said so, and have disclosed nothing since."""
    return person.partner_safe and not limits(person.disclosed, person.local(now).date()).alone


def as_is(service: Service, person: Person, steps: Sequence[Mine], now: datetime) -> Wishes:
    """Everything as it is set now."""
    rests_from, rests_until = resting(person, now)
    return Wishes(
        times={mine.key: Personal(in_order(mine.days), tuple(sorted(mine.times))) for mine in steps},
        zone=person.zone,
        opens=person.opens,
        closes=person.closes,
        locale=service.voice(person).language.code,  # "es-MX" is shown as "es"
        prefers=way(person, steps),
        discreet=person.discreet,
        who=person.who,
        partner=person.partner,
        partner_safe=safe(person, now),
        care=person.care,
        notes=person.notes_in_summary,
        quiet_acks=person.quiet_acks,
        paused_from=rests_from,
        paused_until=rests_until,
    )


def my_sides(service: Service, person: Person) -> list[Who]:
    """What a person may say they are: whatever all their plans have something for."""
    with service.db.read() as tx:
        plans = _plans_of(service, tx, person)
    return [who for who in Who if all(suits(service.plans[plan], who) for plan in plans)]


def _plans_of(service: Service, tx: Tx, person: Person) -> list[str]:
    return [one.plan for one in people.enrolments(tx, [person.id]) if one.plan in service.plans]


def languages(service: Service) -> dict[str, str]:
    """The languages available: code, and name in that language."""
    return {
        voice.language.code: (voice.language.locale.get_language_name() or voice.language.code).capitalize()
        for voice in service.voices
    }


def bounds(person: Person) -> tuple[time, time]:
    """The earliest and latest hours they may choose: those that replies allow, or theirs if wider."""
    return min(EARLIEST, person.opens), max(LATEST, person.closes)


def resting(person: Person, now: datetime) -> tuple[date | None, date | None]:
    """The local dates on which their pause begins, None if it has, and ends; None and None: there is none."""
    begins, ends = person.pause(now) or (None, None)
    return begins and person.local(begins).date(), ends and person.local(ends).date()


def end_links(service: Service, person_id: str, now: datetime) -> None:
    """Somebody else may have a link of theirs: all links to their pages and notes end."""
    with service.db.write() as tx:
        portal.end_links(tx, person_id, now)


def set_wishes(service: Service, tx: Tx, person: Person, **wished: Unpack[Wished]) -> Person:
    """What somebody wants, as staff were told it; what is None stays. Returns them as they are now.

    Raises NudgesError if one of their plans has nothing for who they are, and for a language without texts.
    """
    who, locale = wished.get("who"), wished.get("locale")
    if locale and (unspoken := not_spoken(service, locale)):
        raise unspoken
    for plan in _plans_of(service, tx, person):
        if who and not suits(service.plans[plan], who):
            raise other_side(service, plan, who)
    preferences.set_wishes(tx, person.id, **wished)
    return people.get(tx, person.id) or person


def settle(
    service: Service, person_id: str, wishes: Wishes, now: datetime, opened: Wishes | None = None
) -> bool:
    """Apply all settings in one transaction; False if they have said STOP or were erased in the meantime.

    `opened`: what the form was opened with. Then only what differs from it changes.
    Raises ChangedMeanwhileError if some of that has been changed since.
    """
    with service.db.write() as tx:
        people.hold(tx, person_id)
        person = people.get(tx, person_id)
        if person is None or person.state in (State.STOPPED, State.ERASED):
            return False
        enrolments = people.enrolments(tx, [person_id])
        current = as_is(service, person, _steps(service, person, enrolments), now)
        if opened:
            wishes = _merged(wishes, opened, current)
        preferences.set_wishes(
            tx,
            person_id,
            who=wishes.who,
            partner=wishes.partner,
            partner_safe=wishes.partner_safe,
            care=wishes.care,
            discreet=wishes.discreet,
            quiet_acks=wishes.quiet_acks,
            locale=wishes.locale if wishes.locale != current.locale else None,
            prefers=wishes.prefers if wishes.prefers != current.prefers else None,
            notes_in_summary=wishes.notes,
        )
        if (
            wishes.partner
            and wishes.partner_safe
            and limits(person.disclosed, person.local(now).date()).alone
        ):
            # their own word that practices with somebody close may come again
            preferences.set_disclosed(tx, person_id, taken_back(person.disclosed))
        if wishes.zone != person.zone:
            preferences.set_zone(tx, person_id, wishes.zone)
        preferences.set_hours(tx, person_id, wishes.opens, wishes.closes)
        retimed = [
            retime(
                service, tx, one, {name: at for (plan, name), at in wishes.times.items() if plan == one.plan}
            )
            for one in enrolments
        ]
        changed = people.get(tx, person_id) or person
        if any(retimed) or _day_of(changed) != _day_of(person):
            schedule(service, tx, [changed], now)
        if (wishes.paused_from, wishes.paused_until) != (current.paused_from, current.paused_until):
            begins, ends = (_begin(changed, day) for day in (wishes.paused_from, wishes.paused_until))
            set_pause(service, tx, changed, ends, now, since=begins)
    return True


def _merged(wishes: Wishes, opened: Wishes, current: Wishes) -> Wishes:
    """Everything as it is now, with what the form changed."""
    before = opened.by_field()
    changes = edited(wishes.by_field(), before)
    check_unchanged(changes, before, current.by_field())
    times = {key: own for key, own in wishes.times.items() if key in changes}
    return replace(
        current, times=times, **{name: to for name, to in changes.items() if isinstance(name, str)}
    )


def personal_times(plan: Plan, enrolment: Enrolment) -> dict[str, Personal]:
    """When each step of this plan comes for somebody, as a form shows it."""
    return {
        name: Personal(
            in_order(weekdays(own_step(step, enrolment.times.get(name)))),
            tuple(sorted(step_times(step, enrolment.times.get(name)))),
        )
        for name, step in plan.steps.items()
    }


def retime(service: Service, tx: Tx, enrolment: Enrolment, wished: Mapping[str, Personal]) -> dict[str, str]:
    """Set when these steps come, as far as it has changed; returns what has, by step."""
    plan, changed = service.plans.get(enrolment.plan), {}
    for name, step in plan.steps.items() if plan else ():
        before = enrolment.times.get(name)
        own, current = wished.get(name), weekdays(own_step(step, before))
        days = (own and own.days) or current
        if own and own.times and (days, own.times) != (current, step_times(step, before)):
            changed[name] = str(Personal(() if days == weekdays(step) else days, own.times))
    if changed:
        people.set_times(tx, enrolment.person_id, enrolment.plan, enrolment.times | changed)
    return changed


def _day_of(person: Person) -> tuple[str, time, time]:
    return person.zone, person.opens, person.closes


def _begin(person: Person, day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(person.zone)) if day else None
