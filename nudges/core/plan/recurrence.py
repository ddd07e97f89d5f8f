"""Recurrence rules (RFC 5545), and cron's five fields translated into one."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from itertools import takewhile
from typing import Annotated

from dateutil.rrule import rrule, rrulestr
from pydantic import AfterValidator, WithJsonSchema

from nudges.core.plan.fields import wrong
from nudges.core.vocabulary import WEEK

_LIKE = "Write it like `rrule: FREQ=MONTHLY;BYDAY=2TU`."
#: The allowed parts of a rule. The time of day belongs in `at`, and a plan's end in its phases.
_PARTS = frozenset(
    {"FREQ", "INTERVAL", "WKST", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: A rule that matches any day matches one in this span, which includes a leap year. Its days are those of
#: 2024 to 2032 (the calendar repeats every 400 years): dateutil seeks a day that no rule has until year 9999.
_FROM, _BY = date(9624, 1, 1), "96330101T000000"


def _checked(text: str) -> str:
    rule = text.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if strange := sorted(parts.keys() - _PARTS):
        why = f"`{strange[0]}` says no days." if strange[0] else "A part of it is empty."
        raise wrong(f"{why} Times stand in `at`, an end in `phases`.", _LIKE)
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise wrong("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.", _LIKE)
    try:
        found = next(dates(f"{rule};UNTIL={_BY}", _FROM, _FROM), None)
    except (ValueError, TypeError):
        raise wrong("It is no recurrence rule of RFC 5545.", _LIKE) from None
    if found is None:
        raise wrong("No day fits this rule.", _LIKE)
    return rule


#: A recurrence rule of RFC 5545 (3.3.10) for days, in capitals.
Rule = Annotated[str, AfterValidator(_checked), WithJsonSchema({"type": "string", "pattern": "FREQ="})]


def dates(rule: str, start: date, first: date) -> Iterator[date]:
    """The dates from `first` on that match the rule, in order. The rule counts from `start`."""
    for moment in _rule(rule, start).xafter(datetime.combine(first, time()), inc=True):
        yield moment.date()


@lru_cache(maxsize=1_000)
def days_a_week(rule: str) -> float:
    """How many days a week match the rule, averaged over four years, one of them a leap year."""
    start, end = date(2024, 1, 1), date(2028, 1, 1)
    days = sum(1 for _ in takewhile(lambda day: day < end, dates(rule, start, start)))
    return days / ((end - start).days / 7)


@lru_cache(maxsize=10_000)
def _rule(rule: str, start: date) -> rrule:
    found = rrulestr(rule, dtstart=datetime.combine(start, time()), cache=True)
    if not isinstance(found, rrule):
        raise ValueError(rule)
    return found


def from_cron(text: str) -> tuple[str, tuple[time, ...]]:
    """Translate cron's five fields into a rule and the times of day (crontab(5), POSIX).

    Raises PydanticCustomError, which the plan's reader reports with the line.
    """
    fields = text.lower().split()
    if len(fields) != 5:
        why = "Cron has five fields: minute, hour, day of the month, month, weekday."
        raise wrong(why, "Write it like `cron: 0 19 * * mon,thu`.")
    minutes, hours = _field(fields[0], 0, 59), _field(fields[1], 0, 23)
    if len(minutes) * len(hours) > _A_DAY:
        raise wrong(
            f"That is more than {_A_DAY} times a day.", "Give single minutes and hours: `0 9,19 * * *`."
        )
    if fields[2] != "*" and fields[4] != "*":
        why = "With a day of the month and a weekday, cron takes either."
        raise wrong(why, "Make two steps of it, one for each.")
    rule = "FREQ=DAILY"
    if fields[3] != "*":
        rule += f";BYMONTH={_listed(_field(fields[3], 1, 12, _MONTHS, 1))}"
    if fields[2] != "*":
        rule += f";BYMONTHDAY={_listed(_field(fields[2], 1, 31))}"
    if fields[4] != "*":
        # cron counts from Sunday, which is 0 or 7
        week = (WEEK[-1], *WEEK[:-1])
        numbers = {number % 7 for number in _field(fields[4], 0, 7, week, 0)}
        rule += f";BYDAY={','.join(_DAYS[(number - 1) % 7] for number in sorted(numbers))}"
    return rule, tuple(time(hour, minute) for hour in hours for minute in minutes)


_A_DAY = 12
_ITEM = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?")


def _field(text: str, low: int, high: int, names: tuple[str, ...] = (), first: int = 0) -> list[int]:
    """The numbers of one field of cron: "*", "5", "mon-fri", "*/15", or several with commas."""

    def number(word: str) -> int:
        value = names.index(word) + first if word in names else int(word) if word.isdigit() else -1
        if not low <= value <= high:
            raise wrong(f"`{word}` is not from {low} to {high}.", "Correct this field of `cron`.")
        return value

    found: set[int] = set()
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None or (match[1] == "*" and match[2]):
            raise wrong(f"`{item}` is no field of cron.", "Write it like `cron: 0 19 * * mon,thu`.")
        begin, end = (low, high) if match[1] == "*" else (number(match[1]), number(match[2] or match[1]))
        if match[3] and not match[2]:
            end = high
        step = int(match[3] or 1)
        if step < 1 or begin > end:
            raise wrong(f"`{item}` holds nothing.", "Correct this field of `cron`.")
        found.update(range(begin, end + 1, step))
    return sorted(found)


def _listed(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))
