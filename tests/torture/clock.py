"""A clock for several processes: it runs from a fixed moment, at any speed, and can be made to jump."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Monday 1 June 2026, in the morning: the hour is decent, and most of the day is left.
START = datetime(2026, 6, 1, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    """`origin` is on CLOCK_MONOTONIC, which all processes of a machine share; `jump` is a file of seconds."""

    start: datetime = START
    origin: float = field(default_factory=time.monotonic)
    speed: float = 1.0
    jump: Path | None = None

    def __call__(self) -> datetime:
        """Now, in UTC."""
        jumped = float(self.jump.read_text() or 0) if self.jump and self.jump.exists() else 0.0
        return self.start + timedelta(seconds=(time.monotonic() - self.origin) * self.speed + jumped)
