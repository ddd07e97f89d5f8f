"""A mail has come in, by whichever way: a reply is recorded, a bounce is the end of its attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nudges.channels.base import Fault
from nudges.core.mail.classify import Aside, Mail, Returned, Written
from nudges.core.mail.strip_quotes import words_of
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import Report, record_reports_within
from nudges.flow.log import log
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.mail.quotable import quotable
from nudges.flow.reply.record import Arrived, record_replies_within
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import outcomes
from nudges.store.people import by_address, people

#: What came in longer ago was heard late: something may have been sent since.
_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail that came in `at`, and was heard of `now`."""

    mail: Mail
    at: datetime
    now: datetime


def record_mail(service: Service, posted: Posted) -> None:
    """Record what a mail says. The same one again changes nothing."""
    record_mails(service, [posted])


def record_mails(service: Service, posted: Sequence[Posted]) -> list[None]:
    """The same for several, in their order, in one transaction."""
    with service.db.write() as tx:
        return _record_mails(service, tx, posted)


def _record_mails(service: Service, tx: Tx, posted: Sequence[Posted]) -> list[None]:
    senders = [one.mail.sender for one in posted if isinstance(one.mail, Written)]
    if len(senders) > 1:
        by_address.hold_known(tx, senders)
    for one in posted:
        _record(service, tx, one.mail, one.at, one.now)
    return [None] * len(posted)


def _record(service: Service, tx: Tx, mail: Mail, at: datetime, now: datetime) -> None:
    match mail:
        case Written():
            at = min(at, now)
            inbound = Inbound(
                mail.id,
                Medium.EMAIL,
                mail.sender,
                _words(service, tx, mail),
                at,
                answers=mail.answers,
                authenticated=mail.authenticated,
                late=now - at > _LATE,
            )
            record_replies_within(service, tx, [Arrived(inbound, now)])
        case Returned():
            fault = Fault.ADDRESS if mail.refused else Fault.PERMANENT
            record_reports_within(
                service, tx, [Report(mail.attempt, Status.FAILED, mail.code, now, fault=fault)]
            )
        case Aside():
            log().info("mail left aside", why=mail.why)


def _words(service: Service, tx: Tx, mail: Written) -> str:
    """What the person wrote, without what they quote of the mails that were sent to them."""
    whose = outcomes.whose(tx, mail.answers) if mail.answers else None
    person = people.get(tx, whose[0]) if whose else people.find(tx, mail.sender)
    sent = quotable(service, tx, person, whose[1] if whose else None) if person else []
    return words_of(mail.body, service.mail_forms(), sent)
