"""A mail has come in, by whichever way: a reply is recorded, a bounce is the end of its attempt."""

from datetime import datetime, timedelta

from nudges.channels.base import Fault
from nudges.core.mail.classify import Aside, Mail, Returned, Written
from nudges.core.mail.strip_quotes import words_of
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import record_status
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.quotable import quotable
from nudges.flow.reply.record import record_reply
from nudges.flow.service import Service, log
from nudges.store.nudges import outcomes
from nudges.store.people import people

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
                _words(service, mail),
                at,
                answers=mail.answers,
                authenticated=mail.authenticated,
                late=now - at > _LATE,
            )
            record_reply(service, inbound, now)
        case Returned():
            fault = Fault.ADDRESS if mail.refused else Fault.PERMANENT
            record_status(service, mail.attempt, Status.FAILED, mail.code, now, fault=fault)
        case Aside():
            log().info("mail left aside", why=mail.why)


def _words(service: Service, mail: Written) -> str:
    """What the person wrote, without what they quote of the mails that were sent to them."""
    with service.db.read() as tx:
        whose = outcomes.whose(tx, mail.answers) if mail.answers else None
        person = people.get(tx, whose[0]) if whose else people.find(tx, mail.sender)
        sent = quotable(service, tx, person, whose[1] if whose else None) if person else []
    return words_of(mail.body, service.mail_forms(), sent)
