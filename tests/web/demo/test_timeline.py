"""The timeline of the demo says what became of each message, and what an answer was understood as."""

import pytest

from nudges.store.db import Db
from nudges.web.demo.timeline import timeline
from tests.harness import World


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("done 4", "done, 4 of 5"),
        ("skip", "not this time"),
        ("I want to kill myself", "! DANGER: helplines were sent at once"),
        ("numbers", "numbers to call"),
    ],
)
def test_an_answer_is_told_in_words(db: Db, said: str, meant: str) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:15").run()
    world.later(minutes=5).says(said)
    [line] = [one for one in timeline(world.service) if one.badge == "reply"]
    assert line.why == f"understood as: {meant}"


def test_messages_of_the_service_have_their_names(db: Db) -> None:
    world = World(db)
    world.join()
    world.later(minutes=5).says("I want to kill myself")
    world.at("2026-06-09 12:00").run()
    assert {"Welcome", "After the hold"} <= {one.title for one in timeline(world.service)}
