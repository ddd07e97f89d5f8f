"""What strangers may cause: an invitation once, a link twice a day, and so much for all together."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, insert
from structlog.testing import capture_logs

from nudges.core.person.person import State
from nudges.core.vocabulary import Medium, Who
from nudges.flow.consent.requests import (
    LIMITS,
    WAITING,
    ask_invitation,
    ask_link,
    deal_with_requests,
)
from nudges.flow.planning.enrol import Newcomer
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import EMAIL, NAME, PARIS, PHONE, World

STRANGER = "+15550109988"


def invited(world: World, **given: str) -> list[str]:
    """Somebody writes this into the form; to whom an invitation goes."""
    world.forget_sent()
    address: dict[str, Any] = dict(given or {"phone": STRANGER})
    assert ask_invitation(
        world.service, Newcomer(plan="daily", zone=PARIS, name=NAME, **address), "v1", world.now
    )
    world.run()
    return [message.to for message in world.sent]


def linked(world: World, address: str = PHONE) -> int:
    """Somebody asks for a link; how many go out."""
    world.forget_sent()
    ask_link(world.service, address, world.now)
    world.run()
    return len([message for message in world.sent if "/me/" in message.text])


def test_one_invitation_ever_until_their_yes(db: Db) -> None:
    world = World(db)
    assert invited(world) == [STRANGER]
    for _ in range(48):
        assert invited(world) == []
        assert linked(world, STRANGER) == 0
        world.later(hours=1)
    world.says("YES", STRANGER)
    assert linked(world, STRANGER) == 1


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("ana@example.org", "ana+1@example.org"),
        ("ana+1@example.org", "ANA@Example.ORG"),
        ("ana+1@example.org", "ana+2@example.org"),
        ("ana.b@gmail.com", "an.ab+x@googlemail.com"),
    ],
)
def test_one_mailbox_is_invited_once_however_it_is_written(db: Db, first: str, again: str) -> None:
    world = World(db)
    assert invited(world, email=first) == [first]
    assert invited(world, email=again) == []
    assert len(world.rows(t.person)) == 1


def test_whose_mailbox_takes_part_already_is_not_invited_by_another_name_of_it(db: Db) -> None:
    world = World(db)
    world.join(email=EMAIL)
    assert invited(world, email=EMAIL.replace("@", "+x@")) == []


def test_a_link_is_remembered_for_a_day_and_an_invitation_for_ever(db: Db) -> None:
    world = World(db)
    world.join()
    assert invited(world, email="ana+1@example.org") == ["ana+1@example.org"]
    for seconds in (0, 1):  # what is granted today lets go of what was granted before
        assert linked(world.later(days=1, seconds=seconds)) == 1
    assert [row.kind for row in world.rows(t.asked)] == ["invitation", "link"]
    assert invited(world, email="ana+2@example.org") == []


def test_two_links_a_day(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 10:00")
    went = []
    for _ in range(48):
        went.append(linked(world))
        world.later(hours=1)
    assert sum(went) == 4
    assert went[:2] == [1, 1]


def test_a_link_by_text_waits_for_their_own_hours_and_one_by_mail_does_not(db: Db) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    world.at("2026-06-02 22:30")
    assert linked(world) == 0
    assert linked(world.later(seconds=1), EMAIL) == 1
    world.forget_sent()
    world.at("2026-06-03 08:59").run()
    assert world.sms.ledger == []
    world.at("2026-06-03 09:00").run()
    assert [message.to for message in world.sms.ledger] == [PHONE]


def test_a_link_planned_just_before_their_evening_is_not_sent_in_it(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 19:59")
    ask_link(world.service, PHONE, world.now)
    deal_with_requests(world.service, world.now)
    world.at("2026-06-02 20:01").run()
    assert world.sms.ledger == []


@pytest.mark.parametrize("state", [State.INVITED, State.STOPPED])
def test_who_did_not_agree_gets_no_link(db: Db, state: State) -> None:
    world = World(db)
    if state is State.INVITED:
        world.join(consent=None)
    else:
        world.join()
        world.says("STOP")
    assert linked(world) == 0


def counted(world: World, kind: str, number: int, *, granted: bool) -> None:
    """So many requests of strangers, dealt with or waiting."""
    words = None if granted else world.db.vault.seal("{}")
    row = {"kind": kind, "at": world.now, "granted": granted, "words": words}
    first = len(world.rows(t.asked))
    with world.db.write() as tx:
        tx.conn.execute(insert(t.asked), [row | {"lookup": f"x{first + n}"} for n in range(number)])


@pytest.mark.parametrize("kind", LIMITS)
def test_the_installation_grants_so_many_an_hour_and_so_many_a_day(db: Db, kind: str) -> None:
    world = World(db)
    world.join()
    an_hour, a_day = LIMITS[kind]
    numbers = iter(range(10_000))

    def granted() -> int:
        address = PHONE if kind == "link" else f"+1555011{next(numbers):04}"
        return linked(world, address) if kind == "link" else invited(world, phone=address).count(address)

    world.at("2026-06-02 09:30")
    counted(world, kind, an_hour - 1, granted=True)
    world.later(minutes=1)
    with capture_logs() as logs:
        assert [granted() for _ in range(3)] == [1, 0, 0]
    assert len([log for log in logs if "limit reached" in log["event"]]) == 1, "once an hour"
    world.later(minutes=60)
    assert granted() == 1, "another hour"
    counted(world, kind, a_day - an_hour - 1, granted=True)
    world.later(minutes=61)
    assert granted() == 0
    world.later(hours=24)
    assert granted() == 1, "another day"
    assert all(row.granted for row in world.rows(t.asked))


def test_the_limits_hold_for_all_processes_together(db: Db) -> None:
    """Several workers deal with them at the same moment."""
    world = World(db)
    an_hour, _ = LIMITS["invitation"]
    counted(world, "invitation", an_hour - 5, granted=True)
    for n in range(12):
        newcomer = Newcomer(plan="daily", zone=PARIS, phone=f"+1555010{n:04}")
        ask_invitation(world.service, newcomer, "v1", world.now)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: deal_with_requests(world.service, world.now), range(4)))
    assert len(world.rows(t.person)) == 5


def test_who_comes_when_too_many_wait_is_asked_to_try_again(db: Db) -> None:
    world = World(db)
    counted(world, "link", WAITING, granted=False)
    assert not ask_link(world.service, PHONE, world.now)
    assert deal_with_requests(world.service, world.now) == 100
    assert ask_link(world.service, PHONE, world.now)


@pytest.mark.parametrize(("seconds", "people"), [(0, 1), (1, 0)])
def test_what_waited_for_more_than_a_day_comes_to_nothing(db: Db, seconds: int, people: int) -> None:
    world = World(db)
    ask_invitation(world.service, Newcomer(plan="daily", zone=PARIS, phone=STRANGER), "v1", world.now)
    world.later(days=1, seconds=seconds).run()
    assert (len(world.rows(t.person)), len(world.rows(t.asked))) == (people, people)


def test_what_was_written_is_sealed_and_gone_once_it_is_dealt_with(db: Db) -> None:
    world = World(db)
    ask_invitation(
        world.service, Newcomer(plan="daily", zone=PARIS, name=NAME, phone=STRANGER), "v1", world.now
    )
    [row] = world.rows(t.asked)
    assert json.loads(db.vault.open(row.words))["name"] == NAME
    assert not [word for word in (NAME, STRANGER) if word.encode() in row.words or word in repr(row)]
    deal_with_requests(world.service, world.now)
    assert [row.words for row in world.rows(t.asked)] == [None]


def test_one_that_cannot_be_done_stops_nobody(db: Db) -> None:
    world = World(db)
    ask_invitation(world.service, Newcomer(plan="gone", zone="No/Where", phone=PHONE), "v1", world.now)
    ask_invitation(world.service, Newcomer(plan="daily", zone=PARIS, phone=STRANGER), "v1", world.now)
    with capture_logs() as logs:
        world.run()
    assert [message.to for message in world.sent] == [STRANGER]
    assert PHONE not in repr(logs)


def test_a_plan_that_is_no_longer_for_them_invites_nobody(db: Db) -> None:
    world = World(db)
    newcomer = Newcomer(plan="daily", zone=PARIS, phone=STRANGER, who=Who.HURT)
    ask_invitation(world.service, newcomer, "v1", world.now)
    world.service = world.rebuilt({"daily": world.plans["daily"].model_copy(update={"who": Who.REPAIRING})})
    world.run()
    assert (world.sent, world.rows(t.person), world.rows(t.consent)) == ([], [], [])


@pytest.mark.parametrize(
    ("phone", "may"),
    [("+14155550123", True), ("+16045550123", False), ("+34600000000", True), ("+33612345678", False)],
)
def test_only_numbers_of_these_countries(db: Db, phone: str, may: bool) -> None:
    world = World(db)
    world.service = replace(world.service, join_countries=frozenset({"US", "ES"}))
    assert invited(world, phone=phone) == ([phone] if may else [])


@contextmanager
def statements(db: Db) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db._engine, "before_cursor_execute", note)


def test_asking_is_the_same_work_whoever_it_is(db: Db) -> None:
    """So that the time an answer takes tells nobody who takes part."""
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    work = []
    for address in (PHONE, STRANGER, EMAIL, "nobody@example.org", "what"):
        with statements(db) as seen:
            ask_link(world.service, address, world.now)
        work.append(seen)
    assert len(work[0]) >= 2
    assert all(one == work[0] for one in work)
    forms = []
    for phone in (PHONE, STRANGER):
        with statements(db) as seen:
            ask_invitation(world.service, Newcomer(plan="daily", zone=PARIS, phone=phone), "v1", world.now)
        forms.append(seen)
    assert forms[0] == forms[1]


def test_without_a_way_to_send_nothing_is_planned(db: Db) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    only_mail = {Medium.EMAIL: world.service.channels[Medium.EMAIL]}
    world.service = replace(world.service, channels=only_mail)
    ask_link(world.service, PHONE, world.now)
    deal_with_requests(world.service, world.now)
    assert world.nudges("link") == []
