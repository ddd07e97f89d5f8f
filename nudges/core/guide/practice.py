"""The parts of a guide: sections, and in them practices, each one small thing to do."""

from dataclasses import dataclass, field
from enum import StrEnum

from nudges.core.vocabulary import Expects, Who


class Load(StrEnum):
    """How much a practice asks of a person: light, medium or heavy."""

    LIGHT = "L"
    MEDIUM = "M"
    HEAVY = "H"

    @property
    def weight(self) -> int:
        """0 for the lightest."""
        return _WEIGHTS[self]


_WEIGHTS = {Load.LIGHT: 0, Load.MEDIUM: 1, Load.HEAVY: 2}

#: Flags of a practice: it can stir pain; it is only for the person who broke the trust; it is done once and
#: not again for twelve weeks.
CARE, ROLE, ONCE = "care", "role", "once"


class Mode(StrEnum):
    """Who does the practice: one person alone, both partners, or either."""

    SOLO = "solo"
    PARTNER = "partner"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Practice:
    """One take of a practice. `take` counts from 1, in the order of the guide.

    All takes of a practice share its id, section, title, kind and key. A take may override `mode`, `load`,
    `expects`, `who` and `flags`. `section` and `guide` are ids; `email` holds paragraphs. `place` is the file
    and line of its text: "guides/g1.md:12".
    """

    id: str
    section: str
    guide: str
    title: str
    kind: tuple[str, ...]
    mode: Mode
    load: Load
    key: str
    expects: Expects
    flags: frozenset[str]
    sms: str
    email: str
    thanks: str
    who: Who = Who.HURT
    take: int = 1
    place: str = field(default="", compare=False, repr=False)
    #: The name of this take in a history: "g1-s5-b3/2".
    ref: str = field(init=False, compare=False, repr=False)

    #: How much it asks, 0 for the lightest, and whether it rests as a whole: read for every choice.
    weight: int = field(init=False, compare=False, repr=False)
    once: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ref", f"{self.id}/{self.take}")
        object.__setattr__(self, "weight", self.load.weight)
        object.__setattr__(self, "once", ONCE in self.flags)

    def __hash__(self) -> int:
        return hash(self.ref)  # hashing every field would take as long as choosing

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the email, without blank lines."""
        return self.email.split("\n\n")


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of a guide. `takes` holds every take of its practices, in the order of the file."""

    id: str
    title: str
    about: str
    takes: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide file. `version` identifies its exact text, and is stored with each nudge sent."""

    id: str
    title: str
    language: str
    intro: str
    sections: tuple[Section, ...]
    version: str

    @property
    def practices(self) -> tuple[Practice, ...]:
        """Every practice as its first take, in the order of the file."""
        return tuple(one for one in self.takes if one.take == 1)

    @property
    def takes(self) -> tuple[Practice, ...]:
        """Every take of every practice, in the order of the file."""
        return tuple(one for section in self.sections for one in section.takes)
