"""A receiver of events, written by hand: what it took, what it was asked, and what it answers."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from nudges.channels.base import SendError


class FakeEndpoint:
    """A receiver. `answers` is told an event's `nr` and how often it came, and says what comes of it; until
    `waits` is set, it does not answer."""

    id = "fake"

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.tried: list[int] = []
        self.bodies: dict[str, set[str]] = {}
        self.answers: Callable[[int, int], SendError | None] = lambda nr, tries: None
        self.waits: asyncio.Event | None = None
        self.closed = False

    async def post(self, webhook_id: str, body: str, now: datetime) -> None:
        said = json.loads(body)
        nr = said["data"].get("nr", 0)
        self.bodies.setdefault(webhook_id, set()).add(body)
        self.tried.append(nr)
        if self.waits:
            await self.waits.wait()
        if error := self.answers(nr, self.tried.count(nr)):
            raise error
        self.taken.append((webhook_id, said))

    async def close(self) -> None:
        self.closed = True

    def numbers(self) -> list[int]:
        return [said["data"]["nr"] for _, said in self.taken]
