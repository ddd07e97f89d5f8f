"""What is written to the operator or to staff: past the queue, which is for people."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nudges.core.vocabulary import Medium
from nudges.store.maintenance.operator_notices import Notice


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail or text, and the notices it tells. `to` is somebody on the staff; empty for the operator."""

    subject: str
    words: str
    notices: Sequence[Notice]
    to: str = field(default="", repr=False)
    medium: Medium = Medium.EMAIL
