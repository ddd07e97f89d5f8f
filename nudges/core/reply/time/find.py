"""Times as people say them: "in 2 hours", "tomorrow at 9", "until dec 3", "mejor a las 8 de la noche".

A small grammar of our own, English and Spanish. `spot` finds every time in a sentence and puts a mark in its
place (`@at`, `@until`, ...), so that `reply_ask_words` can say what is asked in one line a wording.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from nudges.core.reply.time import words as tables
from nudges.core.reply.time.dates import named_day
from nudges.core.reply.time.resolve import When


@dataclass(frozen=True, slots=True)
class Spotted:
    """A sentence with marks for its times, and the times in the order of the marks."""

    text: str = field(repr=False)
    times: tuple[When, ...] = ()

    def at(self, start: int, end: int) -> When | None:
        """The first time marked between two places of the text, or None."""
        first = self.text.count("@", 0, start)
        return self.times[first] if self.text.count("@", start, end) else None


def spot(spoken: str, local: datetime, *, day_first: bool) -> Spotted:
    """Every time in a sentence, as `reply_read.spoken` writes one, each replaced by its mark."""
    text, times, at = "", [], 0
    for start, end, when in _joined(spoken, local.date(), day_first=day_first):
        text += f"{spoken[at:start]}{when.mark}"
        times.append(when)
        at = end
    return Spotted(text + spoken[at:], tuple(times))


def _joined(spoken: str, today: date, *, day_first: bool) -> Iterator[tuple[int, int, When]]:
    """The pieces found, neighbours that add to each other made one: "tomorrow" + "at 9"."""
    held: tuple[int, int, When] | None = None
    at = 0
    while at < len(spoken):
        piece = _piece(spoken, at, today, day_first=day_first)
        if piece is None:
            at = spoken.find(" ", at) + 1 or len(spoken)
            continue
        end, when = piece
        both = _both(held[2], when) if held and tables.JOINT.fullmatch(spoken, held[1], at) else None
        if held and both:
            held = held[0], end, both
        else:
            if held:
                yield held
            held = at, end, when
        at = end + 1
    if held:
        yield held


def _both(first: When, then: When) -> When | None:
    """Two times as one: a day, an hour and a part of the day fit together. None if they do not."""
    if any(w.minutes is not None or w.stretch or w.mark == "@later" for w in (first, then)) or then.until:
        return None
    if (first.day and then.day) or (first.hour is not None and then.hour is not None):
        return None
    if first.part and then.part and first.part != then.part:
        return None
    return replace(
        first if first.hour is not None else then,
        day=first.day or then.day,
        part=first.part or then.part,
        until=first.until,
        usual=first.usual or then.usual,
    )


def _piece(spoken: str, at: int, today: date, *, day_first: bool) -> tuple[int, When] | None:
    """The time that begins here and where it ends, or None."""
    if found := tables.HALF_A_DAY.match(spoken, at):
        return (
            (found.end(), When(part=tables.HALVES_OF_A_DAY[found[0]]))
            if spoken[:at].endswith(_DAY_BEFORE)
            else None
        )
    if found := tables.LATER.match(spoken, at):
        return found.end(), When()
    before = tables.PREFIX.match(spoken, at)
    starts = before.end() if before else at
    until = before["until"] if before else None
    through = until in _THROUGH
    for begin in dict.fromkeys((at, starts)):  # "the 15th", "this week": such a word is part of the day
        ends = begin != at and until is not None
        if named := named_day(spoken, begin, today, day_first=day_first, until=ends and not through):
            day_ = named.day + timedelta(days=1) if ends and through and not named.stretch else named.day
            said = spoken[begin : named.end]
            part = next((part for word, part in PARTS_OF_TODAY.items() if said.endswith(word)), None)
            part = part if said in tables.TODAY else None
            return named.end, When(day_, part=part, until=ends, stretch=named.stretch and not ends)
        if found := tables.SOME_DAYS.match(spoken, begin):
            return found.end(), When(stretch=True)
    hour_follows = bool((before and before["at"]) or until)
    found_hour = _clock(spoken, starts) if hour_follows else None
    if found_hour is None and (found := tables.SPAN.match(spoken, starts)) and (span := _span(found, today)):
        return found.end(), span
    found_hour = found_hour or _clock(spoken, starts)
    if found_hour:
        return found_hour[0], replace(found_hour[1], until=until is not None)
    if spoken[:at].endswith(_BEFORE_MINUTES) and (found := _MINUTES.match(spoken, at)):  # "snooze 45"
        return found.end(), When(minutes=int(found[0]))
    if found := tables.BARE.match(spoken, starts):
        named_hour = hour_follows or tables.OF_THE_DAY.match(spoken, found.end())
        if (named_hour or spoken[:at].endswith(_BEFORE_AN_HOUR)) and (hour := _hour(found)):
            return found.end(), replace(hour, bare=hour.late is None, until=until is not None)
    if before and before[0].endswith(("in ", "en ")) and (found := _MINUTES.match(spoken, starts)):
        return found.end(), When(minutes=int(found[0]))
    if found := tables.PART.match(spoken, starts):
        often = bool(found["many"]) or spoken[at:starts].startswith(("every", "each", "por las ", "en las "))
        return found.end(), When(part=tables.PARTS[found["part"]], usual=often, until=until is not None)
    return None


_THROUGH = frozenset(
    {"thru", "through", "after", "despues de", "despues del", "hasta despues de", "until after", "till after"}
)
_DAY_BEFORE = tuple(f"{word} " for word in (*tables.TOMORROW, *tables.WEEKDAYS))
_BEFORE_MINUTES, _MINUTES = (
    ("snooze ", "snooze for ", "snooze it "),
    re.compile(r"\d{1,3}(?= (?:please|pls|plz|ok|thanks|porfa|por favor)|$)"),
)
_BEFORE_AN_HOUR = ("tomorrow ", "tonight ", "tmrw ", "mornings ", "evenings ", "snooze to ", "snooze till ")
PARTS_OF_TODAY = {**tables.PARTS, "nite": "night"}


def _clock(spoken: str, at: int) -> tuple[int, When] | None:
    for pattern in tables.CLOCKS:
        if (found := pattern.match(spoken, at)) and (hour := _hour(found)):
            return found.end(), hour
    return None


def _hour(found: re.Match[str]) -> When | None:
    """An hour of the clock, None if there is no such."""
    said = {name: value for name, value in found.groupdict().items() if value is not None}
    if "noon" in said or "midnight" in said:
        return When(hour=12, late="noon" in said)
    word = said["h"]
    hour = int(word) if word.isdigit() else tables.HOURS[word]
    minute = int(said["m"]) if "m" in said else 0
    if "past" in said:
        minute = tables.MINUTES[said["past"].removeprefix("a ") or "half"]
    if said.get("side") in {"to", "til", "till", "menos"}:
        hour, minute = hour - 1 or 12, 60 - minute
    if hour > 24 or hour < 0:
        return None
    half = said.get("half", "").replace(" ", "")
    late: bool | None = None
    if half in {"am", "pm"} and 1 <= hour <= 12:
        late = half == "pm"
    elif not 1 <= hour <= 12 or word.startswith("0"):
        hour, late = hour % 24, hour % 24 >= 12
    return When(hour=hour, minute=minute, late=late)


def _span(found: re.Match[str], today: date) -> When | None:
    """Minutes from now, or the first date after a stretch of days."""
    if found["longer"]:
        return When(minutes=90)
    count, size = tables.count(found["n"]) if found["n"] not in _HALVES else 0.5, tables.UNITS[found["unit"]]
    if size < tables.DAY:
        return When(minutes=round(count * size) + (size // 2 if found["plus"] else 0))
    days = round(count * size / tables.DAY) + (size // tables.DAY // 2 if found["plus"] else 0)
    try:
        monthly = found["unit"] in tables.MONTHLY and count >= 1
        ends = _months(today, int(count)) if monthly else today + timedelta(days=days)
    except (OverflowError, ValueError):
        return None
    return When(day=ends, stretch=True)


_HALVES = frozenset({"half an", "half a", "half", "media", "medio"})


def _months(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
