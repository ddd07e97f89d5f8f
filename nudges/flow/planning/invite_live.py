"""Sending was turned on: whoever was invited only in the sandbox is asked now."""

from datetime import datetime

from nudges.channels.base import SANDBOX
from nudges.core.person.person import reach
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.flow.service_messages import planned
from nudges.store.nudges import sandboxed
from nudges.store.people import people


def invite_live(service: Service, now: datetime) -> int:
    """Queue the invitations that nobody got, at a decent hour; returns how many. Each once, and only live."""
    if any(channel.name == SANDBOX for channel in service.channels.values()):
        return 0
    with service.db.read() as tx:
        if not sandboxed.how_many(tx):
            return 0
    with service.db.write() as tx:
        kept = sandboxed.invitations(tx)
        known = {one.id: one for one in people.several(tx, [one.person_id for one in kept])}
        again = {
            one.nudge_id: planned(ServiceMessage.INVITATION, known[one.person_id], reached[0], now)
            for one in kept
            if (reached := reach(known[one.person_id], Medium.SMS, service.channels))
        }
        queued = sandboxed.queue_again(tx, again)
    if queued:
        log().info("invited in the sandbox, asked now", people=queued)
    return queued
