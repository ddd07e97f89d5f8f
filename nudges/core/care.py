"""Words of danger: what is listened for, and the numbers that are answered with. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Danger(StrEnum):
    """What a person may be in danger of."""

    SELF = "self"
    VIOLENCE = "violence"
    COERCION = "coercion"


@dataclass(frozen=True, slots=True)
class Care:
    """What is listened for, in every language at once: people in need use any."""

    def danger(self, text: str) -> Danger | None:
        """The danger that `text` speaks of, or None."""
        return None


#: Listens for nothing.
UNWATCHED = Care()
