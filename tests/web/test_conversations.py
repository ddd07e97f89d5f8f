"""Conversations as they are read in tests/data/conversations: through the real webhooks, on both databases.

pytestmark = pytest.mark.both_databases


@ 2026-06-02 09:15     the clock is turned, and the worker does what is due
* words                what the service then sent of itself ("* -": nothing), by how it begins
> words                the person writes an SMS
< words                and is answered, by how it begins ("< -": not at all; with a $ at its end: all of it)
"""

from collections.abc import Iterator
from typing import Any

import pytest

from nudges.store.db import Db
from tests.callers import Callers
from tests.folders import DATA
from tests.harness import PHONE, World, plan, step

pytestmark = pytest.mark.both_databases

FOLDER = DATA / "conversations"
PLANS = {
    "daily": plan(**{"daily-appreciation": step("09:15")}),
    "both": plan(
        **{
            "daily-appreciation": step("09:15"),
            "check-in": step("19:00", expects="rating", practices=["g1-s2-b1"]),
        }
    ),
    "written": plan(written=step("09:15", expects="note", practices=["g2-s9-b3"])),
}


def conversations() -> Iterator[tuple[str, str]]:
    """Each by its title, which a line of "## " gives; what stands before the first explains."""
    for file in sorted(FOLDER.glob("*.txt")):
        for part in file.read_text("utf-8").split("\n## ")[1:]:
            title, _, lines = part.partition("\n")
            yield f"{file.stem}: {title}", lines


CONVERSATIONS = list(conversations())


def test_there_are_conversations() -> None:
    assert len(CONVERSATIONS) >= 20
    silent = [
        title for title, lines in CONVERSATIONS if not {"<", "*"} & {line[:1] for line in lines.split("\n")}
    ]
    assert silent == [], "nothing is expected in them"


@pytest.mark.parametrize(("title", "lines"), CONVERSATIONS, ids=[title for title, _ in CONVERSATIONS])
def test_a_conversation(db: Db, title: str, lines: str) -> None:
    world = World(db, plans=PLANS)
    fields: dict[str, Any] = {"locale": "es"} if title.startswith("spanish") else {}
    if "invited" in title:
        fields |= {"consent": None, "quiet": False}
    named = {"two steps": "both", "written down": "written"}
    world.join(plan=next((named[one] for one in named if one in title), "daily"), phone=PHONE, **fields)
    callers, heard = Callers(world), None
    for number, line in enumerate(lines.splitlines(), start=1):
        sign, _, words = line.strip().partition(" ")
        said = f"line {number}: {line}"
        match sign:
            case "@":
                world.forget_sent()
                world.at(words).run()
            case "*":
                sent = [message.text for message in world.sent]
                assert begins(sent.pop(0) if sent else None, words), (said, sent)
                world.sms.ledger[:] = world.sms.ledger[1:]
            case ">":
                world.later(minutes=1)
                heard = callers.sms(words)
            case "<":
                assert begins(heard, words), (said, heard)


def begins(said: str | None, words: str) -> bool:
    if words.endswith("$"):
        return said == words[:-1]
    return said is None if words == "-" else (said or "").startswith(words)
