"""The guides of this house, and which practice comes next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

from nudges.core.errors import NudgesError
from nudges.core.guide_text import parse_guide
from nudges.core.guide_translation import Translation
from nudges.core.practice import Guide, Load, Mode, Practice, Section

__all__ = [
    "Guide",
    "Guides",
    "Load",
    "Mode",
    "Practice",
    "Section",
    "Sent",
    "choose",
    "parse_guide",
]

#: Practices that say nearly the same (one `key`) are kept this far apart when the pool allows it.
KEY_SPACING = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Guides:
    """Every guide of this house. Build it with `joined`, which refuses an id used twice."""

    guides: tuple[Guide, ...]
    _by_id: Mapping[str, Practice] = field(repr=False)
    _versions: Mapping[str, str] = field(repr=False)
    _pools: dict[tuple[str, ...], tuple[Practice, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def joined(cls, guides: Iterable[Guide]) -> "Guides":
        """Join guides into one collection. Raises NudgesError when two things share an id."""
        guides = tuple(guides)
        ids = Counter(guide.id for guide in guides)
        ids.update(section.id for guide in guides for section in guide.sections)
        ids.update(practice.id for guide in guides for practice in guide.practices)
        for name, uses in ids.items():
            if uses > 1:
                raise NudgesError(
                    f"The id {name} is used {uses} times in the guides.",
                    "Progress is kept by id, so each guide, section and practice needs its own.",
                    f"Rename all but one {name} in templates/guides/.",
                )
        return cls._of(guides, {one.id: guide.version for guide in guides for one in guide.practices})

    @classmethod
    def _of(cls, guides: tuple[Guide, ...], versions: Mapping[str, str]) -> "Guides":
        return cls(guides, {one.id: one for guide in guides for one in guide.practices}, versions)

    def told(self, translations: Iterable[Translation]) -> "Guides":
        """The same guides as another language tells them, and as they are where it does not.

        Raises NudgesError when two files translate one guide.
        """
        by_id: dict[str, Translation] = {}
        for one in translations:
            if one.guide.id in by_id:
                raise NudgesError(
                    f"The guide {one.guide.id} is translated twice into {one.guide.language}.",
                    "Its words would be one file's or the other's by chance.",
                    f"Keep one of the files with this id in templates/{one.guide.language}/guides/.",
                )
            by_id[one.guide.id] = one
        versions = {name: one.version for one in by_id.values() for name in one.told}
        guides = tuple(by_id[it.id].guide if it.id in by_id else it for it in self.guides)
        return self._of(guides, {**self._versions, **versions})

    def version(self, practice: Practice) -> str:
        """Which exact text a practice's words are from: the version of the guide, or of its translation."""
        return self._versions[practice.id]

    @property
    def practices(self) -> tuple[Practice, ...]:
        """Every practice of every guide."""
        return tuple(self._by_id.values())

    def practice(self, name: str) -> Practice:
        """The practice with this id. Raises NudgesError that names the nearest ids."""
        if found := self._by_id.get(name):
            return found
        near = get_close_matches(name, self._by_id, n=3)
        raise NudgesError(
            f"There is no practice {name}.",
            f"The nearest ids are {', '.join(near)}." if near else "No guide holds an id like it.",
            "Correct the id, or add the practice to a guide in templates/guides/.",
        )

    def pool(self, names: tuple[str, ...]) -> tuple[Practice, ...]:
        """The practices of a step's pool, in its order. Raises NudgesError as `practice`."""
        if names not in self._pools:
            self._pools[names] = tuple(map(self.practice, names))
        return self._pools[names]

    def thanks(self, name: str | None) -> str | None:
        """The line that answers this practice; None if no guide holds it any more."""
        found = self._by_id.get(name or "")
        return found.thanks if found else None

    def guide(self, name: str) -> Guide:
        """The guide with this id. Raises NudgesError that names the known ids."""
        for guide in self.guides:
            if guide.id == name:
                return guide
        known = ", ".join(guide.id for guide in self.guides) or "none"
        raise NudgesError(
            f"There is no guide {name}.", f"The guides are: {known}.", "Correct the id of the guide."
        )


class Sent(NamedTuple):
    """A practice a person was given, and their local date then."""

    practice_id: str
    local_date: date


def choose(pool: Sequence[Practice], history: Sequence[Sent], seed: str, today: date) -> Practice:
    """The next practice for one enrolment and step. Pure: the same arguments give the same practice.

    No practice comes again before the whole pool was used, and practices with one `key` stay
    KEY_SPACING apart while the pool allows it. The spacing is given up first, and then the longest
    unused comes. The key with most practices left goes first, which is what leaves room to keep them
    apart; otherwise the order is a shuffle that `seed` fixes for good. Practices of the history
    that are not in the pool count for nothing.

    Raises NudgesError when the pool is empty.
    """
    if not pool:
        raise NudgesError(
            "A step has no practice to choose from.",
            "Its pool names no practice that this enrolment may get.",
            "Widen the pool of the step in its file in schedules/.",
        )
    key_of = {practice.id: practice.key for practice in pool}
    used: set[str] = set()
    last: dict[str, date] = {}
    key_last: dict[str, date] = {}
    for practice_id, on in sorted(history, key=attrgetter("local_date")):
        if practice_id in key_of:
            used.add(practice_id)
            last[practice_id] = key_last[key_of[practice_id]] = on
            if len(used) == len(key_of):
                used.clear()
    left = [practice for practice in pool if practice.id not in used]
    siblings = Counter(practice.key for practice in left)
    spaced = [p for p in left if p.key not in key_last or today - key_last[p.key] >= KEY_SPACING]
    if spaced:
        most = max(siblings[practice.key] for practice in spaced)
        spaced = [practice for practice in spaced if siblings[practice.key] == most]
    else:
        longest = min((key_last[practice.key], -siblings[practice.key]) for practice in left)
        spaced = [p for p in left if (key_last[p.key], -siblings[p.key]) == longest]
    shuffle = _number(seed)
    if not last:
        return min(spaced, key=lambda practice: _place(shuffle, practice.id))
    return min(spaced, key=lambda p: (last.get(p.id, date.min), _place(shuffle, p.id)))


def _place(shuffle: int, practice_id: str) -> int:
    place = (shuffle ^ _number(practice_id)) * _MIXER & _WORD
    return place ^ place >> 32


#: Spreads every bit of a number over the 64 of its product (Knuth, TAOCP vol. 3, 6.4: the golden ratio).
_MIXER, _WORD = 0x9E3779B97F4A7C15, 2**64 - 1


@lru_cache(maxsize=10_000)
def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
