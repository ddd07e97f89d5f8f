"""One nudge's life: its states, what a provider or a person may turn them into, and the reasons.

queued -> sending -> accepted -> delivered
   |         |  \\-> failed            missed, suppressed, skipped (each with a reason)
   |         \\-> unknown -> accepted | queued | missed
   \\-> missed | suppressed | skipped
"""

from enum import StrEnum


class Status(StrEnum):
    """Where a nudge stands. Every planned slot ends in one of the last five, with a reason."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    MISSED = "missed"
    SUPPRESSED = "suppressed"
    SKIPPED = "skipped"


#: Reached the provider, as far as anyone knows: these were seen, or may yet be.
SENT = frozenset({Status.ACCEPTED, Status.DELIVERED})

#: Never left this house; they never count against the person.
NOT_SENT = frozenset({Status.MISSED, Status.SUPPRESSED, Status.SKIPPED})

#: From each state, of a nudge or of one attempt, the states that a provider's report may lead to. Whatever is
#: not listed is a late or repeated report and changes nothing, so no report moves a nudge backwards.
REPORTS: dict[Status, frozenset[Status]] = {
    # it was to be tried once more, and then word came that it had arrived: nothing more is sent
    Status.QUEUED: frozenset({Status.ACCEPTED, Status.DELIVERED}),
    Status.SENDING: frozenset({Status.ACCEPTED, Status.DELIVERED, Status.FAILED}),
    Status.UNKNOWN: frozenset({Status.ACCEPTED, Status.DELIVERED, Status.FAILED}),
    # given up as unknown, and then word came after all (only a nudge with an attempt can be reported on)
    Status.MISSED: frozenset({Status.ACCEPTED, Status.DELIVERED}),
    Status.ACCEPTED: frozenset({Status.DELIVERED, Status.FAILED}),
}


def may_follow(then: Status, now: Status) -> bool:
    """True if a provider's report may lead from `now` to `then`."""
    return then in REPORTS.get(now, ())
