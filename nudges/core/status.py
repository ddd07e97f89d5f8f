"""The states of a nudge, and which state may follow which.

queued -> sending -> accepted -> delivered
   |         |  \\-> failed            missed, suppressed, skipped (each with a reason)
   |         \\-> unknown -> accepted | queued | missed
   \\-> missed | suppressed | skipped
"""

from enum import StrEnum


class Status(StrEnum):
    """The state of a nudge. Every planned slot ends in one of the last five, with a reason."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    MISSED = "missed"
    SUPPRESSED = "suppressed"
    SKIPPED = "skipped"


#: Accepted by a provider: the person has got it, or may still get it.
SENT = frozenset({Status.ACCEPTED, Status.DELIVERED})

#: Never sent; these never count against the person.
NOT_SENT = frozenset({Status.MISSED, Status.SUPPRESSED, Status.SKIPPED})

#: The states that a provider's report may lead to, from each state of a nudge or an attempt. Any other report
#: is late or repeated and changes nothing, so a report never moves a nudge backwards.
REPORTS: dict[Status, frozenset[Status]] = {
    # queued for another try, and then reported as sent after all: it is not sent again
    Status.QUEUED: frozenset({Status.ACCEPTED, Status.DELIVERED}),
    Status.SENDING: frozenset({Status.ACCEPTED, Status.DELIVERED, Status.FAILED}),
    Status.UNKNOWN: frozenset({Status.ACCEPTED, Status.DELIVERED, Status.FAILED}),
    # given up as unknown, and then reported after all (only a nudge with an attempt can be reported)
    Status.MISSED: frozenset({Status.ACCEPTED, Status.DELIVERED}),
    Status.ACCEPTED: frozenset({Status.DELIVERED, Status.FAILED}),
}


def may_follow(then: Status, now: Status) -> bool:
    """True if a provider's report may change the state from `now` to `then`."""
    return then in REPORTS.get(now, ())
