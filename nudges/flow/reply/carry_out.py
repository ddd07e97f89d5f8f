"""What a reply asks for is done: a pause, another time, later; each can be taken back for a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from nudges.core.person.person import Person, reach
from nudges.core.plan.medium import wanted
from nudges.core.plan.personal import Personal, read_personal, step_times
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.reply.attribute import Open
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.status import Status
from nudges.flow.consent.pause import held, set_pause
from nudges.flow.planning.schedule import schedule
from nudges.flow.reply.upcoming import coming, steps_of
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import outcomes, planning, upcoming
from nudges.store.nudges.planning import Planned
from nudges.store.people import people, preferences
from nudges.store.replies import replies

#: A change can be taken back for this long.
UNDO_FOR = timedelta(hours=24)

#: "Later", and "pause", without saying when or how long.
LATER, PAUSE_DAYS = timedelta(hours=2), 7

#: A time that is at most so long after their hours end is moved to so long before they end.
_LITTLE_LATE, _BEFORE_CLOSING = timedelta(hours=1), timedelta(minutes=15)

#: The next slot of a step comes so soon after that the earlier one need not come again.
_SOON = timedelta(minutes=30)

#: A person's own word widens their hours, no further than this (47 CFR 64.1200(c)(1)): before 21:00.
EARLIEST, LATEST = time(8), time(21)

#: What changes when something comes.
CHANGES = frozenset({Kind.SNOOZE, Kind.PAUSE, Kind.RESUME, Kind.RETIME})

#: What stands in the effect of a change that was made; of one that was only asked for nothing does.
_TAKES_BACK = frozenset({"paused", "again", "times"})

#: What UNDO takes back.
UNDOABLE = CHANGES | {Kind.DONE, Kind.NOT_DONE, Kind.RATING, Kind.NOTE, Kind.UNCLEAR}


@dataclass(frozen=True, slots=True)
class Did:
    """What was done: the template of `templates/sms/` that says so, its values, and what takes it back.

    `nothing`: there was nothing to do.
    """

    say: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    effect: dict[str, Any] | None = None
    nothing: bool = False


def carry_out(
    service: Service, tx: Tx, person: Person, meaning: Meaning, nudge: Open | None, now: datetime
) -> Did | None:
    """Do what was asked; None if the reply asks for nothing that changes. `now` is aware UTC."""
    match meaning.kind:
        case Kind.PAUSE:
            return _pause(service, tx, person, meaning.since, meaning.until, now)
        case Kind.RESUME:
            return _resume(service, tx, person, now)
        case Kind.SNOOZE:
            return _snooze(service, tx, person, meaning.until, nudge, now)
        case Kind.RETIME:
            return _retime(service, tx, person, meaning.at, nudge, now)
        case Kind.UNDO:
            return _undo(service, tx, person, now)
    return None


def _pause(
    service: Service, tx: Tx, person: Person, since: datetime | None, until: datetime | None, now: datetime
) -> Did:
    """A pause, in the place of the one before. A hold is made no shorter, and whoever is in a pause and names
    days that begin later rests on until their end: there is one pause of a person."""
    if until is None:
        day = person.local(now) + timedelta(days=PAUSE_DAYS)
        until = day.replace(hour=0, minute=0, second=0, microsecond=0)
    effect, before = _paused(person), person.paused_until if person.paused(now) else None
    if before is not None and (since is not None or held(tx, person, now)):
        since, until = None, max(until, before)
    if until != before:
        set_pause(service, tx, person, until, now, since=since)
    return Did("paused", _pause_words(service, person, since, until), effect)


def _pause_words(
    service: Service, person: Person, since: datetime | None, until: datetime | None
) -> dict[str, Any]:
    """When a pause begins, if it is later, and when something comes again; None: there is no pause."""
    start = since and service.voice(person).language.weekday_day(person.local(since))
    return {"start": start, "when": until and _moment(service, person, person.next_allowed(until))}


def _resume(service: Service, tx: Tx, person: Person, now: datetime) -> Did:
    effect, early = _paused(person), person.will_pause(now)
    set_pause(service, tx, person, None, now)
    following = coming(service, tx, person, now)
    next_one = following and _moment(service, person, following)
    return Did("resumed", {"next": next_one, "early": early}, effect)


def _paused(person: Person) -> dict[str, Any]:
    moments = person.paused_from, person.paused_until
    return {"paused": [moment.isoformat() if moment else None for moment in moments]}


def _snooze(
    service: Service, tx: Tx, person: Person, until: datetime | None, nudge: Open | None, now: datetime
) -> Did:
    """Let the same nudge come once more, then; not in quiet hours, and not if its next slot is as near."""
    step = service.step(nudge.plan, nudge.step) if nudge else None
    reached = reach(person, wanted(person, step), service.channels) if step else None
    following = coming(service, tx, person, now)
    next_one = following and _moment(service, person, following)
    if nudge is None or step is None or reached is None:
        return Did("nothing_later", {"next": next_one}, nothing=True)
    at = _allowed(person, until or now + LATER, now)
    again = (nudge.plan, nudge.step, nudge.local_date)
    _call_off(tx, person, again, Reason(ReasonCode.MOVED), now)
    slot = upcoming.waiting(tx, [person.id]).get((person.id, nudge.plan, nudge.step))
    if slot is not None and slot.due_at <= at + _SOON:
        return Did("nothing_later", {"next": next_one}, nothing=True)
    n, number = planning.next_again(tx, nudge.nudge_id, nudge.local_date)
    planned = Planned(
        person_id=person.id,
        plan=nudge.plan,
        step=nudge.step,
        local_date=nudge.local_date,
        message=None,
        n=n,
        again=number,
        due_at=at,
        ready_at=at,
        expires_at=at + step.max_late,
        medium=reached[0],
        status=Status.QUEUED,
        expects=nudge.expects,
        practice=nudge.practice,
        take=nudge.take,
        reason=Reason(ReasonCode.SNOOZED, at=at),
    )
    planning.plan(tx, [planned])
    effect = {"again": [nudge.plan, nudge.step, nudge.local_date.isoformat()]}
    return Did("snoozed", {"when": _moment(service, person, at)}, effect)


def _allowed(person: Person, until: datetime, now: datetime) -> datetime:
    """When it may come: "tonight" and "at 8" are little late for whoever is not written to after eight, and
    come a little earlier; anything else outside their hours comes when these begin."""
    asked = person.local(until)
    closes = datetime.combine(asked.date(), person.closes, tzinfo=asked.tzinfo)
    earlier = (closes - _BEFORE_CLOSING).astimezone(now.tzinfo)
    little_late = timedelta() <= asked - closes < _LITTLE_LATE
    return earlier if little_late and earlier > now else person.next_allowed(until)


def call_off(tx: Tx, person: Person, nudge: Open, now: datetime) -> None:
    """A nudge was answered: it need not come again, should that have been asked for."""
    again = (nudge.plan, nudge.step, nudge.local_date)
    _call_off(tx, person, again, Reason(ReasonCode.ANSWERED), now)


def _call_off(tx: Tx, person: Person, again: tuple[str, str, Any], why: Reason, now: datetime) -> None:
    outcomes.withdraw(tx, person.id, Status.SKIPPED, why, now, again=again)


def _retime(
    service: Service, tx: Tx, person: Person, at: time | None, nudge: Open | None, now: datetime
) -> Did:
    """Let a step come at another time from now on; the person's own word widens their hours a little."""
    mine = steps_of(service, tx, person, now)
    named = next((one for one in mine if nudge and one[:2] == (nudge.plan, nudge.step)), None)
    chosen = named or (mine[0] if mine else None)
    language = service.voice(person).language
    if chosen is None:
        return Did("nothing_later", {"next": None})
    plan_id, name, step, enrolment = chosen
    within = EARLIEST <= at < LATEST or person.opens <= at < person.closes if at else False
    if at is None or not within:
        bounds = min(EARLIEST, person.opens), max(LATEST, person.closes)
        asks: dict[str, Any] = {"choices": [], "nudge": nudge.nudge_id if nudge else None, "time": True}
        within_bounds = [language.clock(moment) for moment in bounds]
        return Did("which_time", {"said": at and language.clock(at), "bounds": within_bounds}, asks)
    effect: dict[str, Any] = {"plan": plan_id, "times": enrolment.times}
    opens, closes = min(person.opens, at), max(person.closes, _hour_after(at))
    if (opens, closes) != (person.opens, person.closes):
        effect["hours"] = [person.opens.isoformat("minutes"), person.closes.isoformat("minutes")]
        preferences.set_hours(tx, person.id, opens, closes)
    before = enrolment.times.get(name)
    times = Personal(read_personal(before).days if before else (), _with(step_times(step, before), at))
    people.set_times(tx, person.id, plan_id, {**enrolment.times, name: str(times)})
    _scheduled(service, tx, person, now)
    slot = upcoming.waiting(tx, [person.id]).get((person.id, plan_id, name))
    following = _moment(service, person, slot.due_at) if slot else None
    return Did("retimed", {"time": language.clock(at), "next": following}, effect)


