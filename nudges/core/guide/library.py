"""All guides, and their practices by id."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from nudges.core.errors import NudgesError
from nudges.core.guide.parse import parse_guide
from nudges.core.guide.parse_translation import Translation
from nudges.core.guide.practice import Guide, Load, Mode, Practice, Section

__all__ = [
    "Guide",
    "Guides",
    "Load",
    "Mode",
    "Practice",
    "Section",
    "parse_guide",
]


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so it can be a cache key
class Guides:
    """All guides. Build it with `joined`, which refuses duplicate ids.

    `keys` maps the ref of each take to its key.
    """

    guides: tuple[Guide, ...]
    _by_id: Mapping[str, tuple[Practice, ...]] = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)
    _versions: Mapping[str, str] = field(repr=False)
    _pools: dict[tuple[str, ...], tuple[Practice, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def joined(cls, guides: Iterable[Guide]) -> "Guides":
        """Join guides into one collection. Raises NudgesError if an id is used twice."""
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
        by_id: dict[str, tuple[Practice, ...]] = {}
        for one in (one for guide in guides for one in guide.takes):
            by_id[one.id] = (*by_id.get(one.id, ()), one)
        return cls(guides, by_id, {one.ref: one.key for takes in by_id.values() for one in takes}, versions)

    def told(self, translations: Iterable[Translation]) -> "Guides":
        """The same guides with these translations; what is not translated stays as it is.

        Raises NudgesError if two files translate the same guide.
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
        """The version of the file that a practice's text comes from: the guide, or its translation."""
        return self._versions[practice.id]

    @property
    def practices(self) -> tuple[Practice, ...]:
        """Every practice of every guide, as its first take."""
        return tuple(takes[0] for takes in self._by_id.values())

    @property
    def takes(self) -> tuple[Practice, ...]:
        """Every take of every practice."""
        return tuple(one for takes in self._by_id.values() for one in takes)

    def find(self, name: str, take: int | None = None) -> Practice | None:
        """This take of the practice with this id, or its first take if there is no such take; None if the
        practice is no longer in any guide."""
        takes = self._by_id.get(name, ())
        return next((one for one in takes if one.take == take), takes[0] if takes else None)

    def practice(self, name: str, take: int | None = None) -> Practice:
        """As `find`, but raises NudgesError, with the nearest ids, if there is no such practice."""
        if found := self.find(name, take):
            return found
        near = get_close_matches(name, self._by_id, n=3)
        raise NudgesError(
            f"There is no practice {name}.",
            f"The nearest ids are {', '.join(near)}." if near else "No guide holds an id like it.",
            "Correct the id, or add the practice to a guide in templates/guides/.",
        )

    def pool(self, names: tuple[str, ...]) -> tuple[Practice, ...]:
        """All takes of these practices, in the order of the guides. Raises NudgesError as `practice` does."""
        if names not in self._pools:
            known = {self.practice(name).id for name in names}
            self._pools[names] = tuple(one for one in self.takes if one.id in known)
        return self._pools[names]

    def thanks(self, name: str | None, take: int | None = None) -> str | None:
        """The thanks for this take of a practice; None if the practice is no longer in any guide."""
        found = self.find(name or "", take)
        return found.thanks if found else None

    def guide(self, name: str) -> Guide:
        """The guide with this id. Raises NudgesError, with the known ids, if there is none."""
        for guide in self.guides:
            if guide.id == name:
                return guide
        known = ", ".join(guide.id for guide in self.guides) or "none"
        raise NudgesError(
            f"There is no guide {name}.", f"The guides are: {known}.", "Correct the id of the guide."
        )
