"""The provider says what became of an attempt: recorded once, and never backwards."""

from datetime import datetime

from nudges.core.plan import Medium
from nudges.core.status import Status
from nudges.flow.service import Service, log
from nudges.store import outcomes, people


def record_status(
    service: Service,
    attempt_id: str,
    status: Status | None,
    code: str | None,
    now: datetime,
    *,
    refuses_address: bool = False,
) -> bool:
    """Record a report about an attempt; False if the attempt is not one of ours.

    `status` is None for a report that is only about the address, such as a spam complaint;
    `refuses_address` says that the address must not be written to again: an unknown or landline
    number, a bounce, a complaint.
    """
    with service.db.write() as tx:
        reported = outcomes.report(tx, attempt_id, status, _said(status, code), code, now)
        if reported is None:
            log().warning("report about an unknown attempt", attempt=attempt_id[:64])
            return False
        news = reported.changed or status is None  # a report that comes again must not undo a START
        person = people.get(tx, reported.person_id) if refuses_address and news else None
        if person is not None:
            address = person.phone if reported.medium is Medium.SMS else person.email
            people.suppress(tx, [address], f"the provider refused this address ({code})", now)
    log().info("report", nudge=reported.nudge_id, attempt=attempt_id, status=status, changed=reported.changed)
    return True


def _said(status: Status | None, code: str | None) -> str:
    match status:
        case Status.DELIVERED:
            return "delivered"
        case Status.FAILED:
            return f"failed: not delivered ({code or 'no reason given'})"
        case _:
            return "sent"
