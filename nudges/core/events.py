"""What other systems of the operator can be told of. docs/events.md says what each event holds."""

from collections.abc import Mapping
from enum import StrEnum

from nudges.core.status import Status


class EventKind(StrEnum):
    """Every event there is, by the name it is sent with."""

    NUDGE_SENT = "nudge.sent"
    NUDGE_DELIVERED = "nudge.delivered"
    NUDGE_FAILED = "nudge.failed"
    NUDGE_MISSED = "nudge.missed"
    REPLY_RECORDED = "reply.recorded"
    REPLY_CHANGED = "reply.changed"
    REPLY_REMOVED = "reply.removed"
    PERSON_JOINED = "person.joined"
    PERSON_PAUSED = "person.paused"
    PERSON_RESUMED = "person.resumed"
    PERSON_STOPPED = "person.stopped"
    PERSON_ERASED = "person.erased"
    DANGER_NOTICED = "danger.noticed"


#: The states of a nudge that are told, each with its event.
OF_STATUS: Mapping[Status, EventKind] = {
    Status.ACCEPTED: EventKind.NUDGE_SENT,
    Status.DELIVERED: EventKind.NUDGE_DELIVERED,
    Status.FAILED: EventKind.NUDGE_FAILED,
    Status.MISSED: EventKind.NUDGE_MISSED,
}
