"""A plan as somebody typed or sent it, to see what it would do; nothing of it is kept."""

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from nudges.content.plans import read_plan
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.plan.plan import Plan


def read_edited(name: str, text: str, guides: Guides, house: Path) -> Plan:
    """The text of a plan file; what it includes is looked for in the folder `house`.

    Raises NudgesError with the line of the first mistake.
    """
    if _has_alias(text):  # a few of them can stand for billions of words
        raise NudgesError(
            "This cannot be read here.",
            "It uses an anchor and an alias of YAML (& and *).",
            "Write out what the alias stands for.",
        )
    with TemporaryDirectory() as folder:
        path = Path(folder, house.name, f"{name}.yaml")
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return read_plan(path, guides, house)


def source_of(name: str, house: Path) -> str:
    """The plan's file as it stands in the folder; "" if it cannot be read."""
    try:
        return (house / f"{name}.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _has_alias(text: str) -> bool:
    try:
        return any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text))
    except yaml.YAMLError:  # whoever reads it as a plan says what and where
        return False
