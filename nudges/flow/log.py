"""The log: ids, counts and codes, never a name, a number, an address or a word of a person."""

from collections.abc import Callable
from typing import TYPE_CHECKING

# slow to import, and most commands write no line
if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

_configure: Callable[[], None] | None = None


def before_first_line(configure: Callable[[], None] | None) -> None:
    """What is to be done once, before the first line is written; None for nothing."""
    global _configure
    _configure = configure


def log() -> "BoundLogger":
    """Writes a line by `info`, `warning` or `error`."""
    import structlog

    if _configure is not None:
        _configure()
    logger: BoundLogger = structlog.get_logger("nudges")
    return logger
