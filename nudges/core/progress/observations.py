"""What the numbers of the last weeks show about one person, if they show it at all.

Three things are looked for over the last `LOOK_BACK` weeks: the part of the day in which they answer, the
step that they keep most, and the step that they leave most. Each is a share, and is only told where chance
would rarely produce it, judged by Wilson's interval for a share (Wilson 1927, JASA 22:209): its lower end has
to lie above one half, or above the upper end of all other steps together. It is clear by 99 % intervals,
likely by 95 % ones; several steps are compared, so less would find something every month.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt
from zoneinfo import ZoneInfo

from nudges.core.progress.weeks import KEEPS, RESTS, Asked, Cell, by_day

#: Weeks that are looked at, and how often something is told: a person does not change every week.
LOOK_BACK, EVERY = 8, 4

#: Fewer answers than this show nothing about when they come; fewer slots nothing about a step.
ANSWERS, SLOTS = 12, 5

#: The width of the interval in standard deviations.
_WIDTHS = ((True, 2.576), (False, 1.96))


class Shows(StrEnum):
    """What an observation is about."""

    WHEN = "when"
    KEEPS = "keeps"
    LEAVES = "leaves"


class Part(StrEnum):
    """A part of the day, on the person's own clock: from 5, from 12, from 18."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Observation:
    """`n` of `of` answers came in this part of the day, or slots of this step were kept or left.

    `subject` is a `Part` or the name of a step. `clear`: see above; else it is only likely.
    """

    shows: Shows
    subject: str
    n: int
    of: int
    clear: bool


def observation(asked: Iterable[Asked], zone: str, began: date, monday: date) -> Observation | None:
    """What to tell in the mail about the week of `monday`: None in most weeks, and where nothing is sure.

    `began` is their first day. Every fourth week one is told; if several could be, another one each time.
    """
    week = (monday - (began - timedelta(days=began.weekday()))).days // 7 + 1
    if week < EVERY or week % EVERY:
        return None
    first, last = monday - timedelta(weeks=LOOK_BACK - 1), monday + timedelta(days=6)
    recent = tuple(one for one in asked if first <= one.local_date <= last)
    found = [one for one in (_when(recent, zone), _keeps(recent), _leaves(recent)) if one]
    return found[week // EVERY % len(found)] if found else None


def _when(asked: Sequence[Asked], zone: str) -> Observation | None:
    """The part of the day in which most of the answered nudges got their first answer."""
    clock, parts = ZoneInfo(zone), Counter[Part]()
    for one in asked:
        answers = [a.at for a in one.answers if a.at is not None and a.kind in KEEPS | RESTS]
        if answers and (part := _part(min(answers).astimezone(clock).hour)):
            parts[part] += 1
    n = parts.total()
    if n < ANSWERS:
        return None
    [(part, most)] = parts.most_common(1)
    return _sure(Shows.WHEN, part, most, n, lambda _: 0.5)


def _part(hour: int) -> Part | None:
    """The part of the day of an hour; None for the night, which belongs to no day."""
    if hour < 5:
        return None
    return Part.MORNING if hour < 12 else Part.AFTERNOON if hour < 18 else Part.EVENING


def _keeps(asked: Sequence[Asked]) -> Observation | None:
    """The step with the greatest share of kept slots, if it stands out."""
    return _outstanding(Shows.KEEPS, asked, Cell.KEPT)


def _leaves(asked: Sequence[Asked]) -> Observation | None:
    """The step with the greatest share of rests, if it stands out; open slots say nothing."""
    return _outstanding(Shows.LEAVES, asked, Cell.REST)


def _outstanding(shows: Shows, asked: Sequence[Asked], wanted: Cell) -> Observation | None:
    counts = {step: of for step, of in _counts(asked).items() if of.total() >= SLOTS}
    if len(counts) < 2:
        return None
    step = max(counts, key=lambda name: (counts[name][wanted] / counts[name].total(), name))
    others = sum((of for name, of in counts.items() if name != step), Counter[Cell]())
    return _sure(
        *(shows, step, counts[step][wanted], counts[step].total()),
        lambda width: interval(others[wanted], others.total(), width)[1],
    )


def _counts(asked: Sequence[Asked]) -> Mapping[str, Counter[Cell]]:
    counts: dict[str, Counter[Cell]] = {}
    for cells in by_day(asked).values():
        for step, cell in cells.items():
            if cell is not Cell.NOT_SENT:
                counts.setdefault(step, Counter())[cell] += 1
    return counts


def _sure(shows: Shows, subject: str, n: int, of: int, above: Callable[[float], float]) -> Observation | None:
    """The observation if the share lies above `above(width)`, the stricter width first."""
    for clear, width in _WIDTHS:
        if interval(n, of, width)[0] > above(width):
            return Observation(shows, subject, n, of, clear)
    return None


def interval(n: int, of: int, width: float) -> tuple[float, float]:
    """Wilson's interval for the share `n` of `of`."""
    if not of:
        return 0.0, 1.0
    share, square = n / of, width * width
    middle = share + square / (2 * of)
    half = width * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (middle - half) / (1 + square / of), (middle + half) / (1 + square / of)
