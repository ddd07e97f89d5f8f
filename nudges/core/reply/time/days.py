"""Days as people name them: "monday", "dec 3", "3/12", "the 15th", "next week", "el fin de semana"."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

#: Stretches that have begun: what comes after them begins on the Monday, the first of the month, or tomorrow.
_STRETCHES = frozenset({"this week", "this month", "this day", "weekend"})


@dataclass(frozen=True, slots=True)
class Named:
    """A day. `stretch`: it is the first day after what was named, which begins on `first` (None: today).

    `over`: what was named is more than that day, and this is the first day after it.
    """

    day: date
    stretch: bool = False
    first: date | None = None
    over: date | None = None


def day_named(name: str, today: date, *, until: bool) -> Named:
    """The day that a name in the lists stands for ("tomorrow", "this week"). `until`: said as an end."""
    monday = today + timedelta(days=7 - today.weekday())
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    stretch = name in _STRETCHES
    match name:
        case "tomorrow" | "this day":
            return Named(today + timedelta(days=1), stretch)
        case "day after tomorrow":
            return Named(today + timedelta(days=2))
        case "next week":
            return Named(monday, over=monday + timedelta(days=7))
        case "next month":
            return Named(first, over=(first + timedelta(days=32)).replace(day=1))
        case "this week":
            return Named(monday, stretch)
        case "this month":
            return Named(first, stretch)
        case "weekend" if until:
            return Named(monday - timedelta(days=2) if today.weekday() < 5 else monday + timedelta(days=5))
        case "weekend":
            saturday = monday - timedelta(days=2)
            return Named(monday, stretch, first=saturday if saturday > today else None)
    return Named(today)


def weekday(number: int, today: date) -> Named:
    """The next such day after today; 1 is Monday (ISO 8601)."""
    return Named(today + timedelta(days=(number - 1 - today.weekday() - 1) % 7 + 1))


def on(month: int, day: int, today: date, year: int | None = None) -> Named:
    """A date; without a year the next such one (of a 29 February the 28th). ValueError: no such day."""
    if year is not None:
        return Named(date(year, month, day))
    this = date(today.year, month, min(day, monthrange(today.year, month)[1]) if day < 32 else day)
    if this > today:
        return Named(this)
    following = today.year + 1
    return Named(date(following, month, min(day, monthrange(following, month)[1])))


def numeric(one: int, two: int, today: date, year: int | None = None, *, day_first: bool) -> Named:
    """3/12 or 3/12/2026. ValueError: no such day."""
    month, day = (two, one) if (day_first and two <= 12) or one > 12 else (one, two)
    return on(month, day, today, year)


def of_a_month(day: int, today: date) -> Named:
    """The next such day of a month that has one: "the 31st", said in November, is in December."""
    first = today.replace(day=1)
    for _ in range(3):
        if 0 < day <= monthrange(first.year, first.month)[1] and first.replace(day=day) > today:
            return Named(first.replace(day=day))
        first = (first + timedelta(days=32)).replace(day=1)
    raise ValueError(day)
