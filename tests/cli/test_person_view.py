"""How a person's state is told at the prompt."""

from datetime import datetime, timedelta

import pytest

from nudges.cli.person.view import state
from nudges.core.person.person import Person, State
from tests.harness import MONDAY, PARIS


@pytest.mark.parametrize(
    ("stands", "until", "words"),
    [
        (State.ACTIVE, None, "active"),
        (State.ACTIVE, MONDAY + timedelta(days=4), "paused until 5 Jun"),
        (State.ACTIVE, MONDAY + timedelta(hours=14), "paused until 2 Jun"),  # on their own clock
        (State.ACTIVE, MONDAY, "active"),
        (State.STOPPED, MONDAY + timedelta(days=4), "stopped"),
        (State.INVITED, None, "invited"),
    ],
)
def test_a_pause_is_told_with_its_end_while_it_lasts(
    stands: State, until: datetime | None, words: str
) -> None:
    assert state(Person("p", PARIS, state=stands, paused_until=until), MONDAY) == words
