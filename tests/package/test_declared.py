"""What the package says about itself: its dependencies, its version, its licences."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

from nudges import __version__
from nudges.settings import HOUSE
from tests.folders import REPOSITORY

PROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]

#: Declared and never imported by us: other libraries find them there.
UNIMPORTED = {"httptools", "python-multipart", "tzdata"}


def normalised(name: str) -> str:
    """As PEP 503 compares the names of distributions."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    extras = (line for some in PROJECT["optional-dependencies"].values() for line in some)
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in (*PROJECT["dependencies"], *extras))
    return {normalised(match[0]) for match in found if match}


def imported() -> set[str]:
    """The distributions of all that the package's own files import."""
    owners = packages_distributions()
    names = {
        name.partition(".")[0]
        for path in (REPOSITORY / "nudges").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _named(node)
    }
    theirs = names - sys.stdlib_module_names - {"nudges"}
    return {normalised(owners[name][0]) for name in theirs}


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module]
    return []


def test_every_package_that_is_imported_is_declared_and_no_other() -> None:
    assert imported() == declared() - UNIMPORTED


def test_the_version_stands_in_one_place() -> None:
    assert "version" in PROJECT["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_the_licences_are_there() -> None:
    licence = (REPOSITORY / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "The Nudges authors" in licence
    [htmx] = re.findall(r"htmx [\d.]+", (HOUSE / "templates/web/static/htmx.min.js").read_text()[:80])
    assert htmx in (REPOSITORY / "THIRD-PARTY.md").read_text(encoding="utf-8")
