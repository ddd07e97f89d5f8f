"""The types of values in a plan file: times, days, durations, names, and texts for people."""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from nudges.core.errors import NudgesError
from nudges.core.vocabulary import WEEK, Weekday

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,4})\s*([mhd])")
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def parse_time(text: str) -> time:
    """A time of day as people write it: 7:30, 07:30, 7:30 pm, 7pm, 19. It has no zone: it is local time.

    Raises NudgesError. The error does not repeat `text`, which may be a person's own words.
    """
    if found := _TIME.fullmatch(text.strip()):
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if minute < 60 and (1 <= hour <= 12 if half else hour < 24):
            return time(hour % 12 + 12 * (half == "p") if half else hour, minute)
    raise NudgesError(
        "That is not a time of day.",
        "A time is hours and minutes, from 00:00 to 23:59.",
        "Write it like 19:30 or 7:30 pm.",
    )


def wrong(why: str, fix: str) -> PydanticCustomError:
    """An error in a plan file: the reason, and what to write instead."""
    return PydanticCustomError("plan", "{why} {fix}", {"why": why, "fix": fix})


def as_list(value: object) -> list[object]:
    """The value as a list: a single value becomes a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _times(value: object) -> tuple[time, ...]:
    try:
        found = {item if isinstance(item, time) else parse_time(str(item)) for item in as_list(value)}
    except NudgesError as error:
        raise wrong(f"{error.what} {error.why}", "Write `at: 19:30`, or `at: [09:00, 19:30]`.") from None
    if not found:
        raise wrong("The list of times is empty.", "Write `at: 19:30`, or `at: [09:00, 19:30]`.")
    return tuple(sorted(found))


def _span(key: str, like: str, hours: int) -> BeforeValidator:
    """Reads the duration that a step gives under `key`, written like `like`, at most this many `hours`."""

    def read(value: object) -> timedelta:
        if isinstance(value, timedelta):
            span = value
        elif found := _SPAN.fullmatch(str(value).strip()):
            span = int(found[1]) * {"m": _MINUTE, "h": _HOUR, "d": 24 * _HOUR}[found[2]]
        else:
            raise wrong("A length of time is a number and m, h or d.", f"Write `{key}: {like}`.")
        if not _MINUTE <= span <= hours * _HOUR:
            raise wrong(f"`{key}` is from 1 minute to {hours} hours.", f"Write `{key}: {like}`.")
        return span

    return BeforeValidator(read)


def _one_or_many(item: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]})


#: The name of a plan, step or practice: lower-case words joined by hyphens.
NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Name = Annotated[str, StringConstraints(pattern=NAME)]
Times = Annotated[
    tuple[time, ...],
    BeforeValidator(_times),
    _one_or_many({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"}),
]
Days = Annotated[
    tuple[Weekday | int, ...],
    _one_or_many({"anyOf": [{"enum": [*WEEK]}, {"type": "integer", "minimum": 1, "maximum": 31}]}),
]
_Written = WithJsonSchema({"type": "string", "pattern": "^[0-9]+[mhd]$"})
Lateness = Annotated[timedelta, _span("max_late", like="2h", hours=24), _Written]
Spread = Annotated[timedelta, _span("within", like="20m", hours=2), _Written]


class Said(str):
    """A text for people: one text, or one per locale. The first one is the fallback for other locales."""

    __slots__ = ("_by_locale",)
    _by_locale: Mapping[str, str]

    def __new__(cls, texts: str | Mapping[str, str]) -> "Said":
        """Build from one text, or from texts by locale ("en", "es", "es-MX")."""
        by_locale = {} if isinstance(texts, str) else dict(texts)
        said = super().__new__(cls, texts if isinstance(texts, str) else next(iter(texts.values())))
        said._by_locale = MappingProxyType(by_locale)
        return said

    def said_in(self, locale: str) -> str:
        """The text in this locale, else in its language, else the first text."""
        return self._by_locale.get(locale) or self._by_locale.get(locale.partition("-")[0]) or str(self)

    @property
    def locales(self) -> frozenset[str]:
        """The locales that the plan gives a text for; empty if it gives just one text."""
        return frozenset(self._by_locale)


def _said(value: object) -> Said:
    if isinstance(value, Said):
        return value
    if isinstance(value, str) and value.strip():
        return Said(value)
    if isinstance(value, Mapping) and value:
        texts = {str(locale): text for locale, text in value.items()}
        if all(isinstance(text, str) and text.strip() for text in texts.values()) and all(
            map(_LOCALE.fullmatch, texts)
        ):
            return Said(texts)
    raise PydanticCustomError("string_type", "A text belongs here.")


_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z0-9]{1,3})?")
#: A text for people: one text, or one per locale.
Spoken = Annotated[
    Said,
    PlainValidator(_said),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {"type": "string", "minLength": 1},
                    "propertyNames": {"pattern": f"^{_LOCALE.pattern}$"},
                },
            ]
        }
    ),
]


def _weeks(value: object) -> tuple[int, int]:
    if isinstance(value, tuple) and len(value) == 2:
        return value
    if found := re.fullmatch(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?", str(value).strip()):
        first, last = int(found[1]), int(found[2] or found[1])
        if 1 <= first <= last:
            return first, last
    raise wrong("Weeks are counted from 1.", "Write `weeks: 1-2`, or `weeks: 3` for a single one.")


#: First and last week, both included, counted from 1.
Weeks = Annotated[
    tuple[int, int],
    PlainValidator(_weeks),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": "^[0-9]+ *(- *[0-9]+)?$"},
            ]
        }
    ),
]
