"""Reads a file of phrases, with the line of every key and pattern, for errors that name it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nudges.core.errors import NudgesError
from nudges.core.text.patterns import Parser, Parts, PatternError
from nudges.core.text.tokens import read
from nudges.core.text.yaml_bounds import excess

#: Characters of a list: several times the longest there is.
_MOST = 2_000_000

#: libyaml reads a list in 20 ms, ruamel in 300. Only texts are taken, so that no version of YAML matters.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a file, and its line, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """Keys and what stands under them, in order."""

    line: int
    items: dict[str, "Text | Block | list[Text]"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """One file of a language; raises NudgesError naming file and line for whatever is wrong in it."""

    path: Path
    tree: Block

    @property
    def language(self) -> str:
        """ "en" of phrases.en.yaml, and of en.yaml."""
        return self.path.name.removesuffix(".yaml").rpartition(".")[2]

    def mistake(self, line: int, what: str, why: str, fix: str) -> NudgesError:
        return NudgesError(f"{self.path.parent.name}/{self.path.name}:{line}: {what}", why, fix)

    def check_keys(self, block: Block, known: Collection[str]) -> None:
        """Raises NudgesError for a key that nothing reads."""
        for key in block.items:
            if key not in known:
                fix = f"Write one of: {', '.join(known)}."
                raise self.mistake(block.lines[key], f"unknown key `{key}`.", "It is not read.", fix)

    def check_version(self) -> str:
        """The version of the list."""
        for key in ("version", "date"):
            if not self.text(self.tree, key):
                why = "What is listened for can be told only by its version and date."
                raise self.mistake(1, f"`{key}` is missing.", why, f"Add a line such as `{key}: 2026-11-24`.")
        return f"{self.language} {self.text(self.tree, 'version')}"

    def text(self, block: Block, key: str) -> str:
        found = block.items.get(key)
        return found.text if isinstance(found, Text) else ""

    def block(self, block: Block, key: str, why: str = "It has keys below it.") -> Block:
        """What stands under a key that has keys of its own; empty if the key is not there."""
        found = block.items.get(key, Block(block.line))
        if isinstance(found, Text) and not found.text:
            return Block(found.line)
        if not isinstance(found, Block):
            line, fix = block.lines[key], "Write a name and a colon, and the lines below it."
            raise self.mistake(line, f"`{key}` has no kinds.", why, fix)
        return found

    def words(self, block: Block, key: str) -> list[str]:
        """The words of a text, parted by blanks."""
        return [word.plain for word in read(self.text(block, key))]

    def spelled(self, key: str = "spelled") -> Iterator[tuple[str, tuple[str, ...]]]:
        """(spelling, words it stands for) of lines such as `want to: wanna, wana`."""
        block = self.block(self.tree, key)
        for right, others in block.items.items():
            said = tuple(word.plain for word in read(right))
            for other in others.text.split(",") if isinstance(others, Text) else ():
                plain = [word.plain for word in read(other)]
                if len(plain) != 1:
                    what = f"the spelling {other.strip()!r} is not one word."
                    fix = "Write the words, a colon, and spellings of one word each, parted by commas."
                    raise self.mistake(block.lines[right], what, "Each spelling is looked up by itself.", fix)
                yield plain[0], said

    def names(self, above: Block, of: str, parser: Parser) -> Iterator[tuple[str, Parts]]:
        """The section `words`: what each name is known as among all files, and its phrases. The parser knows
        each from then on. `of`: what tells them from the names of other sections."""
        block = self.block(above, "words")
        for name, phrases in block.items.items():
            if not isinstance(phrases, Text):
                what = f"`{name}` has no words."
                raise self.mistake(block.lines[name], what, "It is a row of them.", "Write one | another.")
            known = f"<{self.language}:{of} {name}>"
            yield known, self.phrases(phrases, parser)
            parser.names[name] = known

    def phrases(self, text: Text, parser: Parser) -> Parts:
        """A row of phrases, parted by `|`, as one pattern."""
        return self._parsed(Text(f"({text.text})", text.line), parser)

    def patterns(self, block: Block, key: str, parser: Parser) -> Iterator[Parts]:
        """The patterns under a key, one a line."""
        found = block.items.get(key, [])
        if isinstance(found, Text) and not found.text:
            return
        if not isinstance(found, list):
            line, fix = block.lines[key], "Begin each line below it with a hyphen."
            raise self.mistake(line, f"`{key}` is no list.", "It is a list of patterns.", fix)
        for text in found:
            yield self._parsed(text, parser)

    def _parsed(self, text: Text, parser: Parser) -> Parts:
        try:
            return parser.parse(text.text)
        except PatternError as error:
            fix = "Write words, (this|that), [perhaps], any* and ... as the top of the file says."
            raise self.mistake(text.line, "this pattern cannot be read.", str(error), fix) from None


def plain(found: Text | Block | list[Text]) -> str | list[str] | dict[str, Any]:
    """What stands under a key, without its lines."""
    if isinstance(found, Block):
        return {key: plain(under) for key, under in found.items.items()}
    return found.text if isinstance(found, Text) else [text.text for text in found]


def read_phrases(path: Path, missing: str) -> PhraseFile:
    """A file of phrases. `missing`: why it is needed."""
    empty = PhraseFile(path, Block(1))
    try:
        text = path.read_text(encoding="utf-8")
        if found := excess(text, _MOST):
            raise empty.mistake(*found)
        node = yaml.compose(text, _Loader)
    except FileNotFoundError:
        raise empty.mistake(1, "the file is missing.", missing, "Put it back.") from None
    except UnicodeDecodeError:
        raise empty.mistake(1, "the file is not UTF-8 text.", "Lists are.", "Save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        why = f"YAML says: {error.problem}."
        fix = "Check this line and the one above: indentation, brackets, a key given twice."
        raise empty.mistake(mark.line + 1 if mark else 1, "this cannot be read.", why, fix) from None
    except yaml.YAMLError:
        why = "It holds a character that text files do not have."
        raise empty.mistake(1, "this cannot be read.", why, "Save it anew as plain UTF-8 text.") from None
    if not isinstance(node, yaml.MappingNode):
        why = "A file here is keys, each with lines of its own."
        raise empty.mistake(1, "this is no list.", why, "Begin with `version:`.")
    return PhraseFile(path, _block(empty, node))


def _block(file: PhraseFile, node: yaml.MappingNode) -> Block:
    block = Block(node.start_mark.line + 1)
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in block.items:
            raise file.mistake(
                line, f"`{key.value}` is there twice.", "One of them would be lost.", "Join them."
            )
        block.lines[key.value] = line
        block.items[key.value] = _value(file, value)
    return block


def _value(file: PhraseFile, node: yaml.Node) -> Text | Block | list[Text]:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _block(file, node)
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, line)
    texts = [_value(file, each) for each in node.value]
    for text in texts:
        if not isinstance(text, Text):
            what, why = "this is no pattern.", "YAML reads it as something else than words."
            raise file.mistake(line, what, why, "Put it in double quotes.")
    return [text for text in texts if isinstance(text, Text)]
