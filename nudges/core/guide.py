"""The guides of this house, and which practice comes next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

from nudges.core.errors import NudgesError
from nudges.core.guide_text import parse_guide
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
        return cls(guides, {practice.id: practice for guide in guides for practice in guide.practices})

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

    def thanks(self, name: str | None) -> str:
        """The line that answers this practice; a plain one if no guide holds it any more."""
        found = self._by_id.get(name or "")
        return found.thanks if found else "Thank you."

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
    spaced = [p for p in left if today - key_last.get(p.key, date.min) >= KEY_SPACING]
    shuffle = sha256(seed.encode())

    def turn(practice: Practice) -> tuple[date, int, date, bytes]:
        place = shuffle.copy()
        place.update(b"\0" + practice.id.encode())
        too_soon = date.min if spaced else key_last[practice.key]
        return too_soon, -siblings[practice.key], last.get(practice.id, date.min), place.digest()

    return min(spaced or left, key=turn)
