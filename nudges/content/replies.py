"""Reads what people say from templates/replies/, a file a language, by file and line."""

from functools import lru_cache
from pathlib import Path

from nudges.content.classifier import read_classifier
from nudges.content.phrase_file import Block, PhraseFile, Text, read_phrases
from nudges.content.state import State, state_of
from nudges.content.words import common_words
from nudges.core.errors import NudgesError
from nudges.core.reply.phrases import ASKS, IN_DIGITS, LISTS, ROWS, VALUES, Phrases
from nudges.core.text.patterns import NUMBER, Choice, Ear, Parser

_NEEDED = "Without it nothing that people answer is understood."
_SECTIONS = ("version", "date", "spelled", *ROWS)


def read_replies(folder: Path) -> Phrases:
    """What the files of `folder` (templates/replies) say, of all languages together. Raises NudgesError."""
    return _phrases(folder, state_of(folder.glob("*.yaml")))


@lru_cache(4)
def _phrases(folder: Path, state: State) -> Phrases:
    if not state:
        raise NudgesError(
            f"{folder.name}/ holds no phrases.", _NEEDED, f"Put the files such as en.yaml back into {folder}."
        )
    return phrases_of([path for path, *_ in state])


def keywords() -> Phrases:
    """The keywords of carriers alone: what is heard if no file of replies can be read."""
    return phrases_of([Path(__file__).with_name("keywords.yaml")])


def phrases_of(paths: list[Path]) -> Phrases:
    """What these files say. Raises NudgesError that names file and line."""
    files = [read_phrases(path, _NEEDED) for path in paths]
    phrases = Phrases(
        {word: said[0] for file in files for word, said in file.spelled() if len(said) == 1},
        common_words(paths[0].parent.parent / "words"),
        read_classifier("replies"),
    )
    for file in files:
        file.check_version()
        file.check_keys(file.tree, _SECTIONS)
        for section in ROWS:
            if section in file.tree.items:
                _Section(file, section, phrases).read()
    phrases.built()
    return phrases


class _Section:
    """One section of a file, and the names that its patterns know."""

    def __init__(self, file: PhraseFile, section: str, phrases: Phrases) -> None:
        self._file = file
        self._section = section
        self._phrases = phrases
        self._block = file.block(file.tree, section)
        self._parser = Parser(Ear())

    def read(self) -> None:
        rows, lists = ROWS[self._section], LISTS.get(self._section, ())
        more = {"asks": ASKS, "rating": ("numbers",), "times": ("values",)}.get(self._section, ())
        self._file.check_keys(self._block, ("words", *rows, *lists, *more))
        if self._section == "times":
            self._values(self._file.block(self._block, "values"))
        for name, parts in self._file.names(self._block, self._section, self._parser):
            self._phrases.vocabulary.name(name, parts)
        for key in rows:
            self._row(f"{self._section}.{key}", self._block, key)
        for key in lists:
            one = "times" if self._section == "times" else f"{self._section}.{key}"
            for parts in self._file.patterns(self._block, key, self._parser):
                self._phrases.add(one, key, parts)
        if self._section == "asks":
            for kind in ASKS:
                self._ask(kind, self._file.block(self._block, kind))
        if self._section == "rating":
            for number, row in self._file.block(self._block, "numbers").items.items():
                self._named(f"number={number}", row)

    def _row(self, label: str, block: Block, key: str) -> None:
        if key in block.items:
            self._named(label, block.items[key])

    def _named(self, label: str, row: "Text | Block | list[Text]") -> None:
        if not isinstance(row, Text):
            line = row.line if isinstance(row, Block) else self._block.line
            what = f"`{label}` is no row."
            raise self._file.mistake(line, what, "It is phrases parted by bars.", "Write one | another.")
        if row.text:
            self._phrases.vocabulary.name(label, self._file.phrases(row, self._parser))

    def _ask(self, kind: str, block: Block) -> None:
        self._file.check_keys(block, ("alone", "whole", "anywhere"))
        self._row(f"{kind}.alone", block, "alone")
        for how in ("whole", "anywhere"):
            for parts in self._file.patterns(block, how, self._parser):
                self._phrases.add(f"asks.{how}", kind, parts)

    def _values(self, block: Block) -> None:
        self._file.check_keys(block, VALUES)
        for name in block.items:
            table = self._file.block(block, name)
            if VALUES[name]:
                self._file.check_keys(table, VALUES[name])
            known = f"<{self._file.language}:times {name}>"
            options = []
            for value, row in table.items.items():
                label = f"{name}={value}"
                self._named(label, row)
                if isinstance(row, Text) and row.text:
                    options.append(self._file.phrases(row, self._parser))
            if name in IN_DIGITS:
                options.append((NUMBER,))
            self._phrases.vocabulary.name(known, (Choice("one", tuple(options)),))
            self._parser.names[name] = known
