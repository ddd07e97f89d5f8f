"""What a day in the office begins with."""

from dataclasses import replace

import pytest

from nudges.core.office.roles import PROMPT, Role
from nudges.flow.office import person as office
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.callers import Callers
from tests.harness import World
from tests.office_staff import Desk, hire
from tests.receivers import FakeEndpoint


def test_another_system_that_does_not_take_its_events_is_told(db: Db) -> None:
    world, said = World(db), "Your other system does not take"
    world.db.tells = True
    world.service = replace(world.service, events=FakeEndpoint())
    olga = hire(world, name="Olga")
    world.join()
    desk = Desk(Callers(world, office="on"), olga)
    assert said not in desk.see()
    world.later(hours=1)
    assert said in desk.see()


@pytest.mark.parametrize(
    ("locale", "said", "ask"),
    [
        (
            "en",
            ("They may harm themselves", "Somebody is violent to them"),
            "Ask first whether they can speak",
        ),
        ("es", ("Puede hacerse daño", "Alguien ejerce violencia"), "Pregunta primero si puede hablar"),
    ],
)
def test_a_case_names_every_danger_and_that_others_may_hold_the_phone(
    db: Db, locale: str, said: tuple[str, str], ask: str
) -> None:
    world = World(db)
    olga = hire(world, name="Olga")
    her = world.join()
    callers = Callers(world, office="on")
    desk = Desk(callers, olga, locale)
    world.says("I want to die")
    assert ask not in desk.see("/cases/1")
    world.says("he hit me")
    for path in ("", "/cases/1", f"/people/{her.id}"):
        page = desk.see(path)
        assert all(words in page for words in said), path
    assert ask in desk.see("/cases/1")


@pytest.mark.parametrize(
    ("locale", "said", "not_said"),
    [
        ("en", "They wrote of danger to somebody", "They may harm themselves"),
        ("es", "Escribió que alguien corre peligro", "Puede hacerse daño"),
    ],
)
def test_a_case_does_not_name_the_wrong_person(db: Db, locale: str, said: str, not_said: str) -> None:
    world = World(db)
    olga = hire(world, name="Olga")
    her = world.join()
    desk = Desk(Callers(world, office="on"), olga, locale)
    world.says("my brother says he wants to kill himself")
    for path in ("", "/cases/1", f"/people/{her.id}"):
        page = desk.see(path)
        assert said in page, path
        assert not_said not in page, path


def test_a_case_says_whether_their_nudges_rest(db: Db) -> None:
    world = World(db)
    olga = hire(world, name="Olga")
    world.join()
    desk = Desk(Callers(world, office="on"), olga)
    for words, said in (
        ("I want to die", "Their nudges rest."),
        ("STOP", "Nothing is sent to them: they said STOP."),
        ("START", "Their nudges do not rest now"),
    ):
        world.says(words)
        assert said in desk.see("/cases/1"), words


@pytest.mark.parametrize(("locale", "said"), [("en", "Nobody is on duty"), ("es", "Nadie está de guardia")])
def test_that_nobody_is_on_duty_is_said(db: Db, locale: str, said: str) -> None:
    world = World(db)
    olga = hire(world, name="Olga")
    desk = Desk(Callers(world, office="on"), olga, locale)
    assert said not in desk.see() + desk.see("/staff")
    assert desk.post(f"/staff/{olga.id}/duty", on="0").status_code == 303
    assert said in desk.see()
    assert said in desk.see("/staff")


def test_an_account_ends_with_a_tick_and_a_viewer_is_not_on_duty(db: Db) -> None:
    world = World(db)
    olga, ben = hire(world, name="Olga"), hire(world, Role.COACH, "Ben")
    desk = Desk(Callers(world, office="on"), olga)
    assert 'Off duty: not told of cases</span><button class="button">Put on duty' in desk.see("/staff")
    desk.post(f"/staff/{ben.id}/duty", on="1")
    assert "Put on duty" not in desk.see("/staff")
    assert desk.post(f"/staff/{ben.id}/end").status_code == 422
    assert desk.post(f"/staff/{ben.id}/role", role="viewer").status_code == 303
    assert desk.see("/staff").count("Take off duty") == 1, "Olga alone"
    assert desk.post(f"/staff/{ben.id}/duty", on="1").status_code == 422
    assert desk.post(f"/staff/{ben.id}/duty", on="0").status_code == 303
    assert [row.on_duty for row in world.rows(t.staff) if row.id == ben.id] == [False]
    her = world.join()
    office.give_coach(world.service, PROMPT, her.id, olga.id, world.now)
    assert desk.see("/staff").count("1 person has no coach by name then.") == 1
    assert desk.post(f"/staff/{ben.id}/end", sure="on").status_code == 303
    assert [bool(row.ended_at) for row in world.rows(t.staff) if row.id == ben.id] == [True]


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "none for two comes now"), ("es", "ahora no llega nada para dos")]
)
def test_a_persons_page_says_that_nothing_for_two_comes_after_a_disclosure(
    db: Db, locale: str, said: str
) -> None:
    world = World(db)
    olga = hire(world, name="Olga")
    her = world.join()
    with db.write() as tx:
        preferences.set_wishes(tx, her.id, partner=True)
    desk = Desk(Callers(world, office="on"), olga, locale)
    assert said not in desk.see(f"/people/{her.id}")
    world.says("he hit me")
    assert said in desk.see(f"/people/{her.id}")
