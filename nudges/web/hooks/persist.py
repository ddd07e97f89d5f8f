"""What a provider hands over is written down, although the database be away for a moment.

Twilio waits 15 s for an answer and does not call again, so tries are spread over the time that there is. What
is in vain is answered with 503: the message stays in the provider's list, which the workers read before they
send again (flow/maintenance/look_first.py).
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread

from nudges.flow.service import log
from nudges.store.db import PASSING

#: Seconds before the second, third, … try: together they are 9. A failover takes a few, or half a minute.
PAUSES = (0.1, 0.4, 0.5, 1.0, 1.0, 2.0, 2.0, 2.0)

#: Seconds after which it is given up, also if the database takes connections and does not answer.
LONGEST = 9.4

_T = TypeVar("_T")


async def persisted(write: Callable[[], _T], longest: float = LONGEST) -> _T:
    """What `write` returns, once the database takes it within `longest` seconds.

    Raises TimeoutError or the last fault (`PASSING`).

    It runs in a thread, and must do no harm if it is run again after a failure, or ends after we gave up.
    """
    async with asyncio.timeout(longest):
        for pause in PAUSES:
            try:
                return await anyio.to_thread.run_sync(write, abandon_on_cancel=True)
            except PASSING as error:
                log().warning("not written yet", error=type(error).__name__)
            await asyncio.sleep(pause)
        return await anyio.to_thread.run_sync(write, abandon_on_cancel=True)
