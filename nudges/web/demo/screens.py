"""What is on the screens: texts on a phone and mails in the inbox, numbered in the order of events."""

from dataclasses import dataclass, field
from datetime import datetime

from nudges.channels.sandbox import Kept
from nudges.core.render.sms_segments import count
from nudges.core.render.templates import as_document


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text on a phone. `at` is on the person's own clock, `ours` if the programme wrote it."""

    number: int
    at: datetime
    text: str = field(repr=False)
    ours: bool
    new_day: bool

    @property
    def cost(self) -> str:
        """What it costs to send, such as "112 characters, 1 segment"."""
        counted = count(self.text)
        plural = "" if counted.segments == 1 else "s"
        return f"{len(self.text)} characters, {counted.segments} segment{plural}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in the inbox. `at` is on the clock of the person it is `to`."""

    number: int
    at: datetime
    to: str
    kept: Kept = field(repr=False)

    @property
    def subject(self) -> str:
        """The subject line."""
        return self.kept.message.subject

    @property
    def text(self) -> str:
        """The plain part."""
        return self.kept.message.text

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers as a mail program would show them on request."""
        return [(name, str(value)) for name, value in self.kept.mail().items()]

    def html(self) -> str:
        """The HTML part as one document: its links for a window of their own."""
        return as_document(self.kept.message.html)
