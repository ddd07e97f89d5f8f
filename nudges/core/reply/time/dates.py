"""Days as people name them: "monday", "dec 3", "3/12", "the 15th", "next week", "el fin de semana"."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match

from nudges.core.reply.time import words as tables


@dataclass(frozen=True, slots=True)
class Named:
    """A day, and where the words that named it end. `stretch`: it is the first day after what was named."""

    day: date
    end: int
    stretch: bool = False


def named_day(spoken: str, at: int, today: date, *, day_first: bool, until: bool) -> Named | None:
    """The day named at a place of a sentence; None if there is none.

    It is ahead of `today`, or today if that was said: a date that has passed is next year's, a weekday always
    the next one. `day_first`: 3/12 is the third of December. `until`: "until march" is its first.
    """
    try:
        if (found := tables.NAMED.match(spoken, at)) and not _part_of_day(found):
            return _by_name(found, today, until=until)
        found = tables.NUMERIC.match(spoken, at)
        if found and (found["two"] is None or spoken[:at].endswith(tables.BEFORE_A_DATE)):  # 3/5 is a rating
            return _numeric(found, today, day_first=day_first)
        if found := tables.DATED.match(spoken, at) or tables.MONTH_FIRST.match(spoken, at):
            month, day = tables.MONTHS[found["month"]], int(found["date"])
            return _as_named(found, _year(found["of"]), month, day, today)
        if found := tables.WEEKDAY.match(spoken, at):
            ahead = (tables.WEEKDAYS[found["weekday"]] - today.weekday() - 1) % 7 + 1
            return Named(today + timedelta(days=ahead), found.end())
        if found := tables.ORDINAL.match(spoken, at):
            return _of_a_month(found, int(found["date"] or found["date2"]), today)
        if until and (found := tables.MONTH.match(spoken, at)):
            return _as_named(found, None, tables.MONTHS[found["month"]], 1, today)
    except (ValueError, OverflowError):  # no such day
        return None
    return None


def _part_of_day(found: Match[str]) -> bool:
    """True for "la mañana", which is the morning."""
    return found[0] == "manana" and found.string[: found.start()].endswith("la ")


def _by_name(found: Match[str], today: date, *, until: bool) -> Named:
    said, end = found[0], found.end()
    monday = today + timedelta(days=7 - today.weekday())
    if said in tables.TOMORROW:
        return Named(today + timedelta(days=1), end)
    if said in tables.OVERMORROW:
        return Named(today + timedelta(days=2), end)
    if said in tables.THIS_WEEK:
        return Named(monday, end, stretch=True)
    if said in tables.THIS_DAY:
        return Named(today + timedelta(days=1), end, stretch=True)
    if said in tables.NEXT_WEEK:
        return Named(monday, end)
    if said in tables.THIS_MONTH | tables.NEXT_MONTH:
        first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return Named(first, end, stretch=said in tables.THIS_MONTH)
    if said in tables.WEEKEND:
        if until:
            return Named(
                monday - timedelta(days=2) if today.weekday() < 5 else monday + timedelta(days=5), end
            )
        return Named(monday, end, stretch=True)
    if said in tables.FEASTS:
        return _as_named(found, None, *tables.FEASTS[said], today)
    return Named(today, end)


def _numeric(found: Match[str], today: date, *, day_first: bool) -> Named:
    if found["year"]:
        return Named(date(int(found["year"]), int(found["b"]), int(found["c"])), found.end())
    one, two = int(found["one"]), int(found["two"] or found["three"])
    month, day = (two, one) if (day_first and two <= 12) or one > 12 else (one, two)
    return _as_named(found, _year(found["of"]), month, day, today)


def _year(said: str | None) -> int | None:
    return None if said is None else int(said) % 2000 + 2000


def _as_named(found: Match[str], year: int | None, month: int, day: int, today: date) -> Named:
    if year is not None:
        return Named(date(year, month, day), found.end())
    this = date(today.year, month, min(day, monthrange(today.year, month)[1]) if day < 32 else day)
    if this > today:
        return Named(this, found.end())
    following = today.year + 1
    return Named(date(following, month, min(day, monthrange(following, month)[1])), found.end())


def _of_a_month(found: Match[str], day: int, today: date) -> Named:
    """The next such day of a month that has one: "the 31st", said in November, is in December."""
    first = today.replace(day=1)
    for _ in range(3):
        if day <= monthrange(first.year, first.month)[1] and first.replace(day=day) > today:
            return Named(first.replace(day=day), found.end())
        first = (first + timedelta(days=32)).replace(day=1)
    raise ValueError(day)
