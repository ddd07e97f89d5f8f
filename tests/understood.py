"""`understand` as most tests need it: on a Tuesday morning; and the labelled replies."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from nudges.content.replies import read_replies
from nudges.core.danger.detect import UNWATCHED, Care
from nudges.core.person.person import State
from nudges.core.reply import understand as reply
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.folders import DATA, TEMPLATES

#: What people say, as it is read for the service.
PHRASES = read_replies(TEMPLATES / "replies")
#: Twilio's default opt-out words.
CARRIER_STOPS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
MADRID = ZoneInfo("Europe/Madrid")
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=MADRID)


def understand(
    text: str,
    expects: Expects | None,
    scale: tuple[int, int] = (1, 5),
    *,
    at: datetime = TUESDAY,
    state: State = State.ACTIVE,
    locale: str = "en",
    care: Care = UNWATCHED,
) -> Meaning:
    return reply.understand(text, expects, at, PHRASES, locale=locale, state=state, scale=scale, care=care)


def listed(text: str) -> list[str]:
    """Replies between bars, wrapped as prose is."""
    return [" ".join(reply.split()) for reply in text.split("|")]


def labelled(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def heard(row: dict[str, Any], care: Care = UNWATCHED) -> Meaning:
    """What a labelled reply is taken to mean; without a time of its own it was said on that Tuesday."""
    now = datetime.fromisoformat(row["now"]).replace(tzinfo=MADRID) if "now" in row else TUESDAY
    expects = Expects(row["expects"]) if row["expects"] else None
    state, locale = State(row.get("state", "active")), row.get("locale", "en")
    return understand(row["text"], expects, at=now, state=state, locale=locale, care=care)


def fits(row: dict[str, Any], got: Meaning) -> bool:
    """True if it is of the kind of its label, and says what the label says of rating, moment and day."""
    said = {
        "rating": got.rating,
        "since": got.since.strftime("%Y-%m-%dT%H:%M") if got.since else None,
        "until": got.until.strftime("%Y-%m-%dT%H:%M") if got.until else None,
        "time": f"{got.at:%H:%M}" if got.at else None,
        "yesterday": got.days_ago == 1,
    }
    return got.kind is Kind(row["kind"]) and all(said[name] == row[name] for name in said if name in row)
