"""How many sends may be under way at once, found by trying: the provider or the machine sets it."""

#: Under way at first, at the least, and how many rounds pass before more is tried again.
FIRST, LEAST, REST = 64, 4, 16

#: If a send takes this much longer with twice as many under way, more of them bring too little.
_SLOWER = 1.4


class Limit:
    """Doubles until sends take longer for it, and halves when the provider says that it is too much.

    A round is as many sends as are allowed at once, so about one round trip. After a round that was full,
    twice as many are tried for a round; if each then takes too long, it goes back and rests `REST` rounds.
    How long one takes does not depend on how many there were to send, as how many were done would.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.allowed = min(FIRST, most)
        self.under_way = 0
        self._settled, self._usual, self._trying, self._rest = self.allowed, 0.0, False, 0
        self._took, self._done, self._full = 0.0, 0, False
        self._from_before = 0  # under way since before the limit was halved

    def started(self) -> None:
        """A send was started."""
        self.under_way += 1
        self._full = self._full or self.under_way >= self.allowed

    def waited(self) -> None:
        """More would have been sent by now, had more been allowed."""
        self._full = True

    def ended(self, took: float, *, refused: bool = False) -> None:
        """A send ended after so many seconds; `refused`: the provider said that it was one too many (429)."""
        self.under_way -= 1
        self._done += 1
        if self._from_before:  # they were sent by the old limit, and say nothing of the new one
            self._from_before -= 1
        elif refused:
            self.allowed = self._settled = max(min(LEAST, self.most), min(self.allowed, self._settled) // 2)
            self._trying, self._rest, self._from_before = False, REST, self.under_way
            self._next_round()
        else:
            if 2 * self._done > self.allowed:  # the first half was under way before there were so many
                self._took += took
            if self._done >= self.allowed:
                if self._full:
                    self._judge(self._took / (self._done - self._done // 2))
                self._next_round()

    def _judge(self, took: float) -> None:
        if self._trying and took > self._usual * _SLOWER:
            self.allowed, self._trying, self._rest = self._settled, False, REST
            return
        self._usual, self._trying = took, False
        self._rest -= self._rest > 0
        if not self._rest and self.allowed < self.most:
            self._settled, self.allowed, self._trying = self.allowed, min(self.most, 2 * self.allowed), True

    def _next_round(self) -> None:
        self._took, self._done, self._full = 0.0, 0, False
