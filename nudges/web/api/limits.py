"""How many requests a token may make in a minute, as draft-ietf-httpapi-ratelimit-headers has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

#: Requests of one token in a window, in one process of the web.
QUOTA, WINDOW = 600, timedelta(minutes=1)

_POLICY = f'"token";q={QUOTA};w={int(WINDOW.total_seconds())}'


@dataclass(frozen=True, slots=True)
class Left:
    """How many requests are left, for how many seconds; below 0: this one is too many."""

    requests: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The same in headers."""
        told = f'"token";r={max(0, self.requests)};t={self.seconds}'
        return {"RateLimit-Policy": _POLICY, "RateLimit": told}


class Limits:
    """Counts by token. There are few tokens, so none is forgotten."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._lock = Lock()

    def another(self, token_id: str, now: datetime) -> Left:
        """Count one more."""
        with self._lock:
            began, count = self._windows.get(token_id, (now, 0))
            if not timedelta(0) <= now - began < WINDOW:
                began, count = now, 0
            self._windows[token_id] = began, count + 1
        seconds = max(1, int((began + WINDOW - now).total_seconds()))
        return Left(QUOTA - count - 1, seconds)
