"""Our own words inside what came in: quoted, forwarded, copied or reacted to. Pure; linear in the text.

We know what we sent, so its words are cut before anything is understood: our own "Reply STOP to end" in a
quoted mail must never stop anybody.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

#: So many of our words in a row are ours. Fewer may be the person's own: "stop to end", "done or skip".
RUN = 5

#: Characters of a text, and texts that were sent, that are looked at.
_LONGEST, _MOST = 50_000, 50

_WORD = re.compile(r"[^\W_]+")
#: What stands inside a word that a program broke, quote marks of the next line too; and pieces of a word.
_BROKEN, _PIECES = re.compile(r"[ \t]*\r?\n[ \t>|]*"), 3
_MARKS = " \t\"'`“”„‟«»‹›‘’‚「」『』<>|*_.,:;!?¡¿()[]{}-–—…\u200a\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without our words. `ours`: which of the texts sent it repeated most of; None: of none."""

    text: str = field(repr=False)
    ours: int | None = None

    @property
    def empty(self) -> bool:
        """True if nothing was said beside our own words."""
        return not self.text.strip(_MARKS + "\r\n")


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    return [_Word(found[0].casefold(), *found.span()) for found in _WORD.finditer(text)]


def cut_ours(text: str, sent: Sequence[str]) -> Cut:
    """What is left of `text` without what repeats one of the texts `sent` (newest first) to this person.

    A run of RUN words is ours, or a whole text of ours if it is shorter. Case, punctuation, line breaks and
    quote marks do not matter; the last word may be cut short. What stands on the lines around it is kept.
    """
    text = text[:_LONGEST]
    runs = find_ours(text, sent)
    if not runs:
        return Cut(text)
    kept, at, share = [], 0, defaultdict[int, int](int)
    for start, end, which in runs:
        share[which] += end - start
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    left = " \n".join(kept)
    lines = (line.strip() for line in left.splitlines())
    return Cut("\n".join(line for line in lines if line.strip(_MARKS)), max(share, key=lambda n: share[n]))


def find_ours(text: str, sent: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where `text` repeats one of the texts `sent`: (start, end, which of them), in order, each run once."""
    text = text[:_LONGEST]
    ours = [[one.plain for one in _words(body[:_LONGEST])] for body in sent[:_MOST]]
    words = _mended(_words(text), text, {plain for body in ours for plain in body})
    return [
        (words[first].start, words[last - 1].end, which) for first, last, which in _runs(text, words, ours)
    ]


def _mended(words: Sequence[_Word], text: str, ours: Collection[str]) -> list[_Word]:
    """The words, those of ours in one piece that a program broke at the ends of lines ("unsubscr", "ibe")."""
    mended, at = list[_Word](), 0
    while at < len(words):
        pieces = [words[at]]
        whole = ""
        while len(pieces) < _PIECES and whole not in ours and at + len(pieces) < len(words):
            following = words[at + len(pieces)]
            if not _BROKEN.fullmatch(text, pieces[-1].end, following.start):
                break
            pieces.append(following)
            whole = "".join(piece.plain for piece in pieces)
        if whole in ours and not all(piece.plain in ours for piece in pieces):
            mended.append(_Word(whole, pieces[0].start, pieces[-1].end))
            at += len(pieces)
        else:
            mended.append(words[at])
            at += 1
    return mended


def _runs(text: str, words: Sequence[_Word], sent: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
    """Every run of words that is ours, as (first word, word after the last, which text).

    One may go on in another of our texts: a mail's HTML part ends otherwise than its text.
    """
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for which, ours in enumerate(sent):
        size = min(RUN, len(ours))
        for at in range(len(ours) - size + 1 if size else 0):
            there = places[tuple(ours[at : at + size])]
            if len(there) < 4:  # the same sentence in many of our texts
                there.append((which, at))
    sizes = sorted({len(key) for key in places}, reverse=True)
    plain = [word.plain for word in words]
    at = covered = 0
    while at < len(plain):
        best: tuple[int, int] | None = None
        for size in (size for size in sizes if at + size <= len(plain)):
            for which, ours_at in places.get(tuple(plain[at : at + size]), ()):
                if size < RUN and not _stands_alone(text, words, at, at + size):
                    continue
                end = at + _same(plain, at, sent[which], ours_at)
                if best is None or end > best[0]:
                    best = end, which
        if best is None or best[0] <= covered:
            at += 1
        else:
            yield max(at, covered), best[0], best[1]
            covered = best[0]
            at = max(at + 1, covered - RUN + 1)


def _same(plain: Sequence[str], at: int, ours: Sequence[str], ours_at: int) -> int:
    """How many words from here on are the same; a last one that is only begun counts too."""
    count = 0
    while at + count < len(plain) and ours_at + count < len(ours):
        mine, theirs = plain[at + count], ours[ours_at + count]
        if mine != theirs:
            cut_short = at + count == len(plain) - 1 and theirs.startswith(mine)  # within a word
            return count + cut_short
        count += 1
    return count


def _stands_alone(text: str, words: Sequence[_Word], first: int, last: int) -> bool:
    """True if these words are set off by line breaks or quote marks: a short text of ours, not a phrase."""
    before = text[words[first - 1].end if first else 0 : words[first].start]
    after = text[words[last - 1].end : words[last].start if last < len(words) else len(text)]
    marks = '\n"“”„«»'
    return (
        bool(first)
        and any(mark in before for mark in marks)
        and (last == len(words) or any(mark in after for mark in marks))
    )
