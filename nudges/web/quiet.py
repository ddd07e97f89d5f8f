"""Lines that a stranger can cause are logged a few times a minute, however often they do."""

import logging
import time
from collections.abc import Callable

#: So many lines of one kind in a minute; the last of them says that there are more.
MOST, WITHIN = 10, 60.0


class Quiet(logging.Filter):
    """For loggers of libraries (uvicorn, asyncio): each of their messages has a rate of its own.

    Its clock counts seconds, from no particular moment.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """True if the record is to be logged."""
        often = self.often(str(record.msg)[:200])
        if often == MOST:
            record.msg, record.args = f"{record.getMessage()} (for a minute, no more of these are shown)", ()
        return often <= MOST

    def often(self, kind: str) -> int:
        """How many there were of this kind in this minute, with this one."""
        now = self._clock()
        began, count = self._seen.get(kind, (now, 0))
        if now - began >= WITHIN:
            began, count = now, 0
        if len(self._seen) >= 1_000 and kind not in self._seen:
            self._seen.clear()
        self._seen[kind] = began, count + 1
        return count + 1
