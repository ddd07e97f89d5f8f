"""Times as people say them: "in 2 hours", "tomorrow at 9", "until dec 3", "mejor a las 8 de la noche".

`spot` finds every time in a sentence and puts a mark in its place (`@at`, `@until`), so that the patterns
of requests say what is asked in one line a wording. The words of times are in the files of replies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from nudges.core.reply.reply import Reply, Span
from nudges.core.reply.time.resolve import When
from nudges.core.reply.time.rules import RULES, Piece
from nudges.core.reply.time.spoken import Spoken
from nudges.core.text.tokens import Heard, Word
from nudges.core.text.vocabulary import Line

#: What stands between figures of one time or date.
_BETWEEN_FIGURES = frozenset(":/.-")
_FIGURES_AND_LETTERS = re.compile(r"\d+|[^\W\d]+")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A sentence with marks for its times, and the times by the place of their marks."""

    line: Line = field(repr=False)
    times: tuple[When, ...] = ()
    places: tuple[int, ...] = ()

    def at(self, start: int, end: int) -> When | None:
        """The first time marked between two places, or None."""
        marked = (when for when, place in zip(self.times, self.places, strict=True) if start <= place < end)
        return next(marked, None)


def spot(reply: Reply, part: Span, local: datetime, *, day_first: bool) -> Spotted:
    """Every time in a part of a reply, each replaced by its mark."""
    plain = list(_figures(reply, part))
    if plain == [word.plain for word in reply.words[part[0] : part[1]]]:
        line = reply.line.part(*part)
    else:
        line = Line([Heard(each) for each in plain], reply.phrases.vocabulary)
    spoken = Spoken(line, reply.phrases, local.date(), day_first)
    marked: list[Heard | None] = []
    times: list[When] = []
    places: list[int] = []
    at = 0
    for start, end, when in _joined(spoken):
        marked += line.words[at:start]
        places.append(len(marked))
        marked.append(Heard(when.mark))
        times.append(when)
        at = end
    if not times:
        return Spotted(line)
    return Spotted(Line([*marked, *line.words[at:]], reply.phrases.vocabulary), tuple(times), tuple(places))


def _figures(reply: Reply, part: Span) -> Iterator[str]:
    """The words, figures apart from the letters behind them ("8pm") and from each other ("8:30", "3/12")."""
    before: Word | None = None
    for word in reply.words[part[0] : part[1]]:
        if before is not None and "@" in word.gap:
            yield "@"
        elif (
            before is not None
            and word.gap in _BETWEEN_FIGURES
            and before.plain[-1:].isdigit()
            and word.plain[:1].isdigit()
        ):
            yield word.gap
        if word.plain[0].isdigit():
            yield from _apart(reply, word.plain)
        else:
            yield word.plain
        before = word


def _apart(reply: Reply, plain: str) -> list[str]:
    if plain.isdigit():
        return [plain]
    parts = _FIGURES_AND_LETTERS.findall(plain)
    letters = [part for part in parts if not part.isdigit()]
    known = reply.phrases.vocabulary
    glued = all(Line([Heard(part)], known).longest("times.glued", 0) for part in letters)
    return parts if glued and "".join(parts) == plain else [plain]


def _joined(spoken: Spoken) -> Iterator[tuple[int, int, When]]:
    """The pieces found, neighbours that add to each other made one: "tomorrow" + "at 9"."""
    held: tuple[int, int, When] | None = None
    at = 0
    for start in spoken.starts:
        if start < at or (piece := _piece(spoken, start)) is None:
            continue
        at, when = piece
        both = _both(held[2], when) if held and spoken.only("times.joint", held[1], start) else None
        if held and both:
            held = held[0], at, both
        else:
            if held:
                yield held
            held = start, at, when
    if held:
        yield held


def _piece(spoken: Spoken, at: int) -> Piece | None:
    """The time that begins at a word, by the first rule that finds one."""
    return next((found for rule in RULES if (found := rule(spoken, at))), None)


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
