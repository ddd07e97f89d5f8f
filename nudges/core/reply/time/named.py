"""The day that is named at a place: "tomorrow", "dec 3", "3/12", "friday", "the 15th"."""

from datetime import date

from nudges.core.reply.time.days import Named, day_named, numeric, of_a_month, on, weekday
from nudges.core.reply.time.spoken import Spoken

_PARTS = {
    "this morning": "morning",
    "this afternoon": "afternoon",
    "this evening": "evening",
    "tonight": "night",
}


def named(spoken: Spoken, at: int, *, until: bool) -> tuple[int, Named, str | None] | None:
    """The word after the day that is named at a place, the day, and the part of it. Days are ahead of today,
    or today if that was said."""
    try:
        for rule in (_day_by_name, _day_in_figures, _date, _weekday, _day_of_a_month):
            if found := rule(spoken, at, until):
                return found
        if until and (month := spoken.kind("month", at)) and not spoken.plain(month[0]).isdigit():
            return month[0], on(int(spoken.value(month[1], "month") or 0), 1, spoken.today), None
    except (ValueError, OverflowError):  # no such day
        return None
    return None


def _day_by_name(spoken: Spoken, at: int, until: bool) -> tuple[int, Named, str | None] | None:
    day, feast = spoken.kind("day", at), spoken.kind("feast", at)
    if feast and not (day and day[0] > feast[0]):
        month, _, number = (spoken.value(feast[1], "feast") or "").partition("-")
        return feast[0], on(int(month), int(number), spoken.today), None
    if day is None or spoken.after("times.before a part", at):
        return None
    name = spoken.value(day[1], "day") or ""
    return day[0], day_named(name, spoken.today, until=until), _PARTS.get(name)


def _day_in_figures(spoken: Spoken, at: int, until: bool) -> tuple[int, Named, str | None] | None:
    one, mark, two, again, three = (spoken.plain(at + n) for n in range(5))
    if not (one.isdigit() and two.isdigit() and mark in {"/", ".", "-"}):
        return None
    today, day_first = spoken.today, spoken.day_first
    if len(one) == 4 and mark == again == "-" and three.isdigit():
        return at + 5, Named(date(int(one), int(two), int(three))), None
    if again in {"/", ".", "-"} and three.isdigit() and 1 < len(three) < 5:
        year = int(three) % 2000 + 2000
        return at + 5, numeric(int(one), int(two), today, year, day_first=day_first), None
    if mark == "/" and spoken.after("times.before a date", at):  # else 3/5 is a rating
        return at + 3, numeric(int(one), int(two), today, day_first=day_first), None
    a_time = int(one) < 24 and int(two) % 5 == 0  # "until 8.30", while 1.12. is a date
    if mark == "." and spoken.after("times.before a date", at) and int(two) <= 12 and not a_time:
        return at + 3, numeric(int(one), int(two), today, day_first=True), None
    return None


def _date(spoken: Spoken, at: int, until: bool) -> tuple[int, Named, str | None] | None:
    """ "dec 3", "3 de diciembre", perhaps with a year."""
    found = spoken.kind("date", at)
    if found is None:
        return None
    end, values = found
    day = next(plain for n in range(at, end) if (plain := spoken.plain(n)).isdigit())
    if len(day) > 2:
        return None
    year = None
    for last in (end, spoken.longest("times.of a year", end)):
        if last and len(spoken.plain(last)) == 4 and spoken.plain(last).isdigit():
            end, year = last + 1, int(spoken.plain(last)) % 2000 + 2000
    return end, on(int(spoken.value(values, "month") or 0), int(day), spoken.today, year), None


def _weekday(spoken: Spoken, at: int, until: bool) -> tuple[int, Named, str | None] | None:
    found = spoken.kind("weekday", at)
    if found is None:
        return None
    return found[0], weekday(int(spoken.value(found[1], "weekday") or 1), spoken.today), None


def _day_of_a_month(spoken: Spoken, at: int, until: bool) -> tuple[int, Named, str | None] | None:
    found = spoken.kind("day of month", at)
    if found is not None:
        day, end = next(plain for n in range(at, found[0]) if (plain := spoken.plain(n)).isdigit()), found[0]
    else:  # "hasta el 20": the article is among the words before it
        day, end = spoken.plain(at), at + 1
        if not (day.isdigit() and spoken.after("times.before a day of a month", at)):
            return None
    if len(day) > 2 or spoken.plain(end) in {":", ".", "/"}:
        return None
    return end, of_a_month(int(day), spoken.today), None
