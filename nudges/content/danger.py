"""Reads the words of danger and the numbers that answer them, from templates/care/, by file and line."""

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from nudges.content.classifier import read_classifier
from nudges.content.phrase_file import Block, PhraseFile, plain, read_phrases
from nudges.content.state import State, state_of
from nudges.content.words import common_words
from nudges.core.danger.detect import Care, Danger, Listening, Lists
from nudges.core.danger.helplines import Numbers
from nudges.core.errors import NudgesError
from nudges.core.text.patterns import Ear, Parser, Parts
from nudges.core.text.vocabulary import Vocabulary

_HARMLESS, _OVER = "but not", "long over"
_SIGNS = {danger: f"signs of {danger}" for danger in Danger}
_HINTS = {danger: f"hints of {danger}" for danger in Danger}
_WORDS = ("passed over", "spelled", "words")
_KEYS = (
    "version",
    "date",
    "reviewed",
    *_WORDS,
    *Danger,
    *_SIGNS.values(),
    *_HINTS.values(),
    _HARMLESS,
    _OVER,
)
_NEEDED = "Somebody in danger is answered from it."


def read_care(folder: Path) -> Care:
    """What `folder` (templates/care) says is listened for (`phrases.LOCALE.yaml`), and answered with
    (`numbers.yaml`), read when it is first needed; `ready` raises NudgesError with file and line."""
    return Care(cache(partial(_current, folder)))


def _current(folder: Path) -> Lists:
    # once for each state of the files, not for each service
    return _lists(folder, state_of(folder.glob("*.yaml")))


@lru_cache(4)
def _lists(folder: Path, _state: State) -> Lists:
    lists = [read_phrases(path, _NEEDED) for path in sorted(folder.glob("phrases.*.yaml"))]
    if not lists:
        raise NudgesError(
            f"{folder.name}/ holds no phrases.",
            "Without them nobody who is in danger is heard.",
            f"Put the files phrases.*.yaml back into {folder}.",
        )
    for one in lists:
        one.check_keys(one.tree, _KEYS)
        one.check_version()
    ear = Ear(
        {word: said for one in lists for word, said in one.spelled()},
        frozenset(word for one in lists for word in one.words(one.tree, "passed over")),
    )
    vocabulary = Vocabulary()
    dangers: list[tuple[str, Parts]] = []
    hints: list[tuple[Danger, Parts]] = []
    harmless: list[Parts] = []
    over: list[Parts] = []
    for one in lists:
        parser = Parser(ear)
        for name, phrases in one.names(one.tree, "", parser):
            vocabulary.name(name, phrases)
        for danger in Danger:
            dangers.extend((danger, parts) for parts in one.patterns(one.tree, danger, parser))
            dangers.extend(_signs(one, danger, parser))
            hints.extend((danger, parts) for parts in one.patterns(one.tree, _HINTS[danger], parser))
        harmless.extend(one.patterns(one.tree, _HARMLESS, parser))
        over.extend(one.patterns(one.tree, _OVER, parser))
    listening = Listening(ear, vocabulary, dangers, hints, over, harmless, read_classifier("danger"))
    listening.mend(common_words(folder.parent / "words"))
    return Lists(
        listening,
        tuple(one.check_version() for one in lists),
        *_numbers(folder / "numbers.yaml"),
        zone_countries(),
    )


def _signs(one: PhraseFile, danger: Danger, parser: Parser) -> list[tuple[str, Parts]]:
    block = one.block(one.tree, _SIGNS[danger], "Signs count when they are of two kinds.")
    return [
        (f"{danger}: {kind}", parts) for kind in block.items for parts in one.patterns(block, kind, parser)
    ]


@cache
def zone_countries() -> Mapping[str, str]:
    """The country (ISO 3166) of every IANA zone that has one, also by old names, from the tzdata package."""
    folder = files("tzdata") / "zoneinfo"
    countries = {}
    for line in (folder / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            countries[zone] = country
    for line in (folder / "tzdata.zi").read_text(encoding="utf-8").splitlines():
        kind, *link = line.split(" ")
        if kind == "L" and link[0] in countries:
            countries.setdefault(link[1], countries[link[0]])
    return countries


def _numbers(path: Path) -> tuple[dict[str, Numbers], Numbers]:
    """The numbers by country, and those for everywhere else."""
    countries: dict[str, Numbers] = {}
    one = read_phrases(path, _NEEDED)
    for country, given in one.tree.items.items():
        try:
            numbers = Numbers.model_validate(plain(given))
        except ValidationError as error:
            first = error.errors()[0]
            line, block = one.tree.lines[country], given
            for part in first["loc"]:
                if not (isinstance(block, Block) and part in block.items):
                    break
                line, block = block.lines[str(part)], block.items[str(part)]
            what = f"`{'.'.join(str(part) for part in first['loc'])}` of {country} is not right."
            fix = "Write it as the other countries have it."
            raise one.mistake(line, what, f"{first['msg']}.", fix) from None
        countries |= dict.fromkeys((country, *numbers.also), numbers)
    if "elsewhere" not in countries:
        why = "Most countries are not in the list."
        raise one.mistake(1, "`elsewhere` is missing.", why, "Add it, with `emergency:` and lines.")
    return countries, countries.pop("elsewhere")
