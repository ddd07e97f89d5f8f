"""A sentence in which times are looked for: which patterns begin where, and what their values are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from nudges.core.reply.phrases import Phrases
from nudges.core.text.patterns import ANY, END, Choice, Parts
from nudges.core.text.vocabulary import Line

#: What a pattern found: the places of each named value.
Found = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a time ("until", "at the", "every"), and the word after it."""

    then: int
    until: bool = False
    through: bool = False
    at: bool = False
    often: bool = False
    within: bool = False


@dataclass
class Spoken:
    """A sentence in which times are looked for, said on the day `today`. `day_first`: 3/12 is in December."""

    line: Line
    phrases: Phrases
    today: date
    day_first: bool
    _kinds: dict[int, dict[str, int]] = field(default_factory=dict)
    _before: dict[int, Before] = field(default_factory=dict)

    @property
    def starts(self) -> list[int]:
        """Where a time may begin, or what stands before one. Most words begin none, most parts have none."""
        hearts, starts = self.phrases.time_hearts, self.phrases.time_starts
        if hearts.isdisjoint(self.line.names):
            return []
        return [at for at, spans in enumerate(self.line.spans) if not starts.isdisjoint(spans)]

    def longest(self, label: str, at: int) -> int:
        return self.line.longest(label, at)

    def only(self, label: str, start: int, end: int) -> bool:
        """True if nothing but such phrases stands between two places."""
        while start < end:
            start = self.line.longest(label, start, end) or end + 1
        return start == end

    def after(self, label: str, at: int) -> bool:
        """True if such a phrase ends right before a place."""
        return any(self.line.longest(label, first, at) == at for first in range(max(0, at - 3), at))

    def each(self, start: int, end: int) -> bool:
        """True if a day there, or with the word before it, is one of many: "mondays", "a sunday"."""
        return any(self.longest("times.each", at) > start for at in range(max(start - 2, 0), end))

    def plain(self, at: int) -> str:
        word = self.line.words[at] if at < len(self.line) else None
        return word.plain if word else ""

    def kind(self, label: str, at: int) -> tuple[int, Found] | None:
        """Where the longest pattern of a kind ends that begins here, and its values."""
        if at not in self._kinds:
            begin, _ = self.phrases.automaton("times").begin(self.line, at)
            self._kinds[at] = {kind: ends[-1] for kind, ends in begin.items()}
        end = self._kinds[at].get(label)
        if end is None:
            return None
        for parts in self.phrases.times(label):
            for stop, found in _values(parts, self.line, at):
                if stop == end:
                    return end, found
        return end, {}

    def value(self, found: Found, name: str) -> str | None:
        """What a named value says: "8" of an hour, "week" of a unit; None if the pattern has none."""
        if name not in found:
            return None
        start, end = found[name]
        if end == start + 1 and self.plain(start).isdigit():
            return self.plain(start)
        labels = (label for label, sizes in self.line.spans[start].items() if end - start in sizes)
        return next(
            (label.removeprefix(f"{name}=") for label in labels if label.startswith(f"{name}=")), None
        )

    def before(self, at: int) -> Before:
        """What stands before a time that may begin at `at`."""
        if at not in self._before:
            self._before[at] = self._look_before(at)
        return self._before[at]

    def _look_before(self, at: int) -> Before:
        found = Before(at)
        while True:
            here = found.then
            ends = {name: self.longest(f"times.{name}", here) for name in ("until", "at", "often", "lead")}
            if self.after("times.time", here):
                ends["at"] = max(ends["at"], self.longest("times.to", here))
            coming = self.longest("times.coming", here)
            if coming and (self.longest("times.few", coming) or self._counts(coming)):
                ends["lead"] = max(ends["lead"], coming)
            end = max(ends.values())
            if not end or end >= len(self.line):
                return found
            name = next(name for name, stop in ends.items() if stop == end)
            found = Before(
                end,
                until=found.until or name == "until",
                through=found.through or self.longest("times.through", here) == end,
                at=found.at or name == "at",
                often=found.often or name == "often",
                within=self.longest("times.lead in", here) == end,
            )

    def _counts(self, at: int) -> bool:
        return (at < len(self.line) and any(label.startswith("count=") for label in self.line.spans[at])) or (
            self.plain(at).isdigit()
        )


def _values(parts: Parts, line: Line, at: int) -> Iterator[tuple[int, dict[str, tuple[int, int]]]]:
    """Every way in which a pattern matches here: where it ends, and the places of its named values."""
    if not parts:
        yield at, {}
        return
    head, rest = parts[0], parts[1:]
    if isinstance(head, Choice):
        if head.how in ("none", "next"):
            options: tuple[Parts, ...] = ((),)
        else:
            options = (*head.options, *(((),) if head.how != "one" else ()))
        for option in options:
            yield from _values((*option, *rest), line, at)
        return
    if head == END:
        yield from _values(rest, line, at)
        return
    if at >= len(line):
        return
    for size in line.spans[at].get(head, ()) if head != ANY else (1,):
        stop = at + size
        for end, found in _values(rest, line, stop):
            name = head.rpartition(" ")[2].strip("<>") if head.startswith("<") else ""
            yield end, {name: (at, stop), **found} if name else found
