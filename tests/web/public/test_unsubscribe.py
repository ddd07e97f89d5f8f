"""The way out of every mail: one click ends everything, once, and nothing else does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from sqlmodel import SQLModel

from nudges.core.person.person import Person, State
from nudges.flow.consent.consent import erase
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import people
from tests.callers import PUBLIC, Callers
from tests.harness import EMAIL, PHONE, World

ONE_CLICK = (b"List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded"})


def lettered(db: Db) -> tuple[Callers, Person, str]:
    """Somebody with a mail in their hands, and the path of its unsubscribe link."""
    world = World(db)
    person = world.join(plan="letters", phone=PHONE, email=EMAIL)
    world.at("2026-06-02 10:00").run()
    link = world.mail.ledger[0].headers["List-Unsubscribe"].strip("<>")
    assert link.startswith(PUBLIC)
    return Callers(world), person, link.removeprefix(PUBLIC)


def click(callers: Callers, path: str) -> httpx.Response:
    """What a mail program does when asked to unsubscribe (RFC 8058)."""
    return callers.call(path, *ONE_CLICK)


def everything(world: World) -> list[object]:
    return [world.rows(table) for table in SQLModel.metadata.sorted_tables]


def test_one_click_ends_all_messages_on_all_channels(db: Db) -> None:
    callers, person, path = lettered(db)
    answer = click(callers, path)
    assert (answer.status_code, "Done. No more messages." in answer.text) == (200, True)
    world = callers.world
    assert world.person(person.id).state is State.STOPPED
    assert {row.kind for row in world.rows(t.suppression)} == {"stop"}
    assert len(world.rows(t.suppression)) == 2, "the number and the address"
    world.forget_sent()
    world.later(days=8).run()
    assert (world.sms.tried, world.mail.tried) == ([], [])


def test_twice_is_the_same_as_once(db: Db) -> None:
    callers, _, path = lettered(db)
    first = click(callers, path)
    before = everything(callers.world)
    callers.world.later(hours=1)
    again = click(callers, path)
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert everything(callers.world) == before


def test_opening_the_link_changes_nothing(db: Db) -> None:
    """Mail scanners open every link."""
    callers, _, path = lettered(db)
    before = everything(callers.world)
    for method in ("GET", "GET", "HEAD"):
        answer = callers.call(path, method=method)
        assert answer.status_code == 200 or method == "HEAD"
    page = callers.call(path, method="GET").text
    assert ("End all messages?" in page, '<form method="post">' in page) == (True, True)
    assert [words for words in (EMAIL, PHONE, "Wilhelmina") if words in page] == []
    assert everything(callers.world) == before


def test_who_was_erased_stays_erased(db: Db) -> None:
    callers, person, path = lettered(db)
    erase(callers.world.service, person, callers.world.now)
    before = everything(callers.world)
    assert click(callers, path).status_code == 200
    assert callers.world.person(person.id).state is State.ERASED
    assert everything(callers.world) == before


def test_who_is_erased_at_that_very_moment_stays_erased(db: Db) -> None:
    callers, person, path = lettered(db)
    asked = threading.Event()

    def clicks() -> httpx.Response:
        asked.set()
        return click(callers, path)

    with ThreadPoolExecutor(1) as pool:
        with db.write() as tx:
            people.hold(tx, person.id)
            people.erase(tx, person.id)
            done = pool.submit(clicks)
            asked.wait()
            with pytest.raises(TimeoutError):
                done.result(timeout=0.5)
        assert done.result(timeout=60).status_code == 200
    assert callers.world.person(person.id).state is State.ERASED
    assert callers.world.rows(t.suppression) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_garbled_link_and_a_strangers_get_the_same_answer(db: Db, method: str) -> None:
    callers, person, path = lettered(db)
    stranger = replace(callers.world.service.links, key=b"of another installation")
    strangers = stranger.unsubscribe(person.id).removeprefix(PUBLIC)
    before = everything(callers.world)
    token = path.removeprefix("/unsubscribe/")
    garbled = [
        *(token[:-1], token + "x", token.swapcase(), token.replace(".", "..", 1), token.rpartition(".")[0]),
        *("x", "%00%ff", "a." * 4_000, person.id),
    ]
    told = callers.call(strangers, method=method)
    assert (told.status_code, "This link does not work." in told.text) == (404, True)
    for one in garbled:
        answer = callers.call(f"/unsubscribe/{one}", method=method)
        assert (answer.status_code, answer.text) == (404, told.text), one[:60]
    assert everything(callers.world) == before
