"""What providers hand over is written by one thread a process, many in a transaction, and then answered.

Twilio waits 15 s for an answer and does not call again, so what fails is tried again for as long as there is
time. What is in vain is answered with 503: the message stays in the provider's list, which the workers read
before they send again (flow/maintenance/look_first.py).

While one transaction is committed, the next gathers: alone a message waits for nobody, and in a rush many
share a commit. Nobody is answered before theirs is durable, and a crash keeps either all of a transaction or
nothing of it. See docs/decisions/28-one-writer.md.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, TypeVar

from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.db import PASSING

#: Messages in one transaction. Others wait for its locks: on SQLite everybody who writes.
MOST = 64

#: Seconds before the second, third, … try while the database is away: together they are 9. A failover takes a
#: few, or half a minute.
PAUSES = (0.1, 0.4, 0.5, 1.0, 1.0, 2.0, 2.0, 2.0)

_T = TypeVar("_T")
_R = TypeVar("_R")

#: A function of flow that writes several of a kind in one transaction, and says what each is answered with.
Write = Callable[[Service, Sequence[_T]], Sequence[_R]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits to be written. `done` is cancelled once nobody waits for it any more; only the event loop of
    who waits may change it."""

    write: Write[Any, Any]
    what: Any = field(repr=False)
    done: asyncio.Future[Any]


class Writer:
    """The one who writes. Its thread lives as long as there is something to write.

    `patience`: seconds that a webhook waits for the database. `busy`: the thread is at work.
    """

    def __init__(self, service: Service, patience: float) -> None:
        self._service = service
        self._patience = patience
        self._waiting: list[_Waiting] = []
        self._lock = Lock()
        self.busy = False
        self._most = MOST

    async def written(self, write: Write[_T, _R], what: _T) -> _R:
        """What `write` answers to `what`, once it is durable. `write` may be called again after a failure.

        Raises TimeoutError once it was waited for long enough, or what `write` raised for it alone.
        """
        one = _Waiting(write, what, asyncio.get_running_loop().create_future())
        with self._lock:
            self._waiting.append(one)
            started, self.busy = self.busy, True
        if not started:
            Thread(target=self._run, name="writer", daemon=True).start()
        async with asyncio.timeout(self._patience):
            answer: _R = await one.done
        return answer

    def _run(self) -> None:
        failures = 0
        while batch := self._next():
            try:
                answers = self._commit(batch)
            except Exception as error:
                failures = self._failed(batch, error, failures)
                continue
            # one that failed others is alone by now, so more may go together again
            failures, self._most = 0, min(2 * self._most, MOST)
            _answered(batch, answers)

    def _next(self) -> list[_Waiting]:
        """The oldest that still waits, and others of its kind; the thread ends if there are none."""
        with self._lock:
            waiting = [one for one in self._waiting if not one.done.cancelled()]
            batch = [one for one in waiting if one.write == waiting[0].write][: self._most]
            taken = {id(one) for one in batch}
            self._waiting = [one for one in waiting if id(one) not in taken]
            self.busy = bool(batch)
        return batch

    def _commit(self, batch: Sequence[_Waiting]) -> list[Any]:
        return list(batch[0].write(self._service, [one.what for one in batch]))

    def _failed(self, batch: Sequence[_Waiting], error: Exception, failures: int) -> int:
        """Let each be tried alone from now on; what fails alone is told so, or tried again after the others.

        Returns how often in a row the database could not be had.
        """
        alone, passing = len(batch) == 1, isinstance(error, PASSING)
        self._most = 1
        if alone and not (passing and failures < len(PAUSES)):
            _end(batch, lambda done, _: done.set_exception(error))
            return 0
        with self._lock:
            self._waiting = [*self._waiting, *batch] if alone else [*batch, *self._waiting]
        if not passing:
            return failures
        log().warning("not written yet", error=type(error).__name__)
        time.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
        return failures + 1


def _answered(batch: Sequence[_Waiting], answers: Sequence[Any]) -> None:
    _end(batch, lambda done, n: done.set_result(answers[n]))


def _end(batch: Sequence[_Waiting], how: Callable[[asyncio.Future[Any], int], None]) -> None:
    """Give each its answer. The loop is woken once for all: waking it takes as long as handling a request."""

    def end(ours: Sequence[tuple[int, asyncio.Future[Any]]]) -> None:
        for n, done in ours:
            if not done.done():
                how(done, n)

    for loop in {one.done.get_loop() for one in batch}:
        ours = [(n, one.done) for n, one in enumerate(batch) if one.done.get_loop() is loop]
        with contextlib.suppress(RuntimeError):  # it is closed, so nobody waits
            loop.call_soon_threadsafe(end, ours)
