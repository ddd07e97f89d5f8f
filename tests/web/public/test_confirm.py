"""Saying yes to an invitation by mail: asked once more by a page, started by its button and nothing else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import SQLModel

from nudges.core.person.person import Person, State
from nudges.flow.consent.consent import erase
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import people
from nudges.web.pages import HEADERS
from tests.callers import PUBLIC, Callers
from tests.harness import EMAIL, PHONE, World

METHOD = "invitation_link"


def asked(db: Db, **fields: Any) -> tuple[Callers, Person, str]:
    """Somebody with an invitation in their mailbox, and the path of its link."""
    world = World(db)
    person = world.join(consent=None, quiet=False, email=EMAIL, **fields)
    world.run()
    [message] = world.mail.ledger
    link = world.service.links.confirm(person.id)
    assert (link in message.text, link in message.html) == (True, True)
    return Callers(world), person, link.removeprefix(PUBLIC)


def everything(world: World) -> list[object]:
    return [world.rows(table) for table in SQLModel.metadata.sorted_tables]


def test_opening_the_link_changes_nothing(db: Db) -> None:
    """Mail scanners open every link."""
    callers, _, path = asked(db)
    before = everything(callers.world)
    for _ in range(2):
        answer = callers.call(path, method="GET")
        assert answer.status_code == 200
    assert ("Start small practices?" in answer.text, '<form method="post">' in answer.text) == (True, True)
    assert [words for words in (EMAIL, "Wilhelmina", "<script") if words in answer.text] == []
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    callers.call(path, method="HEAD")
    assert everything(callers.world) == before


def test_the_button_starts_them_once(db: Db) -> None:
    callers, person, path = asked(db)
    world = callers.world.at("2026-06-11 08:00")
    answer = callers.call(path)
    assert (answer.status_code, "You have begun" in answer.text) == (200, True)
    assert "Your first message comes on Thu 11 Jun, 9:15 AM." in answer.text
    assert world.person(person.id).state is State.ACTIVE
    [said] = world.rows(t.consent)
    invitation = world.nudge("invitation")
    assert (said.given, said.method, said.medium) == (True, METHOD, "email")
    assert said.text_version == invitation.content_version is not None
    with db.read() as tx:
        assert {e.starts_on for e in people.enrolments(tx, [person.id])} == {date(2026, 6, 11)}
    before = everything(world)
    for method in ("POST", "GET"):
        assert callers.call(path, method=method).text == answer.text
    assert everything(world) == before
    world.forget_sent()
    world.at("2026-06-11 09:15").run()
    assert [(n.message or n.step) for n in world.nudges()] == ["daily"]
    assert len(world.sent) == 1


@pytest.mark.both_databases
def test_it_speaks_their_language(db: Db) -> None:
    callers, _, path = asked(db, locale="es")
    page = callers.call(path, method="GET").text
    assert ('<html lang="es">' in page, "¿Empezar con los ejercicios?" in page) == (True, True)
    assert "Ya empiezas" in callers.call(path).text


@pytest.mark.parametrize("gone", ["stopped", "stopped after yes", "erased"])
def test_the_link_brings_nobody_back(db: Db, gone: str) -> None:
    callers, person, path = asked(db)
    world = callers.world
    match gone:
        case "stopped":
            world.says("STOP", sender=EMAIL)
        case "stopped after yes":
            callers.call(path)
            world.says("STOP", sender=EMAIL)
        case _:
            erase(world.service, person, world.now)
    before, state = everything(world), world.person(person.id).state
    for method in ("GET", "POST"):
        answer = callers.call(path, method=method)
        assert (answer.status_code, "This link does not work." in answer.text) == (404, True)
    assert (everything(world), world.person(person.id).state) == (before, state)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_altered_link_and_a_strangers_get_the_same_page_as_any(db: Db, method: str) -> None:
    callers, person, path = asked(db)
    links = callers.world.service.links
    stranger = replace(links, key=b"of another installation").confirm(person.id).removeprefix(PUBLIC)
    other = links.unsubscribe(person.id).rpartition("/")[2]
    token = path.removeprefix("/confirm/")
    before = everything(callers.world)
    told = callers.call("/unsubscribe/x", method=method)
    for one in (
        stranger,
        *(f"/confirm/{end}" for end in (other, token[:-1], token + "x", "x", "%00", person.id)),
    ):
        answer = callers.call(one, method=method)
        assert (answer.status_code, answer.text) == (404, told.text), one
    assert callers.call(f"/unsubscribe/{token}", method=method).status_code == 404
    assert everything(callers.world) == before


@pytest.mark.parametrize("opted", ["START", "HELP", "STOP"])
def test_what_twilio_has_answered_is_taken_in_and_not_answered_again(db: Db, opted: str) -> None:
    world = World(db)
    person = world.join()
    callers = Callers(world)
    if opted == "START":
        callers.sms("STOP", OptOutType="STOP")
    assert callers.sms(opted, OptOutType=opted) is None
    assert world.person(person.id).state == (State.STOPPED if opted == "STOP" else State.ACTIVE)
    assert world.rows(t.reply)[-1].kind == opted.lower()
    world.forget_sent()
    world.later(minutes=1).run()
    assert world.sent == []


def test_a_word_for_start_that_the_provider_alone_knows_starts(db: Db) -> None:
    world = World(db)
    person = world.join()
    callers = Callers(world)
    callers.sms("STOP")
    callers.sms("REJOIN", OptOutType="START")
    assert world.person(person.id).state is State.ACTIVE
    assert [c.given for c in world.rows(t.consent)] == [True, False, True]


def test_yes_is_no_start_though_the_provider_takes_it_for_one(db: Db) -> None:
    world = World(db)
    person = world.join()
    callers = Callers(world)
    callers.sms("STOP")
    assert callers.sms("Yes", OptOutType="START") is None
    assert world.person(person.id).state is State.STOPPED


def test_a_complaint_ends_mails_and_texts_and_its_repeat_undoes_no_start(db: Db) -> None:
    world = World(db)
    person = world.join(plan="letters", phone=PHONE, email=EMAIL)
    world.at("2026-06-02 10:00").run()
    callers = Callers(world)
    event = {
        "event": "unsubscribe",
        "attempt": world.mail.ledger[0].attempt_id,
        "timestamp": int(world.now.timestamp()),
    }
    for state in (State.STOPPED, State.ACTIVE):
        assert callers.events(event).status_code == 200
        assert world.person(person.id).state is state
        world.later(hours=1)
        callers.sms("START")
    assert world.rows(t.suppression) == []


def test_where_there_are_staff_it_leads_once_to_who_may_read(db: Db) -> None:
    callers, _, path = asked(db)
    callers.world.service = replace(callers.world.service, office=True)
    callers = Callers(callers.world)
    assert "/readers" in callers.call(path).text
    assert "/readers" not in callers.call(path).text, (
        "this link is good for longer than one to their own pages"
    )
