"""Words of danger: what is listened for, and the numbers that are answered with. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from nudges.core.danger.helplines import ELSEWHERE, Numbers
from nudges.core.text.automaton import Automaton
from nudges.core.text.classifier import Classifier
from nudges.core.text.patterns import Ear, Parts
from nudges.core.text.spelling import Spelling
from nudges.core.text.tokens import DECIDING, Heard, read, sentences
from nudges.core.text.vocabulary import Line, Vocabulary
from nudges.core.vocabulary import Danger as Danger

#: How much of a long letter is looked at again with what follows it, so that no phrase is cut in two.
_OVERLAP = 200
#: Longer than any letter a person writes.
_LISTENED = 20_000

#: With a chance above the first, in at least so many words, danger is certain though no list knows the words
#: (decision 29 has what that finds, and how often it is wrong).
_SURE, _SURE_FROM = 0.7, 6
#: With a chance above the first, in at least so many words, danger is possible: at most fifteen of 1,000
#: ordinary texts are taken for it.
_HINTED, _HINTED_FROM = 0.68, 4
#: What lists take for possible is nothing if the classifier gives danger less than that.
_DISMISSED = 0.15
#: What lists are certain of is only possible if the classifier gives plain danger no chance above the first,
#: in the whole or in a sentence; and nothing if danger of either tier has none above the second.
_DOUBTED, _HARMLESS = 0.07, 0.05
#: But only in so many words, and characters: few words are plain, and in a letter a cry is a small part.
_SOME, _SHORT = 5, 200
#: The classifier's label of what is no danger; the others are a danger and a tier.
_NONE = "none"

#: The label of what says that all this was long ago; and how the classifier knows it.
_OVER, _SAID_OVER = "over", "said over"


class Tier(StrEnum):
    """How sure it is: only what is `certain` holds nudges and is told to the operator."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Cry(NamedTuple):
    """Danger that was heard, and how sure it is."""

    danger: Danger
    tier: Tier


class Listening:
    """The lists of every language, made ready: patterns of danger by label, and what only sounds like it.

    A label is a danger, or a danger and a kind of sign of it ("self: burden"). What is told of as long `over`
    is only possible danger. The `classifier` hears what no list knows, and may doubt what one is certain of.
    """

    def __init__(
        self,
        ear: Ear,
        vocabulary: Vocabulary,
        dangers: Iterable[tuple[str, Parts]],
        hints: Iterable[tuple[Danger, Parts]],
        over: Iterable[Parts],
        harmless: Iterable[Parts],
        classifier: Classifier | None = None,
    ) -> None:
        self.classifier = classifier
        self._ear = ear
        self._vocabulary = vocabulary
        self._dangers = Automaton(vocabulary)
        for label, parts in dangers:
            self._dangers.add(label, parts)
        for danger, parts in hints:
            self._dangers.add(_hint(danger), parts)
        for parts in over:
            self._dangers.add(_OVER, parts)
        self._harmless = Automaton(vocabulary, strict=True)
        for parts in harmless:
            self._harmless.add("", parts)
        for states in (vocabulary, self._dangers, self._harmless):
            states.built()

    def mend(self, common: Mapping[str, int]) -> None:
        """Mend slips from now on in words that are neither listed nor among the `common` ones."""
        listed = self._vocabulary.words | self._ear.spelled.keys() | self._ear.passed
        self._ear = replace(self._ear, spelling=Spelling(listed, common))

    def cry(self, text: str) -> Cry | None:
        """The worst danger that up to 2,000 characters of `text` speak of; what is certain comes first."""
        heard, said = self._listed(self._ear.hear(text))
        if self.classifier is None or (heard is not None and len(text) > _SHORT):
            return heard
        likely = self.classifier.likely(text, (said,))
        if not likely:  # it knows too few of the words
            return heard
        chance = 1 - likely.pop(_NONE)
        if heard is not None and heard.tier is Tier.CERTAIN:
            return self._doubted(heard, text, said, likely) if _certain(likely) <= _DOUBTED else heard
        words = len(text.split())
        if said != _SAID_OVER and words >= _SURE_FROM and _certain(likely) > _SURE:
            return Cry(_likeliest(likely), Tier.CERTAIN)
        if heard is not None:
            return heard if chance > _DISMISSED else None
        hinted = words >= _HINTED_FROM and chance >= _HINTED
        return Cry(_likeliest(likely), Tier.POSSIBLE) if hinted else None

    def _doubted(self, heard: Cry, text: str, said: str, whole: Mapping[str, float]) -> Cry | None:
        """What is left of plain danger that the classifier does not hear in the whole: all of it in few
        words, or if it hears some in a sentence, or knows too few words of one."""
        words = read(text)
        if self.classifier is None or len(words) < _SOME:
            return heard
        each = [whole]
        for start, end in sentences(words):
            part = text[words[start].start : words[end - 1].end]
            likely = self.classifier.likely(part, (said,)) if part != text else whole
            each.append({danger: chance for danger, chance in likely.items() if danger != _NONE})
            if not likely or _certain(each[-1]) > _DOUBTED:
                return heard
        harmless = all(sum(one.values()) <= _HARMLESS for one in each)
        return None if harmless else Cry(heard.danger, Tier.POSSIBLE)

    def listed(self, text: str) -> str:
        """What the lists hear, as the classifier knows it: also a sign alone, or only harmless words."""
        return self._listed(self._ear.hear(text))[1]

    def _listed(self, heard: Sequence[Heard]) -> tuple[Cry | None, str]:
        words: list[Heard | None] = list(heard)
        line = Line(words, self._vocabulary)
        found = self._dangers.search(line)
        labels = {label for label, _, _ in found}
        if found and (harmless := self._harmless.search(line)):
            within = {label for label, *span in found if label in _HINTS and _covers_all(span, harmless)}
            for _, start, end in harmless:
                words[start:end] = [None] * (end - start)
            labels = within | {label for label, _, _ in self._dangers.search(Line(words, self._vocabulary))}
        hinted = next((danger for danger in Danger if _hint(danger) in labels), None)
        cry = Cry(hinted, Tier.POSSIBLE) if hinted is not None else None
        if certain := next((danger for danger in Danger if danger in labels), None) or _signalled(labels):
            cry = Cry(certain, Tier.POSSIBLE if _OVER in labels else Tier.CERTAIN)
        if _OVER in labels:
            return cry, _SAID_OVER
        if cry is None:
            return None, f"said {'sign' if labels else 'harmless' if found else _NONE}"
        return cry, f"said {cry.danger} {cry.tier}"


