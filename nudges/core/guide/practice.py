"""What a guide is made of: sections of practices, each one small thing to do."""

from dataclasses import dataclass, field
from enum import StrEnum

from nudges.core.vocabulary import Expects


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

#: Flags of a practice: it can stir pain; it is only for the one who broke the trust.
CARE, ROLE = "care", "role"


class Mode(StrEnum):
    """Who does it: one person alone, both partners, or either way."""

    SOLO = "solo"
    PARTNER = "partner"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Practice:
    """One small thing to do, with its prompts. `section` and `guide` are ids; `email` holds paragraphs.

    `place` is where its words stand: "guides/g1.md:12".
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
    place: str = field(default="", compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.id)  # by all of it would take as long as to choose one

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the email, without blank lines."""
        return self.email.split("\n\n")


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of a guide."""

    id: str
    title: str
    about: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """One file of content. `version` names its exact text and is remembered with each nudge sent."""

    id: str
    title: str
    language: str
    intro: str
    sections: tuple[Section, ...]
    version: str

    @property
    def practices(self) -> tuple[Practice, ...]:
        """Every practice, in the order of the file."""
        return tuple(practice for section in self.sections for practice in section.practices)
