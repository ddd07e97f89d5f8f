"""How often one client may do what costs something, before anything is known of them.

It is kept in this process's memory: a stranger must not be able to make us write to the database. What may
be sent because of a stranger is counted there, for all processes: flow/consent/requests.py.
"""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

#: Clients that are remembered: when there are more, those who have been quiet are forgotten, then the oldest.
_CLIENTS = 10_000


class Rate:
    """At most `most` times `within` a time, by client."""

    def __init__(self, most: int, within: timedelta = timedelta(minutes=1)) -> None:
        self._most = most
        self.within = within
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def another(self, client: str, now: datetime) -> bool:
        """Count one more; True if there were too many before it."""
        with self._lock:
            seen = self._recent(client, now)
            if len(seen) >= self._most:
                return True
            seen.append(now)
            return False

    def reached(self, client: str, now: datetime) -> bool:
        """True if one more would be too many; nothing is counted."""
        with self._lock:
            return len(self._recent(client, now)) >= self._most

    def _recent(self, client: str, now: datetime) -> deque[datetime]:
        if client not in self._seen and len(self._seen) >= _CLIENTS:
            since = now - self.within
            self._seen = {who: seen for who, seen in self._seen.items() if seen and seen[-1] > since}
            while len(self._seen) >= _CLIENTS:
                del self._seen[next(iter(self._seen))]
        seen = self._seen.setdefault(client, deque(maxlen=self._most))
        while seen and seen[0] <= now - self.within:
            seen.popleft()
        return seen
