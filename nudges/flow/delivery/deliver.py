"""The middle of the road: claim -> compose -> intent -> send -> settle, for each medium on its own.

The intent is committed before a provider is called and the call is made outside any transaction, so
whatever dies, and whenever, the row says what may have happened. While some are on their way to the
provider the next are claimed and composed, and the results of the last are written.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from nudges.channels.base import SANDBOX, Fault, SendError
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.ack import Results
from nudges.flow.delivery.compose import Histories, looked_back_on
from nudges.flow.delivery.concurrency import Limit
from nudges.flow.delivery.decide import by_provider, ended
from nudges.flow.delivery.hold_sender import refused as account_refused
from nudges.flow.delivery.prepare import Sender, Sending, prepare
from nudges.flow.log import log
from nudges.flow.planning.agreement import set_aside
from nudges.flow.planning.plan_due import plan_batch, plan_due, plan_in
from nudges.flow.service import Service
from nudges.flow.summary.past import Past
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import history, queue
from nudges.store.nudges.queue import Claimed
from nudges.store.nudges.upcoming import Taking

#: The most that are claimed at once, and the most that are composed and written down in one transaction.
BATCH, SLICE = 500, 100

_SENT, _SANDBOXED = Reason(ReasonCode.SENT), Reason(ReasonCode.SANDBOXED)

Clock = Callable[[], datetime]


class _Batch(NamedTuple):
    claimed: list[Claimed]
    histories: Histories
    full: bool  # as many as were asked for, so there may be more


def deliveries(service: Service, clock: Clock) -> "list[Delivery]":
    """One for each medium. They take what is due in turns: what one plans for another, the other finds."""
    turn = Lock()
    return [Delivery(service, medium, clock, turn) for medium in Medium]


class Delivery:
    """Sends what is due by one medium. It lives as long as its worker, so that its limit is found once.

    Without a channel for the medium what is due is taken in hand too, and ends with that reason.
    """

    def __init__(self, service: Service, medium: Medium, clock: Clock, turn: "Lock | None" = None) -> None:
        self._service, self.medium, self._clock = service, medium, clock
        self._turn = turn or Lock()
        channel = service.channels.get(medium)
        self._sender = Sender(service, medium, channel, channel.pace if channel else None)
        self._limit = Limit(channel.most if channel else SLICE)
        self._under_way: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        self._results = Results(service, clock)
        self._past: Mapping[str, Past] = {}

    async def run(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send what is due; returns how many nudges were taken in hand. What comes due meanwhile is left."""
        taken = 0
        claiming: asyncio.Task[_Batch] | None = self._claiming()
        try:
            while claiming is not None and not stopping():
                claimed, histories, full = await claiming
                taken += len(claimed)
                claiming = self._claiming() if full else None  # the next are fetched while these are sent
                self._past = {}
                while claimed:
                    room = await self._room()
                    if stopping():
                        break
                    cases, claimed = claimed[:room], claimed[room:]
                    by = self._seconds() + queue.LEASE / 3
                    for sending in await asyncio.to_thread(self._prepare, cases, claimed, histories, by):
                        self._start(sending)
                await self._give_back(claimed)
            if claiming is not None:
                await self._give_back((await claiming).claimed)
        except asyncio.CancelledError:
            for task in self._under_way:
                task.cancel()
            raise
        finally:  # whatever went wrong, what is on its way to the provider is seen through
            await self._all_ended()
        return taken

    def _claiming(self) -> "asyncio.Task[_Batch]":
        # no more than can be sent well within a lease
        return asyncio.create_task(asyncio.to_thread(self._claim, min(BATCH, 4 * self._limit.allowed)))

    async def _room(self) -> int:
        """Wait until some may be sent, and say how many: what is written down as an intent goes at once."""
        while len(self._under_way) > max(self._limit.allowed // 2, self._limit.allowed - SLICE):
            self._limit.waited()
            await self._one_ended()
        return max(1, min(SLICE, self._limit.allowed, self._limit.most - len(self._under_way)))

    def _start(self, sending: Sending) -> None:
        self._under_way.add(asyncio.create_task(self._send(sending)))
        self._limit.started()

    async def _one_ended(self) -> None:
        self._ended.clear()
        await self._ended.wait()

    async def _all_ended(self) -> None:
        while self._under_way:
            await self._one_ended()
        await self._results.written()

    @staticmethod
    def _seconds() -> float:
        return asyncio.get_running_loop().time()

    async def _send(self, sending: Sending) -> None:
        """One try, and what it means."""
        case, attempt_id, refused = sending.case, sending.message.attempt_id, False
        began = self._seconds()
        try:
            if began > sending.by:  # this process stood still, and nobody knows what happened since
                raise SendError(Fault.BUSY, "held-up")
            receipt = await sending.channel.send(sending.message)
            self._service.tally.add(Count.SENDS, self.medium, Status.ACCEPTED, "")
            why = _SANDBOXED if sending.channel.name == SANDBOX else _SENT
            self._results.add(ended(case, Status.ACCEPTED, why, None, attempt_id, receipt.provider_id))
        except Exception as mistake:
            # nothing but SendError should leave a channel; if it does, the other sends must not suffer
            name = type(mistake).__name__
            error = mistake if isinstance(mistake, SendError) else SendError(Fault.UNKNOWN, name)
            refused = error.kind is Fault.BUSY
            if error.kind in (Fault.ACCOUNT, Fault.FORBIDDEN):
                about = (self._service, self.medium, error.kind, error.code, self._clock())
                await asyncio.to_thread(account_refused, *about)
            self._service.tally.add(Count.SENDS, self.medium, error.kind, error.code)
            log().warning("not accepted", nudge=case.id, attempt=attempt_id, kind=error.kind, code=error.code)
            settled = by_provider(self._service, case, error, self._clock())
            to = sending.message.to if error.kind is Fault.ADDRESS else None
            gone = case.person.id if error.kind is Fault.STOPPED else None
            settled = replace(settled, attempt_id=attempt_id, code=error.code, refused=to, opted_out=gone)
            self._results.add(settled)
        finally:
            self._under_way.discard(asyncio.current_task())
            seconds = self._seconds() - began
            self._service.tally.took(self.medium, seconds)
            self._limit.ended(seconds, refused=refused)
            self._ended.set()

    def _claim(self, limit: int) -> _Batch:
        """Take due nudges in hand, with what these people were asked before."""
        now, holder = self._clock(), self._service.new_id()
        with self._turn:
            claimed = self._taken(now, holder, limit)
        if not claimed:
            return _Batch([], {}, full=False)
        with self._service.db.read() as tx:
            ids = [case.person.id for case in claimed]
            return _Batch(claimed, history.histories(tx, ids), full=len(claimed) >= limit)

    def _taken(self, now: datetime, holder: str, limit: int) -> list[Claimed]:
        """From the queue, then straight from the schedule: what comes due and may go needs no claim."""
        service, medium, pace = self._service, self.medium, self._sender.pace
        with service.db.write() as tx:
            allowed, aside = queue.room(tx, medium, pace), set_aside(service, tx)
            straight = allowed is None
            claimed = queue.take(tx, medium, now, holder, limit, aside) if straight else []
            if straight and not claimed:  # it holds nothing that anybody waits for, so it may go on
                came, claimed = plan_in(service, tx, now, limit, Taking(medium, holder, now), aside)
                if came < limit or not claimed:
                    return claimed
        if not straight:  # at a pace, or held: everything through the queue, where the pace is kept
            plan_due(service, now)
            with service.db.write() as tx:
                return queue.claim(tx, medium, now, holder, limit, pace, aside)
        while len(claimed) < limit:
            wanted = limit - len(claimed)
            came, fresh = plan_batch(service, now, wanted, Taking(medium, holder, now))
            claimed += fresh
            if came < wanted or not fresh:  # that was all; or the others see to theirs
                break
        return claimed

    async def _give_back(self, claimed: Sequence[Claimed]) -> None:
        if claimed:
            await asyncio.to_thread(self._given_back, claimed)

    def _given_back(self, claimed: Sequence[Claimed]) -> None:
        with self._service.db.write() as tx:
            queue.give_back(tx, claimed, self._clock())

    def _prepare(
        self, cases: Sequence[Claimed], after: Sequence[Claimed], histories: Histories, by: float
    ) -> list[Sending]:
        near = after[: min(SLICE, 4 * self._limit.allowed)]  # few mails go at once, and few statements a mail
        self._past = looked_back_on(self._service, cases, near, self._past)
        return prepare(self._sender, cases, histories, self._past, by, self._clock())
