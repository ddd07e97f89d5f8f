"""`make mutants`: change the code by a little, 120 times, and list what no test noticed.

Each change is tried in a copy of the repository, first with the tests of the folder that mirrors its own, and
only if they pass with those of the whole road. On SQLite, without a browser.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from queue import SimpleQueue

from tests.folders import REPOSITORY
from tests.mutants.sites import Mutant, mutants

#: The whole road; what is in these folders runs whichever file was changed.
ROAD = [
    "tests/content",
    "tests/flow",
    "tests/store",
    "tests/channels",
    "tests/web",
    "tests/cli",
]
#: With a change, tests may take so many times as long as without, and a minute; then it goes round for ever.
PATIENCE = 3
#: What a copy does without; the rest may be read by some test.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".uv", ".*_cache", ".hypothesis", "__pycache__", "node_modules"
)
QUIETLY = [
    *("-q", "-x", "--no-header", "-k", "not postgresql and not _browser.py"),
    *("-p", "no:cacheprovider", "-p", "tests.mutants.unshrunk"),
]


@dataclass(frozen=True, slots=True)
class Tried:
    """A change, and the tests that noticed it: "" if none did."""

    path: Path
    mutant: Mutant
    by: str

    def __str__(self) -> str:
        told = f"noticed by {self.by}" if self.by else "SURVIVED"
        one = self.mutant
        return f"{self.path}:{one.line}  {told}\n    {one.before}\n    -> {one.after}"


def all_mutants(under: str) -> list[tuple[Path, Mutant]]:
    """Every change to the code below a folder, migrations aside."""
    files = sorted(path for path in (REPOSITORY / under).rglob("*.py") if "migrations" not in path.parts)
    return [
        (path.relative_to(REPOSITORY), mutant)
        for path in files
        for mutant in mutants(path.read_text(encoding="utf-8"))
    ]


def mirror(path: Path) -> str:
    """The tests that mirror a file: those of its folder, or of the nearest folder above that has any."""
    folder = Path("tests", *path.parts[1:-1])
    named = REPOSITORY / folder / f"test_{path.name}"
    if len(path.parts) == 2 and named.exists():  # beside the folders
        return str(named.relative_to(REPOSITORY))
    while not list((REPOSITORY / folder).rglob("test_*.py")):
        folder = folder.parent
    return str(folder) if folder != Path("tests") else ROAD[0]


def first(path: Path) -> list[str]:
    """The test files that run before the others of a file's folder: of its own name, and that import it."""
    module = ".".join(path.with_suffix("").parts)
    found = sorted((REPOSITORY / mirror(path)).rglob("test_*.py"))
    named = [one for one in found if one.stem.startswith(f"test_{path.stem}")]
    others = [one for one in found if one not in named and f"from {module} import" in one.read_text("utf-8")]
    return [str(one.relative_to(REPOSITORY)) for one in named + others]


def road(path: Path) -> list[str]:
    """What runs after the tests of a file's folder: a room of the core is also heard in the other rooms."""
    return ["tests/core", *ROAD] if path.parts[1] == "core" else ROAD


def passes(copy: Path, tests: list[str], longest: float | None = None) -> bool:
    """True if these tests pass in a copy of the repository, within so many seconds."""
    env = os.environ | {"PYTHONPATH": str(copy)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # else every run compiles every test anew
    command = [str(Path(sys.executable).with_name("pytest")), *QUIETLY, *tests]  # by name, as `make test`
    try:
        ended = subprocess.run(command, cwd=copy, env=env, capture_output=True, timeout=longest)
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def tried(copy: Path, path: Path, mutant: Mutant, takes: Mapping[str, float]) -> Tried:
    """Make a change in a copy, see which tests notice it, and take it back.

    `takes` says how many seconds tests take without a change; only those are run.
    """
    file = copy / path
    source = file.read_text(encoding="utf-8")
    changed(file, mutant.applied(source))
    try:
        near = mirror(path)
        if not passes(copy, [*first(path), near], 60 + PATIENCE * takes[near]):
            return Tried(path, mutant, near)
        for tests in road(path):
            if tests in takes and tests != near and not passes(copy, [tests], 60 + PATIENCE * takes[tests]):
                return Tried(path, mutant, tests)
        return Tried(path, mutant, "")
    finally:
        changed(file, source)


def changed(file: Path, source: str) -> None:
    """Write a file anew, and forget its compiled form, which is taken for any of that size and second."""
    file.write_text(source, encoding="utf-8")
    Path(cache_from_source(str(file))).unlink(missing_ok=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("-n", type=int, default=120, help="how many changes")
    asked.add_argument("--seed", type=int, default=1, help="which ones")
    asked.add_argument("--only", default="nudges", help="the folder they are made in")
    asked.add_argument("--near", action="store_true", help="only the tests of the folder that mirrors a file")
    given = asked.parse_args()
    possible = all_mutants(given.only)
    chosen = random.Random(given.seed).sample(possible, min(given.n, len(possible)))
    print(f"{len(chosen)} of {len(possible)} changes, seed {given.seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="nudges-mutants-") as place, ThreadPoolExecutor(2) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for n in range(2):
            copies.put(Path(shutil.copytree(REPOSITORY, Path(place, str(n)), ignore=LEFT_OUT)))

        def one(what: tuple[Path, Mutant]) -> Tried:
            copy = copies.get()
            try:
                return tried(copy, *what, takes)
            finally:
                copies.put(copy)

        def clean(tests: str) -> float:
            copy, began = copies.get(), time.monotonic()
            try:
                return time.monotonic() - began if passes(copy, [tests]) else 0.0
            finally:
                copies.put(copy)

        roads = [] if given.near else [tests for path, _ in chosen for tests in road(path)]
        near = sorted({mirror(path) for path, _ in chosen}.union(roads))
        takes = dict(zip(near, pool.map(clean, near), strict=True))
        if broken := [tests for tests, seconds in takes.items() if not seconds]:
            sys.exit(f"These fail as they are, so they would notice everything: {', '.join(broken)}")
        survived = 0
        for result in pool.map(one, chosen):
            survived += not result.by
            print(result, flush=True)  # noqa: T201
    print(f"{survived} of {len(chosen)} survived.")  # noqa: T201


if __name__ == "__main__":
    main()
