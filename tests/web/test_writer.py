"""What providers hand over is written many at a time, answered when it is kept, and survives an outage."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Event

import pytest
from sqlalchemy import select

from nudges.flow.service import Service
from nudges.store import tables as t
from nudges.store.db import PASSING, Db, remember, remembered
from nudges.web.guard import SECONDS
from nudges.web.writer import MOST, PAUSES, Writer
from tests.harness import World

pytestmark = pytest.mark.both_databases

AWAY = PASSING("SELECT", None, Exception("away"))


class Notes:
    """Writes names into the database. `during` runs once in the first transaction; `bad` always fail."""

    def __init__(self, during: Callable[[], object] = lambda: None, bad: Sequence[str] = ()) -> None:
        self._during = [during]
        self._bad = bad
        self.failing: list[Exception] = []
        self.groups: list[list[str]] = []

    def write(self, service: Service, names: Sequence[str]) -> list[str]:
        self.groups.append(list(names))
        with service.db.write() as tx:
            while self._during:
                self._during.pop()()
            for name in names:
                remember(tx, name, "kept")
                if self.failing:
                    raise self.failing.pop()
                if name in self._bad:
                    raise KeyError(name)
        return [f"{name} is kept" for name in names]


def kept(db: Db, name: str) -> bool:
    with db.read() as tx:
        return remembered(tx, name) is not None


def together(db: Db, notes: Notes, names: Sequence[str], patience: float = 60) -> list[str | BaseException]:
    """All handed over while the first transaction is open, so that the others are written together."""
    handed = Event()
    notes._during[:0] = [lambda: handed.wait(10)]

    async def hand_over() -> list[str | BaseException]:
        writer = Writer(World(db).service, patience)
        tasks = [asyncio.create_task(writer.written(notes.write, name)) for name in names]
        await asyncio.sleep(0)
        handed.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(hand_over())


def test_what_comes_during_a_commit_shares_the_next(db: Db) -> None:
    notes, names = Notes(), [f"name {n}" for n in range(MOST + 10)]
    assert together(db, notes, names) == [f"{name} is kept" for name in names]
    assert [len(group) for group in notes.groups] == [1, MOST, 9]
    with db.read() as tx:
        assert set(tx.conn.execute(select(t.meta.c.key)).scalars()) >= set(names)


def test_nobody_is_answered_before_theirs_is_durable(db: Db) -> None:
    seen: list[bool] = []

    async def hand_over() -> None:
        writer = Writer(World(db).service, 60)
        seen.append(kept(db, "one"))
        await writer.written(Notes().write, "one")
        seen.append(kept(db, "one"))

    asyncio.run(hand_over())
    assert seen == [False, True]


def test_a_bad_one_fails_alone(db: Db) -> None:
    names = ["first", "good", "bad", "fine", "worse", "last"]
    answers = together(db, Notes(bad=["bad", "worse"]), names)
    assert [isinstance(one, KeyError) for one in answers] == [False, False, True, False, True, False]
    assert [kept(db, name) for name in names] == [True, True, False, True, False, True]


def test_it_is_tried_again_until_the_database_is_back(db: Db) -> None:
    notes = Notes()
    notes.failing = [AWAY, AWAY, AWAY]
    assert together(db, notes, ["one", "two"]) == ["one is kept", "two is kept"]


class ThenAway(Notes):
    """The database goes away for a moment, just after a bad one failed its group."""

    def write(self, service: Service, names: Sequence[str]) -> list[str]:
        try:
            return super().write(service, names)
        except KeyError:
            if len(names) > 1:
                self.failing.append(AWAY)
            raise


def test_a_bad_one_and_an_outage_after_it_hold_up_nobody(db: Db) -> None:
    answers = together(db, ThenAway(bad=["bad"]), ["first", "good", "bad", "last"], patience=5)
    assert [one if isinstance(one, str) else type(one) for one in answers] == [
        *("first is kept", "good is kept", KeyError, "last is kept"),
    ]


def test_the_tries_go_on_while_the_provider_waits() -> None:
    assert 8.5 < sum(PAUSES) < SECONDS - 0.1 < 10, "Twilio waits 15 s, and the answer is to be written too"


def test_a_database_that_stands_still_holds_one_thread_and_is_given_up(db: Db) -> None:
    """Those that were given up are not written afterwards, but for the one that was on its way."""
    frozen, notes = Event(), Notes()
    notes._during[:0] = [lambda: frozen.wait(10)]
    writer = Writer(World(db).service, 0.05)

    async def given_up() -> None:
        tasks = [writer.written(notes.write, name) for name in ("on its way", "waiting", "too")]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(one) for one in answers] == [TimeoutError] * 3

    async def later() -> None:
        assert await Writer(World(db).service, 60).written(Notes().write, "another") == "another is kept"

    asyncio.run(given_up())
    assert notes.groups == [["on its way"]]
    frozen.set()
    asyncio.run(later())
    while writer.busy:
        Event().wait(0.01)
    assert notes.groups == [["on its way"]]
    assert not kept(db, "waiting")


def test_other_faults_are_told_at_once(db: Db) -> None:
    notes = Notes(bad=["bad"])
    with pytest.raises(KeyError):
        asyncio.run(Writer(World(db).service, 60).written(notes.write, "bad"))
    assert len(notes.groups) == 1
