"""What a reply says beside what it asks the service for: of whom it speaks, and who should read it. Pure."""

from enum import StrEnum

from nudges.core.text.automaton import Automaton
from nudges.core.text.patterns import Ear, Parts
from nudges.core.text.vocabulary import Line, Vocabulary


class Aside(StrEnum):
    """One of them; templates/inbound/asides.yaml says what each is."""

    PERSON = "a person"
    TOLD = "told"
    FEWER = "fewer"
    OWN_WORDS = "own words"
    AGAIN = "again"
    PLEA = "plea"
    SOMEBODY = "somebody"
    ONESELF = "oneself"


class Asides:
    """The patterns of every language. Without any nothing is heard."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._found = Automaton(self.vocabulary)

    def add(self, aside: Aside, parts: Parts) -> None:
        """Listen for one pattern more."""
        self._found.add(aside, parts)

    def built(self) -> "Asides":
        """All patterns are there."""
        self.vocabulary.built()
        self._found.built()
        return self

    def said(self, text: str) -> frozenset[Aside]:
        """All that is said in up to 2,000 characters of `text`."""
        line = Line(list(Ear().hear(text)), self.vocabulary)
        return frozenset(Aside(label) for label, _, _ in self._found.search(line))

    def of_somebody_else(self, text: str) -> bool:
        """True if what it tells is told of somebody else, and nothing of whoever writes."""
        said = self.said(text)
        return Aside.SOMEBODY in said and Aside.ONESELF not in said
