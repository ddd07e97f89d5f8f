"""Replies by mail, where no provider posts them: the mailbox is read each minute, and nothing twice."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from nudges.channels.base import Fault, SendError
from nudges.channels.mailbox import Arrived, OpenMailbox
from nudges.core.mail.authenticate import by_header
from nudges.core.mail.classify import judge
from nudges.core.mail.mime import read_raw
from nudges.flow.log import log
from nudges.flow.reply.mail.record_mail import Posted, record_mail
from nudges.flow.service import Service
from nudges.store.db import PASSING
from nudges.store.maintenance import leases

#: All workers together read this often; a little less than they ask, so that no turn is missed by a hair.
EVERY = timedelta(seconds=50)

#: Mails read in a turn, and the seconds after which a turn begins no more: then the next may be another's.
MOST, LONGEST = 100, 40.0

_TURN = "mailbox read"


async def read_mailbox(
    service: Service,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    *,
    at_once: bool = False,
) -> int:
    """Record what came into the mailbox, oldest first; returns how many mails were dealt with.

    Call it as often as you like, from any number of workers: they take turns, but for one that has to know
    what is there `at_once`. A mail is flagged as seen only once it is
    recorded, so whatever dies in between, it is read again, and its id makes that harmless. Raises what
    passes (`PASSING`), with the mail unflagged.
    """
    mailbox = service.mailbox
    if mailbox is None:
        return 0
    if not await asyncio.to_thread(_turn, service, clock()) and not at_once:
        return 0
    done, until = 0, asyncio.get_running_loop().time() + LONGEST
    try:
        async with mailbox.opened() as box:
            for uid in (await box.unseen())[:MOST]:
                if stopping() or asyncio.get_running_loop().time() > until:
                    break
                await _deal_with(service, box, uid, clock())
                done += 1
    except SendError as error:
        log().warning("mailbox not read", kind=error.kind, code=error.code, mails=done)
    return done


async def _deal_with(service: Service, box: OpenMailbox, uid: str, now: datetime) -> None:
    """Record one mail; one that cannot be is flagged for the operator, and stops nobody."""
    try:
        arrived = await box.mail(uid)
    except SendError as error:
        if error.kind is not Fault.PERMANENT:
            raise
        log().error("mail not shown by the server", uid=uid, code=error.code)
        return
    try:
        if arrived is not None:
            await asyncio.to_thread(_recorded, service, arrived, now)
    except PASSING:
        raise
    except Exception as error:  # whatever it is, the other mails must not suffer
        log().error("mail not recorded, flagged in the mailbox", uid=uid, error=type(error).__name__)
        await box.seen(uid, flagged=True)
    else:
        await box.seen(uid)


def _recorded(service: Service, arrived: Arrived, now: datetime) -> None:
    received = read_raw(arrived.raw)
    server = service.mailbox.authserv if service.mailbox else ""
    mail = judge(replace(received, authenticated=by_header(received.headers, server)), service.mail_forms())
    record_mail(service, Posted(mail, arrived.at or now, now))


def _turn(service: Service, now: datetime) -> bool:
    with service.db.write() as tx:
        return leases.take(tx, _TURN, now, EVERY)
