"""The state of files: while it is equal nothing wrote to them, and what they say need not be read again."""

from collections.abc import Iterable
from pathlib import Path

State = tuple[tuple[Path, int, int, int], ...]


def state_of(files: Iterable[Path]) -> State:
    """Path, time of the last change in nanoseconds, size and mode of each file."""
    stats = ((path.absolute(), path.stat()) for path in sorted(files))
    return tuple((path, stat.st_mtime_ns, stat.st_size, stat.st_mode) for path, stat in stats)
