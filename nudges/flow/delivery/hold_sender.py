"""A provider refuses the operator's account: its sender is held, so that nudges do not use up their tries."""

from nudges.channels.base import Fault
from nudges.core.vocabulary import Medium
from nudges.flow.service import Service, log
from nudges.store.db import Tx
from nudges.store.nudges import senders

#: Seconds a sender is held. Long enough to spare the nudges' tries, and no longer, since nothing tells us
#: that the operator has mended it but a send that goes.
HOLD = 300.0


def stop_sender(tx: Tx, medium: Medium, fault: Fault, code: str) -> None:
    """Note why a medium's account was refused, for `tell_operator`; hold its sender if nothing goes."""
    if senders.hold(tx, medium, code, HOLD if fault is Fault.ACCOUNT else 0.0):
        log().error("the provider refuses our account", medium=medium, code=code, held=fault is Fault.ACCOUNT)


def refused(service: Service, medium: Medium, fault: Fault, code: str) -> None:
    """What a send that was refused as ACCOUNT or FORBIDDEN means for all others of its medium."""
    with service.db.write() as tx:
        stop_sender(tx, medium, fault, code)