def _hour_after(at: time) -> time:
    return min(LATEST, time(at.hour + 1, at.minute)) if at < LATEST else at


def _with(times: Sequence[time], at: time) -> tuple[time, ...]:
    """A step's times, with the nearest of them moved to `at`."""

    def apart(moment: time) -> int:
        return abs((moment.hour - at.hour) * 60 + moment.minute - at.minute)

    nearest = min(times, key=apart)
    return tuple(sorted({moment for moment in times if moment != nearest} | {at}))


def _undo(service: Service, tx: Tx, person: Person, now: datetime) -> Did:
    change = replies.last_change(tx, person.id, UNDOABLE, now - UNDO_FOR)
    if change is None or (change.kind in CHANGES and not change.effect.keys() & _TAKES_BACK):
        return Did("undone", {"kind": None, **_pause_words(service, person, None, None)}, nothing=True)
    replies.take_back(tx, person.id, change, now)
    effect = change.effect
    since = until = None
    if "paused" in effect:
        since, until = (datetime.fromisoformat(at) if at else None for at in effect["paused"])
        until = until if until and now < until else None
        since = since if until and since and now < since else None
        if (since, until) != (person.paused_from, person.paused_until):
            set_pause(service, tx, person, until, now, since=since)
    if "again" in effect:
        plan, step, day = effect["again"]
        again = (plan, step, date.fromisoformat(day))
        _call_off(tx, person, again, Reason(ReasonCode.TAKEN_BACK), now)
    if "times" in effect:
        people.set_times(tx, person.id, effect["plan"], effect["times"])
        if "hours" in effect:
            preferences.set_hours(tx, person.id, *map(time.fromisoformat, effect["hours"]))
        _scheduled(service, tx, person, now)
    return Did("undone", {"kind": change.kind, **_pause_words(service, person, since, until)})


def _scheduled(service: Service, tx: Tx, person: Person, now: datetime) -> None:
    as_they_are = people.get(tx, person.id)
    if as_they_are is not None:
        schedule(service, tx, [as_they_are], now)


def _moment(service: Service, person: Person, moment: datetime) -> str:
    return service.voice(person).language.moment(person.local(moment))
