"""`understand` as most tests need it: on a Tuesday morning."""

from datetime import datetime
from zoneinfo import ZoneInfo

from nudges.core import reply
from nudges.core.plan import Expects
from nudges.core.reply import Meaning

TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Madrid"))


def understand(text: str, expects: Expects | None, scale: tuple[int, int] = (1, 5)) -> Meaning:
    return reply.understand(text, expects, TUESDAY, scale=scale)
