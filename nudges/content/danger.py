"""Reads the words of danger and the numbers that answer them, from templates/care/, by file and line."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from nudges.core.danger.detect import Care, Danger, Listening, Lists
from nudges.core.danger.helplines import Numbers
from nudges.core.danger.misspellings import slips
from nudges.core.errors import NudgesError
from nudges.core.text.patterns import Ear, Part, Parts, PatternError, parse, said
from nudges.core.text.tokens import read

_HARMLESS = "but not"
_SIGNS = {danger: f"signs of {danger}" for danger in Danger}
_WORDS = ("passed over", "spelled", "misspelled", "no misspelling", "words")
_KEYS = ("version", "date", "reviewed", *_WORDS, *Danger, *_SIGNS.values(), _HARMLESS)


def read_care(folder: Path) -> Care:
    """What `folder` (templates/care) says is listened for (`phrases.LOCALE.yaml`), and answered with
    (`numbers.yaml`), read when it is first needed; `ready` raises NudgesError with file and line."""
    return Care(cache(partial(_current, folder)))


def _current(folder: Path) -> Lists:
    # to read and compile them takes a second: once for each state of the files, not for each service
    stats = [(path.name, path.stat()) for path in sorted(folder.glob("*.yaml"))]
    return _lists(folder, tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))


@lru_cache(4)
def _lists(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Lists:
    lists = [_read(path) for path in sorted(folder.glob("phrases.*.yaml"))]
    if not lists:
        raise NudgesError(
            f"{folder.name}/ holds no phrases.",
            "Without them nobody who is in danger is heard.",
            f"Put the files phrases.*.yaml back into {folder}.",
        )
    ear = Ear(
        {word: said for one in lists for word, said in _spelled(one)},
        frozenset(word for one in lists for word in _row(one, "passed over")),
    )
    dangers: dict[Danger, list[Parts]] = {danger: [] for danger in Danger}
    signs: dict[Danger, dict[str, list[Parts]]] = {danger: {} for danger in Danger}
    harmless: list[Parts] = []
    for one in lists:
        names = _names(one, ear)
        for danger in Danger:
            dangers[danger].extend(_patterns(one, one.tree, danger, ear, names))
            for kind, patterns in _signs(one, _SIGNS[danger], ear, names):
                signs[danger].setdefault(kind, []).extend(patterns)
        harmless.extend(_patterns(one, one.tree, _HARMLESS, ear, names))
    keys = [word for one in lists for word in _row(one, "misspelled")]
    ordinary = {word for one in lists for word in _row(one, "no misspelling")}
    ordinary |= {word for parts in itertools.chain(harmless, *dangers.values()) for word in said(parts)}
    ear = replace(ear, slips=slips(keys, ordinary | {*keys, *ear.spelled, *ear.passed}))
    return Lists(
        Listening(ear, dangers, signs, harmless),
        tuple(f"{one.path.suffixes[0][1:]} {one.tree['version']}" for one in lists),
        *_numbers(_read(folder / "numbers.yaml")),
        zone_countries(),
    )


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


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    tree: CommentedMap

    def mistake(self, line: int, what: str, why: str, fix: str) -> NudgesError:
        return NudgesError(f"{self.path.parent.name}/{self.path.name}:{line + 1}: {what}", why, fix)


def _read(path: Path) -> _File:
    empty = _File(path, CommentedMap())
    try:
        tree = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        why = "Somebody in danger is answered from it."
        raise empty.mistake(0, "the file is missing.", why, "Put it back.") from None
    except UnicodeDecodeError:
        raise empty.mistake(0, "the file is not UTF-8 text.", "Lists are.", "Save it as UTF-8.") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = f"YAML says: {error.problem}."
        fix = "Check this line and the one above: indentation, brackets, a key given twice."
        raise empty.mistake(mark.line if mark else 0, "this cannot be read.", why, fix) from None
    except YAMLError:
        why = "It holds a character that text files do not have."
        raise empty.mistake(0, "this cannot be read.", why, "Save it anew as plain UTF-8 text.") from None
    if not isinstance(tree, CommentedMap):
        why = "A file here is keys, each with lines of its own."
        raise empty.mistake(0, "this is no list.", why, "Begin with `version:`.")
    return _File(path, tree)


def _spelled(one: _File) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(spelling, words it stands for) of the section `spelled`: `want to: wanna, wana`."""
    _check_keys(one)
    block = one.tree.get("spelled") or CommentedMap()
    for right, others in block.items():
        said = tuple(word.plain for word in read(str(right)))
        for other in str(others).split(","):
            plain = [word.plain for word in read(other)]
            if len(plain) != 1:
                what = f"the spelling {other.strip()!r} is not one word."
                fix = "Write the words, a colon, and spellings of one word each, parted by commas."
                raise one.mistake(block.lc.key(right)[0], what, "Each spelling is looked up by itself.", fix)
            yield plain[0], said


