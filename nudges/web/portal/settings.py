"""A person's settings on one form: what it says takes effect when it is saved, all of it or nothing."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime, time
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nudges.core.edited import ChangedMeanwhileError
from nudges.core.language import to_say
from nudges.core.person.person import Person, State
from nudges.core.plan.describe_step import step_days
from nudges.core.plan.personal import Personal, in_order
from nudges.core.vocabulary import WEEK, Medium, Weekday, Who
from nudges.core.zones import places, places_by_region
from nudges.flow.portal.settings import (
    Mine,
    Wishes,
    as_is,
    bounds,
    languages,
    my_sides,
    my_steps,
    resting,
    settle,
    way,
)
from nudges.flow.service import Service
from nudges.web.chosen import chosen
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Edit, Posted, carried, time_in
from nudges.web.pages import HEADERS
from nudges.web.portal.week import own_page
from nudges.web.visitor import StaleLinkError, Visitor

router = APIRouter(prefix="/me")

#: The wishes that are yes or no, by the name of their box.
_BOXES = ("partner", "partner_safe", "care", "discreet", "notes", "quiet_acks")

_NO_TIME = to_say("Write a time such as 19:30.")
_OUTSIDE = to_say("Choose a time between your two hours below, %(opens)s and %(closes)s, or change those.")
_TWICE = to_say("Choose a different time for each.")
_SAME_DAY = to_say("Choose a different day for each.")
_TOO_WIDE = to_say("Choose a time from %(earliest)s to %(latest)s.")
_TOO_SHORT = to_say("Leave at least an hour between the two.")
_NO_ZONE = to_say("Choose a place from the list.")
_NO_LANGUAGE = to_say("Choose a language from the list.")
_NO_DAY = to_say("Choose a day after today, within a year, or leave it empty.")
_NO_BEGINNING = to_say("Choose a day before messages start again, or leave it empty.")
_NO_END = to_say("Say on which day messages start again.")


@router.get("/{token}/settings")
def show_settings(token: str, person: Visitor, edge: HasEdge, saved: str = "") -> HTMLResponse:
    """Everything as it is."""
    steps = my_steps(edge.service, person)
    values = _as_they_are(edge.service, person, steps, edge.clock())
    return _form(edge, person, token, steps, values, {}, opened=values, saved=bool(saved))


@router.post("/{token}/settings")
def save_settings(token: str, person: Visitor, edge: HasEdge, form: Posted) -> Response:
    """Do it, or show the form again as it was sent, with a line at what cannot be."""
    now, steps = edge.clock(), my_steps(edge.service, person)
    current = _as_they_are(edge.service, person, steps, now)
    edit = Edit.of(form, current)
    wishes, wrong = _read(edge.service, person, steps, edit.sent, now)
    if wrong:
        return _form(edge, person, token, steps, edit.sent, wrong, opened=edit.opened)
    opened = None if edit.opened is None else _read(edge.service, person, steps, edit.opened, now)[0]
    try:
        if not settle(edge.service, person.id, wishes, now, opened):
            raise StaleLinkError
    except ChangedMeanwhileError as error:
        names = [name for field in error.fields for name in _names(field, steps)]
        values = {name: said for name, said in edit.sent.items() if name not in names}
        values |= {name: current[name] for name in names if name in current}
        language = edge.service.voice(person).language
        called = languages(edge.service) | {
            zone: place for all_ in places_by_region(person.zone).values() for zone, place in all_
        }
        said = {
            name: chosen(language, name, edit.sent.get(name, ""), called, box=name in _BOXES)
            for name in names
        }
        return _form(edge, person, token, steps, values, said, opened=current, status=409)
    return RedirectResponse(f"{edge.base}/me/{token}/settings?saved=1", status_code=303, headers=HEADERS)


def _names(field: Hashable, steps: Sequence[Mine]) -> list[str]:
    """The fields of the form that a field of `Wishes` is."""
    for mine in steps:
        if mine.key == field:
            days = [_field("day", mine, n) for n in range(len(mine.days))]
            return days + [_field("time", mine, n) for n in range(len(mine.times))]
    ours = {"locale": "language", "paused_until": "pause", "paused_from": "pause_from"}
    return [ours.get(str(field), str(field))]


def _field(kind: str, mine: Mine, n: int) -> str:
    """The name of a field, a "time" or a "day": its step's, and which of them it is after the first."""
    return f"{kind}-{mine.plan}-{mine.name}" + (f"-{n + 1}" if n else "")


def _as_they_are(service: Service, person: Person, steps: Sequence[Mine], now: datetime) -> dict[str, str]:
    now_set = as_is(service, person, steps, now)
    ticked = {name: "on" for name in _BOXES if getattr(now_set, name)}
    times = {_field("time", mine, n): f"{at:%H:%M}" for mine in steps for n, at in enumerate(mine.times)}
    days = {_field("day", mine, n): str(day) for mine in steps for n, day in enumerate(mine.days)}
    return {
        **times,
        **days,
        **ticked,
        "who": now_set.who,
        "zone": now_set.zone,
        "language": now_set.locale,
        "opens": f"{now_set.opens:%H:%M}",
        "closes": f"{now_set.closes:%H:%M}",
        "prefers": now_set.prefers or "",
        "pause_from": now_set.paused_from.isoformat() if now_set.paused_from else "",
        "pause": now_set.paused_until.isoformat() if now_set.paused_until else "",
    }


