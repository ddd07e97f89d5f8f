"""What an edit changes: compares simulations of the same people and days with the old and the new plan."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from nudges.flow.simulation.transcript import Line

#: The link of a nudge whose text shows nothing of what it is about.
_NOTE = re.compile(r"(https?://\S+?/n/)[a-z0-9.]+")


class What(StrEnum):
    """How an edit affects a slot."""

    MOVED = "moved"
    ADDED = "added"
    GONE = "gone"
    TEXT = "text changed"
    FATE = "sent or not"


@dataclass(frozen=True, slots=True)
class Change:
    """One slot that an edit changes; `before` is None if it is new, `after` if it is gone."""

    what: What
    before: Line | None
    after: Line | None

    @property
    def line(self) -> Line:
        """The slot before the edit, or the new slot."""
        line = self.before or self.after
        assert line is not None
        return line


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    """The differences, in order of time. A slot that moves and also changes its text appears twice."""
    old, new = _by_slot(before), _by_slot(after)
    found = [change for key in old.keys() | new.keys() for change in _between(old.get(key), new.get(key))]
    return sorted(found, key=lambda one: (one.line.utc, one.line.person, one.line.plan, one.line.step))


@dataclass(frozen=True, slots=True)
class Kind:
    """What an edit does to the slots of one step: how many, and the first of them."""

    step: str
    what: What
    slots: int
    first: Change


def kinds(found: Iterable[Change]) -> list[Kind]:
    """Each kind of change of each step once, in the order of plans and steps."""
    ranks = list(What)
    told = sorted(found, key=lambda one: (one.line.plan, one.line.step, ranks.index(one.what)))
    groups = groupby(told, key=lambda one: (one.line.plan, one.line.step, one.what))
    same = ((step, what, list(slots)) for (_, step, what), slots in groups)
    return [
        Kind(step, what, len(slots), min(slots, key=lambda one: one.line.utc)) for step, what, slots in same
    ]


def _between(before: Line | None, after: Line | None) -> Iterator[Change]:
    if before is None or after is None:
        yield Change(What.ADDED if before is None else What.GONE, before, after)
        return
    if before.utc != after.utc:
        yield Change(What.MOVED, before, after)
    if before.went != after.went:
        yield Change(What.FATE, before, after)
    elif _told(before) != _told(after):
        yield Change(What.TEXT, before, after)


def _told(line: Line) -> tuple[str, str, str | None]:
    """What reaches somebody, and how. A link to a note is another for each nudge; what waits behind it is the
    practice's text."""
    plain = _NOTE.sub(r"\1", line.text)
    return plain, line.channel, line.practice if plain != line.text else None


def _by_slot(lines: Iterable[Line]) -> dict[tuple[object, ...], Line]:
    return {(one.person, one.plan, one.step, one.day, one.n): one for one in lines}
