"""What Twilio's codes and words mean to us: how each is treated, and what the operator can do about it.

https://www.twilio.com/docs/api/errors lists the codes. 1xxxx and 2xxxx answer a request, 3xxxx come in
status callbacks, after the message was taken. A code that is not here goes by its HTTP status.
"""

from nudges.channels.base import Fault
from nudges.core.status import Status

_FAULTS: dict[str, Fault] = {
    "21610": Fault.STOPPED,  # this person texted STOP, and Twilio keeps to it
    "21211": Fault.ADDRESS,  # To is not a valid number
    "21614": Fault.ADDRESS,  # To is not a mobile number
    "21635": Fault.ADDRESS,  # To is a landline
    "30006": Fault.ADDRESS,  # landline, or a carrier that cannot be reached
    "30002": Fault.ACCOUNT,
    "10001": Fault.ACCOUNT,
    "20003": Fault.ACCOUNT,
    "30034": Fault.ACCOUNT,
    "21606": Fault.ACCOUNT,
    # about this number only: one person abroad must not silence everybody
    "21608": Fault.FORBIDDEN,
    "21408": Fault.FORBIDDEN,
    "21617": Fault.PERMANENT,  # body longer than 1,600 characters
    "21612": Fault.PERMANENT,  # no route from this From to this To
    "30004": Fault.PERMANENT,  # blocked
    "30005": Fault.PERMANENT,  # handset unknown now; numbers come back
    "30007": Fault.PERMANENT,  # filtered by the carrier
    "30036": Fault.PERMANENT,  # still queued when its validity period ended
    "30003": Fault.AWAY,  # handset off or out of reach until the carrier gave up
    "30008": Fault.AWAY,  # the carrier does not say why
    "20429": Fault.BUSY,  # too many requests
    "21611": Fault.BUSY,  # the queue of this From is full
    "30001": Fault.BUSY,  # queue overflow
}

#: For the operator: what an account's refusal means, and the next step.
ADVICE: dict[str, tuple[str, str]] = {
    "30002": ("the account is suspended", "Open the Twilio console: it says why, and support lifts it."),
    "10001": ("the account is not active", "Open the Twilio console: it says what is missing."),
    "20003": (
        "the account SID or the auth token is wrong",
        "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the Twilio console again, and restart.",
    ),
    "30034": (
        "the sender is not registered for texts to US numbers (A2P 10DLC)",
        "Register a brand and a campaign in the Twilio console, and add this number to it.",
    ),
    "21606": (
        "the sender is not a number of this account, or cannot text",
        "Set TWILIO_FROM to a number of this account that can send SMS, and restart.",
    ),
    "21608": (
        "a trial account texts verified numbers only",
        "Verify the person's number in the Twilio console, or upgrade the account.",
    ),
    "21408": (
        "the account may not text this country",
        "Allow the country under Messaging, Settings, Geo permissions in the Twilio console.",
    ),
}

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), Status.ACCEPTED),
    **dict.fromkeys(("delivered", "read"), Status.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled"), Status.FAILED),
}


def fault_of(code: str) -> Fault | None:
    """How to treat a Twilio error code, from an answer or a status callback; None if we do not know it."""
    return _FAULTS.get(code)


def status_of(word: str) -> Status | None:
    """The nudge's status that Twilio's `MessageStatus` word means; None for a word we do not know."""
    return _STATUSES.get(word)