def _read(
    service: Service, person: Person, steps: Sequence[Mine], form: Mapping[str, str], now: datetime
) -> tuple[Wishes, dict[str, str]]:
    """What the form wishes, and what is wrong with it by the name of the field."""
    language, wrong = service.voice(person).language, {}
    earliest, latest = bounds(person)
    opens, closes = time_in(form.get("opens", "")), time_in(form.get("closes", ""))
    for name, at in (("opens", opens), ("closes", closes)):
        if at is None or not earliest <= at <= latest:
            limits = {"earliest": language.clock(earliest), "latest": language.clock(latest)}
            wrong[name] = language.gettext(_TOO_WIDE, **limits)
    if not wrong and opens and closes and _minutes(closes) - _minutes(opens) < 60:
        wrong["closes"] = language.gettext(_TOO_SHORT)
    zone, locale = form.get("zone", ""), form.get("language", "")
    if zone not in places(person.zone):
        wrong["zone"] = language.gettext(_NO_ZONE)
    if locale not in languages(service):
        wrong["language"] = language.gettext(_NO_LANGUAGE)
    times: dict[tuple[str, str], Personal] = {}
    for mine in steps:
        found = [time_in(form.get(_field("time", mine, n), "")) for n in range(len(mine.times))]
        days = _days(mine, form)
        for n, day in enumerate(days):
            if day in days[:n]:
                wrong[_field("day", mine, n)] = language.gettext(_SAME_DAY)
        times[mine.key] = Personal(in_order(days), tuple(sorted(at for at in found if at)))
        for n, at in enumerate(found):
            if at is None:
                wrong[_field("time", mine, n)] = language.gettext(_NO_TIME)
            elif at in found[:n]:
                wrong[_field("time", mine, n)] = language.gettext(_TWICE)
            elif at not in mine.times and opens and closes and not opens <= at < closes:
                hours = {"opens": language.clock(opens), "closes": language.clock(closes)}
                wrong[_field("time", mine, n)] = language.gettext(_OUTSIDE, **hours)
    begins, until, pause_wrong = _pause(person, form, now)
    wrong |= {name: language.gettext(said) for name, said in pause_wrong.items()}
    prefers, who = form.get("prefers", ""), form.get("who", "")
    return Wishes(
        who=Who(who) if who in my_sides(service, person) else person.who,
        times=times,
        zone=zone,
        opens=opens or person.opens,
        closes=closes or person.closes,
        locale=locale,
        prefers=Medium(prefers) if prefers in _ways(service, person) else way(person, steps),
        paused_from=begins,
        paused_until=until,
        **{name: name in form for name in _BOXES},
    ), wrong


def _pause(
    person: Person, form: Mapping[str, str], now: datetime
) -> tuple[date | None, date | None, dict[str, str]]:
    """The days on which a pause begins (None: at once) and ends, and what is wrong by the field's name."""
    begins, until = _day(form.get("pause_from", "")), _day(form.get("pause", ""))
    today, (was_from, was_until) = person.local(now).date(), resting(person, now)
    wrong = {}
    if form.get("pause") and not (until and (0 < (until - today).days <= 366 or until == was_until)):
        wrong["pause"] = _NO_DAY
    elif form.get("pause_from") and (begins is None or (until is not None and begins >= until)):
        wrong["pause_from"] = _NO_BEGINNING
    elif begins and not until and begins != was_from:
        wrong["pause"] = _NO_END
    later = begins is not None and until is not None and begins > today
    return begins if later else None, until, wrong


def _days(mine: Mine, form: Mapping[str, str]) -> list[Weekday]:
    """The weekdays chosen for a step; a field that is not there, or holds no day, changes nothing."""
    chosen = (form.get(_field("day", mine, n), "") for n in range(len(mine.days)))
    return [Weekday(day) if day in WEEK else mine.days[n] for n, day in enumerate(chosen)]


def _ways(service: Service, person: Person) -> list[Medium]:
    """How practices can come to them: something to choose if there are two."""
    addresses = {Medium.SMS: person.phone, Medium.EMAIL: person.email}
    return [medium for medium in Medium if medium in service.channels and addresses[medium]]


def _form(
    edge: Edge,
    person: Person,
    token: str,
    steps: Sequence[Mine],
    values: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    opened: Mapping[str, str] | None,
    saved: bool = False,
    status: int = 422,
) -> HTMLResponse:
    """The form. `opened`: what it was first opened with; `wrong`: a line at a field, by its name."""
    language = edge.service.voice(person).language
    ways = _ways(edge.service, person)
    rows = [
        (
            mine,
            step_days(mine.step, language),
            [_field("day", mine, n) for n in range(len(mine.days))],
            [_field("time", mine, n) for n in range(len(mine.times))],
            mine.step.within and round(mine.step.within.total_seconds() / 60),
        )
        for mine in steps
    ]
    earliest, latest = bounds(person)
    return own_page(
        edge,
        "me_settings",
        person,
        token,
        status=status if wrong else 200,
        meanwhile=status == 409,
        opened="" if opened is None else carried(opened),
        rows=rows,
        values=values,
        wrong=wrong,
        saved=saved,
        regions=places_by_region(person.zone),
        languages=languages(edge.service),
        choice=ways if len(ways) > 1 else [],
        sides=my_sides(edge.service, person),
        weekdays=list(zip(WEEK, language.weekdays, strict=True)),
        earliest=f"{earliest:%H:%M}",
        latest=f"{latest:%H:%M}",
        active=person.state is State.ACTIVE,
        office=edge.settings.office == "on",
        leave=urlsplit(edge.service.links.unsubscribe(person.id)).path,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
