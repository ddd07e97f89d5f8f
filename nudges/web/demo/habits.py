"""How the cast answers when nobody answers for them: by their script, a few minutes after they were asked."""

import heapq
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from nudges.web.demo.cast import CAST, Actor, asks_done, asks_rating
from nudges.web.demo.screens import Bubble


class Habits:
    """Reads `phones`, each actor's thread by key, and knows which answers are on their way."""

    def __init__(self, phones: Mapping[str, Sequence[Bubble]]) -> None:
        self._phones = phones
        self._read = dict.fromkeys(phones, 0)
        self._asked: dict[tuple[str, bool], int] = {}
        self._answers: list[tuple[datetime, str, str]] = []

    def look_away(self) -> None:
        """Leave unanswered what has come until now."""
        self._answers.clear()
        self._read = {key: len(thread) for key, thread in self._phones.items()}

    def read(self) -> None:
        """Read what is new on each phone, and decide what to answer and when."""
        for actor in CAST:
            thread = self._phones[actor.key]
            for bubble in thread[self._read[actor.key] :]:
                if bubble.ours and (asks_rating(bubble.text) or asks_done(bubble.text)):
                    self._asks(actor, bubble)
            self._read[actor.key] = len(thread)

    def _asks(self, actor: Actor, bubble: Bubble) -> None:
        kind = (actor.key, asks_rating(bubble.text))
        before = self._asked.get(kind, 0)
        self._asked[kind] = before + 1
        if words := actor.answer(bubble.text, before):
            at = bubble.at.astimezone(UTC) + actor.delay(before)
            heapq.heappush(self._answers, (at, actor.key, words))

    def next(self) -> datetime | None:
        """When the next answer is due."""
        return self._answers[0][0] if self._answers else None

    def take(self) -> tuple[Actor, str]:
        """The next answer: who gives it, and their words."""
        _, key, words = heapq.heappop(self._answers)
        return next(actor for actor in CAST if actor.key == key), words
