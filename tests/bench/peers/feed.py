"""How ids come to a queue: a line of them on stdin is enqueued, and then an empty answer is written."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable


def answer() -> None:
    """Say that what was given is enqueued."""
    sys.stdout.write("{}\n")
    sys.stdout.flush()


def feed(enqueue: Callable[[list[int]], object]) -> None:
    """For queues with functions."""
    answer()
    for line in sys.stdin:
        enqueue(json.loads(line))
        answer()


async def feed_async(enqueue: Callable[[list[int]], Awaitable[object]]) -> None:
    """For queues with coroutines."""
    answer()
    while line := await asyncio.to_thread(sys.stdin.readline):
        await enqueue(json.loads(line))
        answer()
