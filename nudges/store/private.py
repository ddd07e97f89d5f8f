"""Files and folders that nobody else on the machine can read: the database, the key, what is taken along."""

import os
from pathlib import Path

from nudges.core.errors import NudgesError


def make_folder(path: Path) -> None:
    """Make the folder if it is not there, for its owner only; one that is there stays as it is.

    Raises NudgesError for one outside the working folder: a slip in a path must not become a folder.
    """
    if not path.exists() and not path.absolute().is_relative_to(Path.cwd()):
        raise NudgesError(
            f"The folder {path} does not exist.",
            "Outside the folder that Nudges runs in, none is made.",
            f"Correct the path, or make the folder: mkdir -p {path}",
        )
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file if it is not there, for its owner only. SQLite gives its log the same rights."""
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that is its owner's only, also if it was there before. Raises OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
