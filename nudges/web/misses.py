"""Who opens links that lead nowhere, or asks for new ones, again and again: after a while they wait."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

#: So many of one client's are answered in this time; a person needs a few.
MOST, WITHIN = 30, timedelta(minutes=1)

#: Clients that are kept in mind: when there are more, those who have been quiet are forgotten.
_CLIENTS = 10_000


class Misses:
    """The misses of the last minute by client address, in this process's memory and nowhere else."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def another(self, client: str, now: datetime) -> bool:
        """Count one more miss; True if there were too many before it."""
        with self._lock:
            if len(self._seen) >= _CLIENTS and client not in self._seen:
                self._seen = {who: seen for who, seen in self._seen.items() if seen[-1] > now - WITHIN}
            seen = self._seen.setdefault(client, deque(maxlen=self._most))
            while seen and seen[0] <= now - WITHIN:
                seen.popleft()
            if len(seen) == self._most:
                return True
            seen.append(now)
            return False
