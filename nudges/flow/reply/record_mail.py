"""A mail has come in, by whichever way: a reply is recorded, a bounce is the end of its attempt."""

from datetime import datetime, timedelta

from nudges.channels.base import Fault
from nudges.core.mail.classify import Aside, Mail, Returned, Written
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import record_status
from nudges.flow.reply.record import Inbound, record_reply
from nudges.flow.service import Service, log

#: What came in longer ago was heard late: something may have been sent since.
_LATE = timedelta(minutes=5)


def record_mail(service: Service, mail: Mail, at: datetime, now: datetime) -> None:
    """Record what a mail that came in `at` says. The same one again changes nothing."""
    match mail:
        case Written():
            at = min(at, now)
            inbound = Inbound(
                mail.id,
                Medium.EMAIL,
                mail.sender,
                mail.words,
                at,
                answers=mail.answers,
                late=now - at > _LATE,
            )
            record_reply(service, inbound, now)
        case Returned():
            fault = Fault.ADDRESS if mail.refused else Fault.PERMANENT
            record_status(service, mail.attempt, Status.FAILED, mail.code, now, fault=fault)
        case Aside():
            log().info("mail left aside", why=mail.why)
