"""The rules by which words become a time: small functions, asked in turn. They know no language."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from nudges.core.reply.time.named import named
from nudges.core.reply.time.resolve import When
from nudges.core.reply.time.spoken import Found, Spoken

#: The word after the time, and the time.
Piece = tuple[int, When]

#: Minutes of a unit that is shorter than a day, and days of the others.
_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_HALVES_OF_A_DAY = {"am": "morning", "pm": "afternoon"}


def _half_of_a_day(spoken: Spoken, at: int) -> Piece | None:
    """ "pm" behind a day: tomorrow afternoon."""
    for half, part in _HALVES_OF_A_DAY.items():
        end = spoken.longest(f"half={half}", at)
        if end and (
            spoken.after("day=tomorrow", at) or any(spoken.after(f"weekday={n}", at) for n in range(1, 8))
        ):
            return end, When(part=part)
    return None


def _later(spoken: Spoken, at: int) -> Piece | None:
    found = spoken.kind("later", at)
    return (found[0], When()) if found else None


def _day(spoken: Spoken, at: int) -> Piece | None:
    """ "until the 15th", "this week": words such as "the" may be part of the day."""
    before = spoken.before(at)
    for begin in dict.fromkeys((at, before.then)):
        ends = begin != at and before.until
        if found := named(spoken, begin, until=ends and not before.through):
            end, day, part = found
            last = day.day + timedelta(days=1) if ends and before.through and not day.stretch else day.day
            if ends:
                return end, When(last, part=part, until=True)
            each = spoken.each(begin, end)
            return end, When(last, first=day.first, over=day.over, part=part, stretch=day.stretch, each=each)
        if some := spoken.kind("some days", begin):
            return some[0], When(stretch=True)
    return None


def _clock_after_at(spoken: Spoken, at: int) -> Piece | None:
    """Behind "at" or "until" a number is an hour before it is a count."""
    before = spoken.before(at)
    return _clock(spoken, at) if before.at or before.until else None


def _clock(spoken: Spoken, at: int) -> Piece | None:
    before = spoken.before(at)
    for rule in (_hour_and_minute, _four_figures, _noon):
        if found := rule(spoken, before.then):
            return found[0], replace(found[1], until=before.until)
    return None


def _hour_and_minute(spoken: Spoken, at: int) -> Piece | None:
    for kind in ("past", "to the hour", "half hour", "clock"):
        found = spoken.kind(kind, at)
        if found is None:
            continue
        end, values = found
        minute = int(spoken.value(values, "minute") or spoken.value(values, "quarter") or 0)
        if kind == "clock" and "minute" in values and len(spoken.plain(values["minute"][0])) != 2:
            continue
        if kind == "half hour":
            minute = 30
        if kind in ("past", "to the hour") and spoken.plain(values["minute"][0]).isdigit():
            continue  # "20 past 8" has its minutes in words, else it is a date
        hour = _hour(spoken, values, minute, to=kind == "to the hour")
        if hour and minute < 60:
            return end, hour
    return None


def _hour(spoken: Spoken, values: Found, minute: int = 0, *, to: bool = False) -> When | None:
    """An hour of the clock, None if there is no such."""
    said = spoken.value(values, "hour") or "-"
    if not said.isdigit() or len(said) > 2:
        return None
    hour, half, late = int(said), spoken.value(values, "half"), None
    if to:
        hour, minute = hour - 1 or 12, 60 - minute
    if hour > 24 or hour < 0:
        return None
    if half in _HALVES_OF_A_DAY and 1 <= hour <= 12:
        late = half == "pm"
    elif not 1 <= hour <= 12 or spoken.plain(values["hour"][0]).startswith("0"):
        hour, late = hour % 24, hour % 24 >= 12
    return When(hour=hour, minute=minute, late=late)


def _four_figures(spoken: Spoken, at: int) -> Piece | None:
    """ "At 0630", as on duty rosters: elsewhere four figures are a year or a number."""
    plain = spoken.plain(at)
    if len(plain) != 4 or not (plain.isascii() and plain.isdigit()):
        return None
    hour, minute = int(plain[:2]), int(plain[2:])
    named = spoken.after("times.at", at) or spoken.longest("times.of the day", at + 1)
    if not named or hour > 23 or minute > 59:
        return None
    return at + 1, When(hour=hour, minute=minute, late=hour >= 12)


def _noon(spoken: Spoken, at: int) -> Piece | None:
    for label, late in (("times.noon", True), ("times.midnight", False)):
        if end := spoken.longest(label, at):
            return end, When(hour=12, late=late)
    return None


def _span(spoken: Spoken, at: int) -> Piece | None:
    """Minutes from now, or the first date after a stretch of days."""
    at = spoken.before(at).then
    if longer := spoken.kind("hour and a half", at):
        return longer[0], When(minutes=90)
    halves = [("half a span", -0.5), ("span and a half", 0.5), ("span", 0.0)]
    found = max(
        ((*hit, more) for kind, more in halves if (hit := spoken.kind(kind, at))),
        default=None,
        key=lambda one: one[0],
    )
    if found is None:
        return None
    end, values, more = found
    count = 0.0 if more < 0 else float(spoken.value(values, "count") or spoken.plain(at))
    unit = spoken.value(values, "unit") or "day"
    when = _ahead(unit, count + abs(more), spoken.today)
    return (end, when) if when and count < 1000 else None


def _ahead(unit: str, count: float, today: date) -> When | None:
    if unit in _MINUTES:
        return When(minutes=round(count * _MINUTES[unit]))
    try:
        if unit == "month" and count >= 1:
            return When(day=_months(today, int(count)), stretch=True)
        return When(day=today + timedelta(days=round(count * _DAYS[unit])), stretch=True)
    except (OverflowError, ValueError):
        return None


def _months(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _minutes(spoken: Spoken, at: int) -> Piece | None:
    """ "snooze 45": a number and no more is minutes."""
    return _bare_minutes(spoken, at) if spoken.after("times.before minutes", at) else None


def _bare_minutes(spoken: Spoken, at: int) -> Piece | None:
    plain, then = spoken.plain(at), at + 1
    if not plain.isdigit() or len(plain) > 3:
        return None
    if then < len(spoken.line) and not spoken.longest("times.after minutes", then):
        return None
    return then, When(minutes=int(plain))


def _bare_hour(spoken: Spoken, at: int) -> Piece | None:
    """ "at 8", "8 tonight", "tomorrow 8"."""
    before = spoken.before(at)
    found = spoken.kind("hour", before.then)
    if found is None or spoken.plain(found[0]) in {":", ".", "/", "-"}:
        return None
    end, values = found
    named = before.at or before.until or spoken.longest("times.of the day", end)
    if (named or spoken.after("times.before an hour", at)) and (hour := _hour(spoken, values)):
        return end, replace(hour, bare=hour.late is None, until=before.until)
    return None


def _minutes_after_in(spoken: Spoken, at: int) -> Piece | None:
    before = spoken.before(at)
    return _bare_minutes(spoken, before.then) if before.within else None


def _part(spoken: Spoken, at: int) -> Piece | None:
    before = spoken.before(at)
    for kind in ("parts", "part"):
        found = spoken.kind(kind, before.then)
        if found and not spoken.after("answers.greetings", found[0]):  # "buenas noches"
            usual = kind == "parts" or spoken.longest("times.usual", at) > 0
            return found[0], When(part=spoken.value(found[1], kind), usual=usual, until=before.until)
    return None


#: Asked in this order: the first that finds a time is right.
RULES: tuple[Callable[[Spoken, int], Piece | None], ...] = (
    _half_of_a_day,
    _later,
    _day,
    _clock_after_at,
    _span,
    _clock,
    _minutes,
    _bare_hour,
    _minutes_after_in,
    _part,
)


def first_time(spoken: Spoken, at: int) -> Piece | None:
    """The time that begins at a word, by the first rule that finds one."""
    return next((found for rule in RULES if (found := rule(spoken, at))), None)
