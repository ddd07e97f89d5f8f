"""A provider refuses the operator's account: its sender is held, so that nudges do not use up their tries."""

from datetime import datetime

from nudges.channels.base import Fault
from nudges.core.vocabulary import Medium, NoticeKind
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import operator_notices
from nudges.store.maintenance.operator_notices import Notice
from nudges.store.nudges import senders

#: Seconds a sender is held. Long enough to spare the nudges' tries, and no longer, since nothing tells us
#: that the operator has mended it but a send that goes.
HOLD = 300.0


def stop_sender(tx: Tx, medium: Medium, fault: Fault, code: str, now: datetime) -> None:
    """Note why a medium's account was refused, for the operator; hold its sender if nothing goes by it.

    What the mail provider refuses cannot be mailed: that is in the log, and `nudges doctor` says it.
    """
    held = fault is Fault.ACCOUNT
    if senders.hold(tx, medium, code, HOLD if held else 0.0):
        log().error("the provider refuses our account", medium=medium, code=code, held=held)
        if medium is not Medium.EMAIL:
            details = {"medium": medium, "code": code, "held": held}
            notice = Notice(NoticeKind.SENDER_REFUSED, f"{medium} {code}", details=details)
            operator_notices.note(tx, notice, now)


def refused(service: Service, medium: Medium, fault: Fault, code: str, now: datetime) -> None:
    """What a send that was refused as ACCOUNT or FORBIDDEN means for all others of its medium."""
    with service.db.write() as tx:
        stop_sender(tx, medium, fault, code, now)
