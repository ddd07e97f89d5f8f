"""How many sends may be under way at once, found by trying: the provider or the machine sets it."""

#: Under way at first, at the least, and how many rounds pass before more is tried again.
FIRST, LEAST, REST = 64, 4, 16

#: More under way is worth it only if at least this much more gets done.
_GAIN = 1.25


class Limit:
    """Grows while more under way gets more done, and halves when the provider says that it is too much.

    A round is as many sends as are allowed at once, so about one round trip. After a round that was full,
    twice as many are tried for a round; if that brought nothing, it goes back and rests for `REST` rounds.
    Times are seconds on any steady clock.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.allowed = min(FIRST, most)
        self.under_way = 0
        self._settled, self._rate, self._trying, self._rest = self.allowed, 0.0, False, 0
        self._began, self._done, self._full = 0.0, 0, False
        self._from_before = 0  # under way since before the limit was halved

    def started(self, at: float) -> None:
        """A send was started."""
        self.under_way += 1
        self._began = self._began or at
        self._full = self._full or self.under_way >= self.allowed

    def ended(self, at: float, *, refused: bool = False) -> None:
        """A send came to its end; `refused`: the provider said that it was one too many (429)."""
        self.under_way -= 1
        self._done += 1
        if self._from_before:  # they were sent by the old limit, and say nothing of the new one
            self._from_before -= 1
        elif refused:
            self.allowed = self._settled = max(min(LEAST, self.most), min(self.allowed, self._settled) // 2)
            self._trying, self._rest, self._from_before = False, REST, self.under_way
            self._next_round()
        elif self._done >= self.allowed:
            if self._full and at > self._began:
                self._judge(self._done / (at - self._began))
            self._next_round()

    def _judge(self, rate: float) -> None:
        if self._trying and rate < self._rate * _GAIN:
            self.allowed, self._trying, self._rest = self._settled, False, REST
            return
        self._rate, self._trying = rate, False
        self._rest -= self._rest > 0
        if not self._rest and self.allowed < self.most:
            self._settled, self.allowed, self._trying = self.allowed, min(self.most, 2 * self.allowed), True

    def _next_round(self) -> None:
        self._began, self._done, self._full = 0.0, 0, False
