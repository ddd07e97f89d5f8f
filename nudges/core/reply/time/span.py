"""Days in a row: "from weds to friday", "Dec 3-10", "del 10 al 14 de junio", "thursday and friday"."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from nudges.core.reply.time.days import of_a_month, on
from nudges.core.reply.time.named import named
from nudges.core.reply.time.resolve import When
from nudges.core.reply.time.rules import first_time
from nudges.core.reply.time.spoken import Spoken

_DAY = timedelta(days=1)
#: Days that begin later than that were more likely those of the year before.
_SOON = timedelta(days=300)
#: "Move it from monday to tuesday": with such a word at most so many words before, two days are no range.
_MOVED = 4


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two days: where it begins, and the word after it.

    `number` of a month, and `month` if it was said; None: a weekday, or "tomorrow". `bare`: no more than a
    number, which is a day of a month only if the other one says so. `figures`: 3/12, as it was written.
    """

    at: int
    stop: int
    number: int | None = None
    month: int | None = None
    bare: bool = False
    figures: bool = False


def days_between(spoken: Spoken, at: int) -> tuple[int, When] | None:
    """The days from one to another, both included; of days that have begun those that are left."""
    begin = spoken.longest("times.from", at) or at
    if (one := _end(spoken, begin)) is None or (then := _joined(spoken, at, one.stop)) is None:
        return None
    two = _end(spoken, then)
    if two is None or _moved(spoken, at) or spoken.each(at, two.stop):
        return None
    if (one.bare and (two.bare or two.number is None)) or (two.bare and one.number is None):
        return None
    try:
        when = _found(spoken, one, two)
    except (OverflowError, ValueError):  # no such day
        return None
    return (two.stop, when) if when else None


def _in_order(spoken: Spoken, one: _End, two: _End) -> tuple[_End, _End]:
    """The figures of both as day and month: of "30/6 to 5/7" the first says which is which."""
    ends = one, two
    day_first = spoken.day_first or any(end.figures and (end.number or 0) > 12 for end in ends)
    turned = [
        replace(end, number=end.month, month=end.number) if end.figures and not day_first else end
        for end in ends
    ]
    return turned[0], turned[1]


def _found(spoken: Spoken, one: _End, two: _End) -> When | None:
    one, two = _in_order(spoken, one, two)
    first, last = _days(spoken, one, two)
    if first - spoken.today > _SOON:
        return None
    again = None
    numbers = one.number is not None and two.number is not None and not (one.month or two.month)
    if numbers and first < spoken.today:
        start = _next(spoken, one, last)
        again = start, _next(spoken, two, start) + _DAY
    first_ahead = first if first > spoken.today else None
    return When(last + _DAY, first=first_ahead, again=again, stretch=True, between=True)


def in_a_row(spoken: Spoken, first: When, gap: tuple[int, int], then: When) -> When | None:
    """ "Thursday and friday", "leaving wednesday, back on friday": the days from one to the other. None if
    they are not next to each other. `gap`: the words between them."""
    begins = first.first if first.between else None if first.stretch else first.day
    if not begins or first.until or not _whole(first) or not _whole(then) or then.day is None:
        return None
    if not spoken.only("times.and", *gap):
        return None
    if then.until:
        later = not first.stretch and then.day > begins
        return When(then.day, first=begins, stretch=True, between=True) if later else None
    try:
        last = first.day - _DAY if first.between and first.day else begins
        again = None if then.stretch else first_time(replace(spoken, today=last), gap[1])
        if again is None or again[1].day != last + _DAY:
            return None
        return When(last + 2 * _DAY, first=begins, stretch=True, between=True)
    except OverflowError:  # at the end of the calendar
        return None


def _whole(when: When) -> bool:
    """True for days without a time of the day."""
    plain = when.hour is None and when.part is None and when.over is None and not when.each
    return when.day is not None and plain


def _joined(spoken: Spoken, at: int, stop: int) -> int | None:
    """Where the second day begins; None if nothing joins it to the first."""
    if spoken.plain(stop) == "-":
        return stop + 1
    label = "times.and" if spoken.longest("times.between", at) else "times.up to"
    return spoken.longest(label, stop) or None


def _moved(spoken: Spoken, at: int) -> bool:
    return any(spoken.longest("times.moves", before) for before in range(max(0, at - _MOVED), at))


def _end(spoken: Spoken, at: int) -> _End | None:
    plain = spoken.plain(at)
    if found := spoken.kind("date", at):
        month = int(spoken.value(found[1], "month") or 0)
        return _End(at, found[0], _number(spoken, at, found[0]), month)
    if plain.isdigit() and spoken.plain(at + 1) == "/" and spoken.plain(at + 2).isdigit():
        return _End(at, at + 3, int(plain), int(spoken.plain(at + 2)), figures=True)
    if found := spoken.kind("day of month", at):
        return _End(at, found[0], _number(spoken, at, found[0]))
    if day_named := named(spoken, at, until=False):
        stop, day, part = day_named
        whole = part is None and not day.stretch and day.over is None
        return _End(at, stop) if whole else None
    if plain.isdigit() and len(plain) < 3:
        return _End(at, at + 1, int(plain), bare=not spoken.after("times.article", at))
    return None


def _number(spoken: Spoken, at: int, stop: int) -> int:
    return next(int(word) for n in range(at, stop) if (word := spoken.plain(n)).isdigit())


def _days(spoken: Spoken, one: _End, two: _End) -> tuple[date, date]:
    """The first day and the last, which is not over. Raises ValueError if there is no such day."""
    before = spoken.today - _DAY
    if one.number is None or two.number is None:
        first = _next(spoken, one, before if one.number else spoken.today)
        return first, _next(spoken, two, first)
    month = two.month
    if month is None and one.month:
        month = one.month if two.number >= one.number else one.month % 12 + 1
    last = on(month, two.number, before).day if month else of_a_month(two.number, before).day
    try:
        return _last_before(one, last), last
    except ValueError:  # no 31st in the month before: it is in the one after
        first = _next(spoken, one, before)
        return first, _next(spoken, two, first)


def _next(spoken: Spoken, end: _End, after: date) -> date:
    if end.number is None:
        found = named(replace(spoken, today=after), end.at, until=False)
        if found is None:
            raise ValueError(end.at)
        return found[1].day
    return (on(end.month, end.number, after) if end.month else of_a_month(end.number, after)).day


def _last_before(end: _End, last: date) -> date:
    """The newest such day that is not after another. Raises ValueError if that month has none."""
    assert end.number is not None
    year, month = last.year, end.month or last.month
    if (month, end.number) > (last.month, last.day):
        year, month = (year - 1, month) if end.month else divmod(year * 12 + month - 2, 12)
        month += 0 if end.month else 1
    return date(year, month, end.number)
