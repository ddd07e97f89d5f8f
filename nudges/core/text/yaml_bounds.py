"""What no file of ours needs and no parser of YAML bears: looked for before one is let loose on a text.

Hundreds of levels end libyaml's composer in a crash of the process and keep ruamel busy for minutes; a number
of thousands of digits is one that Python will not read; aliases can stand for billions of words.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from ruamel.yaml import YAML

#: Levels and characters of a number, many times what any file has.
_DEEPEST, _LONGEST_NUMBER = 40, 100

_NUMBER = re.compile(r"[-+]?[.0-9][0-9a-fA-F_xo.:]*")
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Excess(NamedTuple):
    """What is too much in a text, on which line from 1, in the three parts of an error."""

    line: int
    what: str
    why: str
    fix: str


def excess(text: str, most: int) -> Excess | None:
    """The first thing in `text` that no reader should be given; None also if something else is wrong with it.

    `most`: characters.
    """
    if len(text) > most:
        return Excess(1, "the file is too long.", f"It has {most} characters at most.", "Write less.")
    try:
        return _first(yaml.parse(text, _Loader))
    except yaml.YAMLError:
        pass
    try:  # ruamel reads a few things that libyaml does not; it takes longer, so only then
        return _first(YAML(typ="rt", pure=True).parse(text))
    except Exception:  # whoever reads the file says what is wrong with it
        return None


def _first(events: Iterator[Any]) -> Excess | None:
    """Both parsers name their events alike, and make one at a time, so that the rest is never looked at."""
    depth = 0
    for event in events:
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None):
            why = "An anchor (&name) and its alias (*name) stand for parts of the file, and ours have none."
            return Excess(
                line, "it has an anchor or an alias.", why, "Write the part out, or put a text in quotes."
            )
        match type(event).__name__:
            case "MappingStartEvent" | "SequenceStartEvent":
                depth += 1
                if depth > _DEEPEST:
                    why = f"A file has a few levels, and this has more than {_DEEPEST}."
                    return Excess(line, "this cannot be read.", why, "Indent less.")
            case "MappingEndEvent" | "SequenceEndEvent":
                depth -= 1
            case "ScalarEvent":
                if (
                    event.implicit[0]
                    and len(event.value) > _LONGEST_NUMBER
                    and _NUMBER.fullmatch(event.value)
                ):
                    why = f"It has {len(event.value)} characters, which is no number that anybody means."
                    return Excess(line, "a number here is too long.", why, "Put a text in quotes.")
    return None
