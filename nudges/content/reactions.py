"""Reads what phones send when somebody reacts to one of our texts: templates/inbound/reactions.yaml."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from nudges.core.errors import NudgesError
from nudges.core.reply.reaction import Reactions
from nudges.core.text.yaml_bounds import excess

#: Characters of the file: many times as long as it is.
_MOST = 100_000

_KEYS = ("quoting", "of things", "automatic")


@lru_cache(4)
def read_reactions(file: Path) -> Reactions:
    """The forms in `file`. Raises NudgesError if it is missing or is not made of lists by language."""
    try:
        text = file.read_text(encoding="utf-8")
        if found := excess(text, _MOST):
            raise _wrong(file, f"Line {found.line}: {found.what} {found.why}")
        tree = YAML(typ="safe").load(text)
    except (ValueError, OSError, YAMLError) as error:
        raise _wrong(file, str(error).splitlines()[0]) from None
    if not isinstance(tree, dict) or set(tree) != set(_KEYS):
        raise _wrong(file, f"It has the parts {', '.join(_KEYS)}, each once.")
    return Reactions.of(*(_lines(file, tree, key) for key in _KEYS))


def _lines(file: Path, tree: dict[str, Any], key: str) -> list[str]:
    by_language = tree[key]
    if not isinstance(by_language, dict):
        raise _wrong(file, f"{key} has its lines by language.")
    lines: list[str] = []
    for said in by_language.values():
        lines += said if isinstance(said, list) else [said]
    if not all(isinstance(line, str) for line in lines):
        raise _wrong(file, f"A line of {key} is not text.")
    return lines


def _wrong(file: Path, why: str) -> NudgesError:
    return NudgesError(f"{file} cannot be used.", why, "Mend it, or put the file of the release back.")
