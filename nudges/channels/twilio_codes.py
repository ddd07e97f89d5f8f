"""Twilio's error codes and statuses: how each is handled, and what the operator can do about it.

The codes are data, in twilio.toml beside this file. An unknown code in a known range is handled like the
range; any other by its HTTP status.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from nudges.channels.base import Fault
from nudges.core.status import Status

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), Status.ACCEPTED),
    **dict.fromkeys(("delivered", "read"), Status.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled"), Status.FAILED),
}


class Code(NamedTuple):
    """How to handle a code, and for the operator its meaning and the next step, if there is one."""

    fault: Fault
    means: str = ""
    fix: str = ""


@cache
def _codes() -> tuple[Mapping[str, Code], Mapping[range, Code]]:
    """Single codes, and ranges of codes with the narrowest first."""
    groups: dict[str, Any] = tomllib.loads(files(__package__).joinpath("twilio.toml").read_text("utf-8"))
    codes: dict[str, Code] = {}
    ranges: dict[range, Code] = {}
    for group in groups.values():
        fault = Fault(group["fault"])
        codes |= {code: Code(fault, *said) for code, said in group["codes"].items()}
        whole = Code(fault, group.get("means", ""), group.get("fix", ""))
        ranges |= {range(first, last + 1): whole for first, last in group.get("ranges", ())}
    return codes, dict(sorted(ranges.items(), key=lambda item: len(item[0])))


def code_of(code: str) -> Code | None:
    """The meaning of a Twilio error code from an answer or a status callback; None if neither it nor its
    range is known."""
    codes, ranges = _codes()
    if known := codes.get(code):
        return known
    if not code.isascii() or not code.isdecimal() or len(code) > 6:
        return None
    return next((whole for numbers, whole in ranges.items() if int(code) in numbers), None)


def fault_of(code: str) -> Fault | None:
    """How to handle a Twilio error code; None if neither it nor its range is known."""
    known = code_of(code)
    return known and known.fault


def advice(code: str) -> tuple[str, str] | None:
    """For the operator: the meaning of a code, and the next step; None if there is nothing to do."""
    known = code_of(code)
    return (known.means, known.fix) if known and known.fix else None


def status_of(word: str) -> Status | None:
    """The nudge's status for Twilio's `MessageStatus`; None if it is unknown."""
    return _STATUSES.get(word)
