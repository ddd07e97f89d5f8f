"""Why a nudge is as it is: a code with its values, put into words only where it is read (reason_words.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from nudges.core.status import SENT, Status


class ReasonCode(StrEnum):
    """Every reason there is. Each says in a comment which values it carries, if any."""

    # queued: it waits
    NOT_YET = "not_yet"  # at
    QUIET_HOURS = "quiet_hours"  # at
    SNOOZED = "snoozed"  # at
    AFTER_PAUSE = "after_pause"  # at
    BUSY = "busy"  # provider_code, at
    ACCOUNT_REFUSED = "account_refused"  # provider_code, at
    PHONE_OFF = "phone_off"  # provider_code, at
    NOT_COMPOSED = "not_composed"  # detail, at
    NOT_IN_RECORDS = "not_in_records"
    SETTINGS_CHANGED = "settings_changed"
    ZONE_UNKNOWN = "zone_unknown"

    # accepted, delivered, unknown
    SENT = "sent"
    SANDBOXED = "sandboxed"
    DELIVERED = "delivered"
    IN_RECORDS = "in_records"
    UNCONFIRMED = "unconfirmed"  # provider_code
    WORKER_STOPPED = "worker_stopped"

    # failed
    REFUSED = "refused"  # provider_code
    FORBIDDEN = "forbidden"  # provider_code
    OPTED_OUT = "opted_out"  # provider_code
    NOT_DELIVERED = "not_delivered"  # provider_code, which a provider may leave out

    # missed
    TOO_LATE = "too_late"  # late, limit
    QUIET_TOO_LONG = "quiet_too_long"  # at, limit
    OVERTAKEN = "overtaken"
    BUSY_TOO_LONG = "busy_too_long"  # provider_code
    ACCOUNT_REFUSED_TOO_LONG = "account_refused_too_long"  # provider_code
    NOT_COMPOSED_TOO_LONG = "not_composed_too_long"  # detail
    SENDER_HELD_TOO_LONG = "sender_held_too_long"
    PLAN_HELD_TOO_LONG = "plan_held_too_long"
    ZONE_UNKNOWN_TOO_LONG = "zone_unknown_too_long"
    ANSWER_TOO_LATE = "answer_too_late"
    NO_WORD = "no_word"
    BEFORE_RESTORE = "before_restore"

    # suppressed
    SAID_STOP = "said_stop"
    NO_CONSENT = "no_consent"
    ERASED = "erased"
    NO_ADDRESS = "no_address"
    ADDRESS_REFUSED = "address_refused"  # provider_code

    # skipped
    PAUSED = "paused"  # at
    PAUSE_CHANGED = "pause_changed"
    MOVED = "moved"
    ANSWERED = "answered"
    CALLED_OFF = "called_off"
    TAKEN_BACK = "taken_back"
    ALREADY_AGREED = "already_agreed"
    STEP_GONE = "step_gone"
    LEFT_PLAN = "left_plan"
    NO_EMAIL = "no_email"
    NOTHING_TO_SAY = "nothing_to_say"
    QUIET_WEEK = "quiet_week"
    STIRS_PAIN = "stirs_pain"
    OTHER_SIDE = "other_side"
    NEEDS_PARTNER = "needs_partner"
    DISCLOSED = "disclosed"
    TOO_LONG_FOR_SMS = "too_long_for_sms"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its values. `at` is the moment it waits for, or until which they rest (aware UTC);
    `late` how late it was, and `limit` how late it may be; `provider_code` what the provider called its
    error; `detail` what the operator has to mend.
    """

    code: ReasonCode
    at: datetime | None = None
    late: timedelta | None = None
    limit: timedelta | None = None
    provider_code: str | None = None
    detail: str | None = None

    def values(self) -> dict[str, Any] | None:
        """The values as JSON keeps them, spans in seconds; None if there are none."""
        kept: dict[str, Any] = {}
        if self.at is not None:
            kept["at"] = self.at.astimezone(UTC).isoformat()
        if self.late is not None:
            kept["late"] = self.late.total_seconds()
        if self.limit is not None:
            kept["limit"] = self.limit.total_seconds()
        if self.provider_code is not None:
            kept["provider_code"] = self.provider_code
        if self.detail is not None:
            kept["detail"] = self.detail
        return kept or None


def reason_of(code: str | None, values: Mapping[str, Any] | None) -> Reason | None:
    """The reason of these two columns; None if there is none."""
    if code is None:
        return None
    kept = values or {}
    at, late, limit = kept.get("at"), kept.get("late"), kept.get("limit")
    return Reason(
        ReasonCode(code),
        at=None if at is None else datetime.fromisoformat(at),
        late=None if late is None else timedelta(seconds=late),
        limit=None if limit is None else timedelta(seconds=limit),
        provider_code=kept.get("provider_code"),
        detail=kept.get("detail"),
    )


def written(reason: Reason | None) -> tuple[ReasonCode | None, dict[str, Any] | None]:
    """A reason as two columns keep it."""
    return (None, None) if reason is None else (reason.code, reason.values())


class SuppressionKind(StrEnum):
    """Why a number or an address is not written to; START takes either back."""

    STOP = "stop"  # the person said STOP, to us or to the provider
    REFUSED = "refused"  # the provider refuses it for good


@dataclass(frozen=True, slots=True)
class Suppression:
    """A number or an address that is not written to, and the provider's code if it was refused."""

    kind: SuppressionKind
    provider_code: str | None = None

    @property
    def reason(self) -> Reason:
        """The same as the reason of a nudge that is not sent for it."""
        if self.kind is SuppressionKind.STOP:
            return Reason(ReasonCode.SAID_STOP)
        return Reason(ReasonCode.ADDRESS_REFUSED, provider_code=self.provider_code)


def tone(status: Status, code: ReasonCode | None) -> Literal["went", "waits", "not"]:
    """How a page shows a nudge; `code` is that of its reason. What only the sandbox took did not go."""
    if status in SENT:
        return "not" if code is ReasonCode.SANDBOXED else "went"
    return "waits" if status in (Status.QUEUED, Status.SENDING, Status.UNKNOWN) else "not"
