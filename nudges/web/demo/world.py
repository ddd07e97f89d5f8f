"""The demo's world: time that is played from due moment to due moment, three phones and an inbox."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from nudges.channels.sandbox import Kept
from nudges.flow.maintenance.gate import Gate
from nudges.flow.maintenance.rescue import tend
from nudges.flow.results.keep import renew_figures
from nudges.flow.service import Service
from nudges.loop import run_due
from nudges.store.nudges import upcoming
from nudges.web.demo.carrier import Carrier
from nudges.web.demo.cast import CAST, Actor
from nudges.web.demo.clock import DemoClock, after_sunday_evening
from nudges.web.demo.habits import Habits
from nudges.web.demo.screens import Bubble, Letter

_NOBODY = "Nobody is waiting for a nudge. Text START on a phone to go on."
_ON_THE_WAY = "On the way here, everyone answered as they do most days."


class World:
    """All that happens has a number, one after the other, so that a page can ask what is new to it.

    `changed` says for a part of the page the number of its last change. One mover at a time: the ticker,
    a pressed button or the history.
    """

    def __init__(self, service: Service, clock: DemoClock, carrier: Carrier) -> None:
        self.service = service
        self.clock = clock
        self.count = 0
        self.changed = {"faces": 0, "controls": 0, "notice": 0, "inbox": 0, "timeline": 0, "office": 0}
        self.phones: dict[str, list[Bubble]] = {actor.key: [] for actor in CAST}
        self.letters: list[Letter] = []
        self.notice = ""
        self.playing = True
        self.sent = 0
        self.moving = asyncio.Lock()
        self.stopping = False
        self.coach: str | None = None
        self._gate = Gate(service, clock.now, "demo")
        self._carrier = carrier
        self._habits = Habits(self.phones)
        self._undelivered: list[Kept] = []

    def happened(self, *parts: str) -> int:
        """Something happened that these parts of the page show; returns its number."""
        self.count += 1
        self.changed |= dict.fromkeys(parts, self.count)
        return self.count

    def say(self, notice: str) -> None:
        """Show a line to the visitor; an empty one takes it away."""
        if notice != self.notice:
            self.notice = notice
            self.happened("notice")

    def took(self, kept: Kept) -> None:
        """A channel took a message: it lights up on a phone or lands in the inbox."""
        to = kept.message.to
        self.sent += 1
        for actor in CAST:
            if to == actor.phone:
                self._bubble(actor, kept.message.text, ours=True)
                self._undelivered.append(kept)
            elif to == actor.email:
                number = self.happened("inbox", "timeline")
                self.letters.append(Letter(number, self.local(actor), actor.name, kept))

    def _bubble(self, actor: Actor, text: str, *, ours: bool) -> None:
        thread, at = self.phones[actor.key], self.local(actor)
        new_day = not thread or thread[-1].at.date() != at.date()
        thread.append(Bubble(self.happened("timeline"), at, text, ours, new_day))

    def local(self, actor: Actor) -> datetime:
        """The demo's time on a person's clock."""
        return self.clock.now().astimezone(ZoneInfo(actor.zone))

    def next_due(self) -> datetime | None:
        """When the next slot or queued nudge comes due."""
        with self.service.db.read() as tx:
            return upcoming.next_due(tx)

    async def step(self, moment: datetime) -> None:
        """Move to one moment and do what is due at it; the network then reports what arrived."""
        self.clock.reach(moment)
        await run_due(self.service, self.clock.now)
        arrived, self._undelivered = self._undelivered, []
        for kept in arrived:
            await self._carrier.delivered(kept.message.callback_url, kept.message.to)
        self.happened("faces", "timeline")

    async def play(self, until: datetime, *, answered: bool = False) -> None:
        """Play everything that comes due up to a moment, each at its own minute, and stop there.

        If `answered`, the cast answers by habit on the way.
        """
        self._habits.look_away()
        while not self.stopping:
            due, answer = await asyncio.to_thread(self.next_due), self._habits.next()
            moment = min((one for one in (due, answer) if one is not None and one <= until), default=None)
            if moment is None:
                self.clock.reach(until)
                self.happened("faces")
                return
            if moment == answer:
                self.clock.reach(moment)
                await self.reply(*self._habits.take())
            else:
                await self.step(moment)
            if answered:
                self._habits.read()

    async def tick(self) -> None:
        """Let time pass as fast as the clock goes, unless something else moves it."""
        if self.moving.locked():
            return
        async with self.moving:
            target = self.clock.target()
            if self.clock.speed:
                await self.play(target)

    async def tend(self) -> None:
        """What the worker does now and then."""
        await asyncio.to_thread(self._gate.beat)
        await asyncio.to_thread(tend, self.service, self.clock.now())
        if not self.playing:
            await asyncio.to_thread(renew_figures, self.service, self.clock.now())

    def run(self, speed: int) -> None:
        """Let the clock go at one of its speeds."""
        self.clock.run(speed)
        self.say("")
        self.happened("controls")

    async def next_nudge(self) -> None:
        """Go on to the next message that is really sent, and pause there."""
        async with self.moving:
            self.run(0)
            before = self.sent
            while self.sent == before and not self.stopping:
                due = await asyncio.to_thread(self.next_due)
                if due is None:
                    self.say(_NOBODY)
                    return
                await self.step(due)

    async def sunday_evening(self) -> None:
        """Go on to when everybody's Sunday 18:00 has just passed, the cast answering by habit meanwhile."""
        async with self.moving:
            self.run(0)
            zones = [actor.zone for actor in CAST]
            await self.play(after_sunday_evening(self.clock.now(), zones), answered=True)
            self.say(_ON_THE_WAY)

    async def reply(self, actor: Actor, words: str) -> None:
        """A person texts; what the webhook answers lights up on their phone."""
        self._bubble(actor, words, ours=False)
        for text in await self._carrier.text(actor.phone, words):
            self._bubble(actor, text, ours=True)
        self.happened("timeline", "office")