def _check_keys(one: _File) -> None:
    for key in one.tree:
        if key not in _KEYS:
            fix = f"Write one of: {', '.join(_KEYS)}."
            raise one.mistake(one.tree.lc.key(key)[0], f"unknown key `{key}`.", "It is not read.", fix)
    for key in ("version", "date"):
        if not one.tree.get(key):
            why = "What is listened for can be told only by its version and date."
            raise one.mistake(0, f"`{key}` is missing.", why, f"Add a line such as `{key}: 2026-11-24`.")


def _row(one: _File, key: str) -> list[str]:
    return [word.plain for word in read(str(one.tree.get(key, "")))]


def _names(one: _File, ear: Ear) -> dict[str, Part]:
    names: dict[str, Part] = {}
    block = one.tree.get("words") or CommentedMap()
    for name, text in block.items():
        (names[str(name)],) = _parsed(one, block.lc.key(name)[0], f"({text})", ear, names)
    return names


def _patterns(
    one: _File, above: CommentedMap, key: str, ear: Ear, names: Mapping[str, Part]
) -> Iterator[Parts]:
    block = above.get(key) or CommentedSeq()
    if not isinstance(block, CommentedSeq):
        line, fix = above.lc.key(key)[0], "Begin each line below it with a hyphen."
        raise one.mistake(line, f"`{key}` is no list.", "It is a list of patterns.", fix)
    for n, text in enumerate(block):
        yield _parsed(one, block.lc.item(n)[0], text, ear, names)


def _signs(
    one: _File, key: str, ear: Ear, names: Mapping[str, Part]
) -> Iterator[tuple[str, Iterator[Parts]]]:
    block = one.tree.get(key) or CommentedMap()
    if not isinstance(block, CommentedMap):
        line, fix = one.tree.lc.key(key)[0], "Write a name and a colon, and the lines below it."
        raise one.mistake(line, f"`{key}` has no kinds.", "Signs count when they are of two kinds.", fix)
    for kind in block:
        yield str(kind), _patterns(one, block, kind, ear, names)


def _parsed(one: _File, line: int, text: Any, ear: Ear, names: Mapping[str, Part]) -> Parts:
    if not isinstance(text, str):
        what, why = "this is no pattern.", "YAML reads it as something else than words."
        raise one.mistake(line, what, why, "Put it in double quotes.")
    try:
        return parse(text, ear, names)
    except PatternError as error:
        fix = "Write words, (this|that), [perhaps], any* and ... as the top of the file says."
        raise one.mistake(line, "this pattern cannot be read.", str(error), fix) from None


def _numbers(one: _File) -> tuple[dict[str, Numbers], Numbers]:
    """The numbers by country, and those for everywhere else."""
    countries: dict[str, Numbers] = {}
    for country, given in one.tree.items():
        try:
            numbers = Numbers.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            line, block = one.tree.lc.key(country)[0], given
            for part in first["loc"]:
                if not (isinstance(block, CommentedMap) and part in block):
                    break
                line, block = block.lc.key(part)[0], block[part]
            what = f"`{'.'.join(str(part) for part in first['loc'])}` of {country} is not right."
            fix = "Write it as the other countries have it; a number in quotes."
            raise one.mistake(line, what, f"{first['msg']}.", fix) from None
        countries |= dict.fromkeys((str(country), *numbers.also), numbers)
    if "elsewhere" not in countries:
        why = "Most countries are not in the list."
        raise one.mistake(0, "`elsewhere` is missing.", why, "Add it, with `emergency:` and lines.")
    return countries, countries.pop("elsewhere")
