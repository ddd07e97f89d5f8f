"""What a provider hands over survives a database that is away for some seconds."""

import asyncio
import time
from collections.abc import Callable

import pytest

from nudges.store.db import PASSING
from nudges.web.hooks.persist import LONGEST, PAUSES, persisted


def failing(times: int) -> Callable[[], str]:
    left = [PASSING("SELECT", None, Exception("away"))] * times

    def write() -> str:
        if left:
            raise left.pop()
        return "kept"

    return write


def test_it_is_tried_again_until_the_database_is_back() -> None:
    assert asyncio.run(persisted(failing(4))) == "kept"


def test_the_tries_fill_the_time_that_the_provider_waits() -> None:
    assert 8.5 < sum(PAUSES) < LONGEST < 10, "Twilio waits 15 s, and the answer is to be written too"


def test_another_fault_is_not_tried_again() -> None:
    tried = []

    def write() -> None:
        tried.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(persisted(write))
    assert len(tried) == 1


def test_a_database_that_never_answers_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(persisted(lambda: time.sleep(0.5), 0.01))
