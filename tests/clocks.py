"""Clocks that tests hand in, waiting for another thread or process, and how the cost of something grows.

The only tests that read a clock do it through here, and none of them learns the date.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TypeVar

#: An ordinary moment: Wednesday 10 June 2026, 10:00 in Paris.
WEDNESDAY = datetime(2026, 6, 10, 8, tzinfo=UTC)

T = TypeVar("T")


class Ticking:
    """A clock that moves on by `step` whenever it is read, and counts how often that was."""

    def __init__(self, at: datetime = WEDNESDAY, step: timedelta = timedelta(seconds=0.25)) -> None:
        self._at, self._step = at, step
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        self._at += self._step
        return self._at


class Still(asyncio.SelectorEventLoop):
    """An event loop on which no time passes but what a test lets pass."""

    now = 1_000.0

    def time(self) -> float:
        return self.now


def running_from(start: datetime) -> Callable[[], datetime]:
    """A clock that shows `start` now and runs as fast as any other."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def for_a_library() -> datetime:
    """Now, to be handed to a library that compares it with this machine's clock."""
    return datetime.fromtimestamp(time.time(), UTC)


def eventually(look: Callable[[], T], seconds: float = 60.0) -> T:
    """What `look` returns as soon as it is true of anything; fails after so many seconds."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)
    return found


#: A cost that grows no faster: ten times the input may take so many times the CPU. Quadratic would be 100.
LINEAR = 40


def growth(work: Callable[[int], object], n: int) -> float:
    """How many times as much CPU `work(n)` takes as `work(n // 10)`: about 10 if its cost is linear.

    It is the CPU time of this thread, so a busy machine hardly matters; if it is too much all the same, the
    middle one of three tries counts.
    """

    def cost(size: int) -> float:
        began = time.thread_time()
        work(size)
        return time.thread_time() - began

    cost(n // 10)  # what is loaded or compiled at the first call
    found = cost(n) / cost(n // 10)
    return found if found < LINEAR else median([found, *(cost(n) / cost(n // 10) for _ in range(2))])
