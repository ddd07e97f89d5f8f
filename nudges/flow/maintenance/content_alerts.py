"""The operator is mailed about plans, guides and texts that cannot be used: nobody may look at a log."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from nudges.channels.base import Message, SendError
from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from nudges.flow.service import Service, log
from nudges.store.maintenance import leases

#: A mistake that stays is told again after this time.
_AGAIN = timedelta(days=1)


async def tell_of_mistakes(service: Service, now: datetime) -> int:
    """Mail the operator the mistakes they were not told of today, in one mail; returns their number."""
    channel = service.channels.get(Medium.EMAIL)
    if not (service.mistakes and service.operator and channel):
        return 0
    untold = await asyncio.to_thread(_untold, service, now)
    if not untold:
        return 0
    lines = "\n".join(f"* {one.what}\n  {one.why}\n  {one.fix}\n" for one in untold)
    words = (
        f"{lines}\nWhat needs these is held, and goes on once they are mended and Nudges is started again.\n"
        "All else is sent, and replies are heard, STOP among them.\n"
    )
    subject = f"{service.programme}: some of its content cannot be used"
    try:
        await channel.send(Message(service.new_id(), service.operator, words, subject=subject))
    except SendError as error:
        log().error("operator not told", what=untold[0].what, because=error.code)
        await asyncio.to_thread(_not_told, service, untold)
        return 0
    return len(untold)


def _untold(service: Service, now: datetime) -> list[NudgesError]:
    with service.db.write() as tx:
        return [one for one in service.mistakes if leases.take(tx, _key(one), now, _AGAIN)]


def _not_told(service: Service, mistakes: Sequence[NudgesError]) -> None:
    with service.db.write() as tx:
        for one in mistakes:
            leases.give_back(tx, _key(one))


def _key(mistake: NudgesError) -> str:
    return f"operator told of {sha256(str(mistake).encode()).hexdigest()[:16]}"