def _certain(likely: Mapping[str, float]) -> float:
    """How likely it is plain danger of any kind."""
    return sum(chance for label, chance in likely.items() if label.endswith(Tier.CERTAIN))


def _likeliest(likely: Mapping[str, float]) -> Danger:
    return Danger(max(likely, key=likely.__getitem__).split()[0])


def _covers_all(span: Sequence[int], harmless: Iterable[tuple[str, int, int]]) -> bool:
    """True if a hint goes on beyond each harmless phrase in it ("scared of my own" thoughts)."""
    start, end = span
    inside = [(first, last) for _, first, last in harmless if first < end and last > start]
    return all(start <= first and last <= end and last - first < end - start for first, last in inside)


def _hint(danger: Danger) -> str:
    return f"hint of {danger}"


_HINTS = frozenset(map(_hint, Danger))


def _signalled(labels: Collection[str]) -> Danger | None:
    """The worst danger that signs of two kinds speak of: one alone says little, two seldom err."""
    for danger in Danger:
        if sum(label.startswith(f"{danger}: ") for label in labels) > 1:
            return danger
    return None


@dataclass(frozen=True, slots=True)
class Lists:
    """What the files of a house say. `versions`: of the lists, by language ("en 2026-11-24"). `numbers`: by
    country (ISO 3166), and those for `elsewhere`. `zones`: the country of an IANA zone."""

    listening: Listening | None = field(default=None, repr=False)
    versions: tuple[str, ...] = ()
    numbers: Mapping[str, Numbers] = field(default_factory=dict, repr=False)
    elsewhere: Numbers = ELSEWHERE
    zones: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Care:
    """What is listened for, in every language at once: people in need use any. And whom to name to them.

    `lists` gives the lists, read when they are first asked for: that takes a second, and most commands need
    none. Whoever takes replies calls `ready` before the first, so that a mistake in a file is told then.
    """

    lists: Callable[[], Lists] = field(default=Lists, repr=False, compare=False)

    def ready(self) -> tuple[str, ...]:
        """Read the lists if they were not; gives their versions. Raises NudgesError for a mistake in them."""
        return self.lists().versions

    def cry(self, text: str) -> Cry | None:
        """The danger that `text` speaks of, or None. The first 20,000 characters count, in linear time.

        Raises nothing, whatever the text, once the lists are ready.
        """
        listening = self.lists().listening
        if listening is None:
            return None
        found = {listening.cry(part) for part in _parts(text[:_LISTENED])}
        cries = (Cry(danger, tier) for tier in Tier for danger in Danger)
        return next((cry for cry in cries if cry in found), None)

    def danger(self, text: str) -> Danger | None:
        """The danger that `text` speaks of for certain, or None."""
        cry = self.cry(text)
        return cry.danger if cry is not None and cry.tier is Tier.CERTAIN else None

    def country(self, phone: str | None, zone: str, locale: str) -> str:
        """The country where somebody most likely is, if we know its numbers; else ""."""
        lists = self.lists()
        country = country_of(phone, zone, locale, lists.zones)
        return country if country in lists.numbers else ""

    def numbers(self, country: str) -> Numbers:
        """The numbers of a country (ISO 3166), or those for elsewhere."""
        lists = self.lists()
        return lists.numbers.get(country, lists.elsewhere)

    def answer(self, phone: str | None, zone: str, locale: str) -> Numbers:
        """The numbers of the country where somebody most likely is, see `country_of`."""
        return self.numbers(self.country(phone, zone, locale))


#: Listens for nothing.
UNWATCHED = Care()


def country_of(phone: str | None, zone: str, locale: str, zones: Mapping[str, str]) -> str:
    """The country (ISO 3166, "GB") of a phone (E.164), else of a zone (IANA), else of a locale's region.

    `zones`: country by zone, as IANA's zone.tab has it. "" if nothing tells. A number moves with people, so
    this may be where they come from; the answer says how to find others.
    """
    return _country_of_phone(phone) or zones.get(zone, "") or _region(locale)


def _country_of_phone(phone: str | None) -> str:
    if not phone:
        return ""
    import phonenumbers  # takes a tenth of a second, and is seldom needed

    try:
        country = phonenumbers.region_code_for_number(phonenumbers.parse(phone, None))
    except phonenumbers.NumberParseException:
        return ""
    return country if country and country.isalpha() else ""  # "001": of no country


def _region(locale: str) -> str:
    """The region of a BCP 47 locale: "GB" of en-GB."""
    parts = locale.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if len(part) == 2 and part.isascii() and part.isalpha()), "")


def _parts(text: str) -> Iterator[str]:
    """The text in pieces that are read whole, each beginning a little before the one before it ends."""
    for start in range(0, max(len(text), 1), DECIDING - _OVERLAP):
        yield text[start : start + DECIDING]
