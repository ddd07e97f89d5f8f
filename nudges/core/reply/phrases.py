"""What people say, of every language at once, as the rules of this package look it up."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from nudges.core.text.automaton import Automaton
from nudges.core.text.classifier import Classifier
from nudges.core.text.patterns import NUMBER, Parts
from nudges.core.text.spelling import Spelling
from nudges.core.text.tokens import Heard
from nudges.core.text.vocabulary import Line, Vocabulary

#: What a file of replies may say: by section, the rows of phrases and the lists of patterns.
ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "stop": (
        "carrier", "firm", "bare", "not a stop", "refused",
        "in capitals", "seen in capitals", "openings", "messages", "around", "joints",
        "pleas", "not after", "telling", "others", "limits",
    ),
    "asks": (
        "courtesy", "before", "after", "because", "told", "others", "signed", "again",
        "resumes", "slips", "agreed", "yes",
        "doubts", "exit", "numbers", "open words", "close words", "for a time", "for ever", "was",
    ),
    "answers": (
        "done", "done if parted", "done alone", "not done", "not done if parted", "skip", "skip if parted",
        "short done", "short not done", "at last", "no at last", "corrects",
        "undecided", "denied", "unwell", "links", "last night", "yesterday", "of yesterday", "of a day",
        "first of them", "next of them",
        "greetings", "thanks", "unsure", "short words", "fillers", "trifles",
    ),
    "rating": (
        "articles", "also an article", "openings", "units", "between", "counted", "over", "range",
        "decides", "now", "denied", "compared",
        "lowest", "next to lowest", "middle", "next to highest", "highest",
    ),
    "times": (
        "glued", "until", "through", "at", "often", "lead", "lead in", "coming", "few", "to", "time", "joint",
        "noon", "midnight", "of the day", "before an hour", "before minutes", "after minutes",
        "before a date", "before a day of a month", "before a part", "of a year",
        "usual", "instead", "prefers", "suits",
        "from", "between", "up to", "and", "article", "moves", "each",
    ),
    "steps": ("common", "articles"),
}  # fmt: skip
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "stop": ("orders", "wrong person", "whose number", "told after"),
    "asks": ("refused", "days off", "days without", "days away"),
    "answers": (
        "done begins", "not done begins", "excuses", "done within", "yes begins", "not done within", "no",
    ),
    "times": (
        "later", "span", "half a span", "span and a half", "hour and a half", "some days", "clock", "past",
        "to the hour", "half hour", "hour", "part", "parts", "day", "feast", "weekday", "date",
        "day of month", "month",
    ),
}  # fmt: skip
#: What people ask for, the first first: each has `whole` and `anywhere`, some phrases that are it `alone`.
ASKS: Final = ("start", "who_reads", "help", "undo", "why", "status", "resume", "pause", "retime", "snooze")
#: Numbers and names by their words: what they may be, or any whole number.
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "hour": (), "minute": (), "quarter": (), "count": (), "weekday": (), "month": (), "feast": (),
    "unit": ("minute", "hour", "day", "week", "fortnight", "month"),
    "part": ("morning", "afternoon", "evening", "night"),
    "parts": ("morning", "afternoon", "evening", "night"),
    "half": ("am", "pm", "clock"),
    "day": (
        "today", "this morning", "this afternoon", "this evening", "tonight", "tomorrow",
        "day after tomorrow", "this week", "this month", "this day", "next week", "next month", "weekend",
    ),
}  # fmt: skip
#: Of these a number in digits is one as well.
IN_DIGITS: Final = frozenset({"hour", "minute", "count"})


class Phrases:
    """The phrases under their names ("stop.firm"), the patterns of each list, and words spelled otherwise;
    and the classifier that is asked about what none of them knows.

    Filled once, by whoever reads the files, and never changed after that.
    """

    def __init__(
        self,
        spelled: Mapping[str, str] | None = None,
        common: Mapping[str, int] | None = None,
        classifier: Classifier | None = None,
    ) -> None:
        self.vocabulary = Vocabulary()
        self.classifier = classifier
        self._spelled = dict(spelled or {})
        self._common = common or {}
        self._automata: dict[str, Automaton] = {}
        self._times: dict[str, list[Parts]] = {}

    def add(self, automaton: str, label: str, parts: Parts) -> None:
        """A pattern of the kind `label`, looked for with others of the same automaton."""
        self.automaton(automaton).add(label, parts)
        if automaton == "times":
            self._times.setdefault(label, []).append(parts)

    def built(self) -> None:
        """Everything is added: forget what only that needed."""
        for states in (self.vocabulary, *self._automata.values()):
            states.built()

    def automaton(self, name: str) -> Automaton:
        if name not in self._automata:
            self._automata[name] = Automaton(self.vocabulary)
        return self._automata[name]

    @cached_property
    def time_hearts(self) -> frozenset[str]:
        """The words and names of which a time has one, whatever stands before it."""
        labels = ("times.noon", "times.midnight", "half=am", "half=pm", NUMBER)
        return frozenset((*self.automaton("times").firsts, *labels))

    @cached_property
    def time_starts(self) -> frozenset[str]:
        """The words and names that a time, or what stands before one, may begin with."""
        return self.time_hearts.union(f"times.{row}" for row in ROWS["times"])

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.vocabulary.words | self._spelled.keys(), self._common)

    def plain(self, word: str) -> str:
        """The word as the lists spell it, a slip in it mended."""
        word = self._spelling.mend(word)
        return self._spelled.get(word, word)

    def knows(self, word: str) -> bool:
        """True for a word that is listed, common in a language in use, or known to the classifier."""
        if word in self.vocabulary.words or word in self._common:
            return True
        return self.classifier is not None and self.classifier.knows(word)

    def has(self, label: str, word: str) -> bool:
        """True if a word by itself, in lower case, is a phrase of that kind."""
        return label in Line([Heard(word)], self.vocabulary).spans[0]

    def times(self, label: str) -> list[Parts]:
        """The patterns of a kind of time, as they were added: they say what each of its words is."""
        return self._times.get(label, [])
