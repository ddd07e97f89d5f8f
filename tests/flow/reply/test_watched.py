"""That somebody will read it is said in the watched hours alone, and never where somebody else may read."""

from dataclasses import replace

import pytest

from nudges.core.office.roles import PROMPT
from nudges.core.office.watched import parse_watched
from nudges.core.render.sms_segments import count
from nudges.core.vocabulary import Danger
from nudges.flow.accounts import accounts
from nudges.flow.reply.acknowledge import worded
from nudges.flow.reply.danger import named
from nudges.store.db import Db
from tests.callers import PUBLIC, Callers
from tests.harness import CARE, EMAIL, World, voices
from tests.office_staff import hire

CRY, READ, ALONE = "I want to kill myself", "Somebody on the team will read this", "nobody watches it"


def watching(world: World) -> World:
    world.service = replace(world.service, watched=parse_watched("Mon-Fri 09:00-17:00 Europe/Paris"))
    return world


def test_it_is_said_only_in_the_hours_and_while_somebody_is_on_duty(db: Db) -> None:
    world = watching(World(db))
    world.join()
    assert ALONE in (world.says(CRY) or "")  # Monday, 10:00, and nobody is on duty
    ada = hire(world)
    assert READ in (world.later(hours=2).says(CRY) or "")
    assert ALONE in (world.at("2026-06-01 17:00").says(CRY) or "")
    assert ALONE in (world.at("2026-06-06 12:00").says(CRY) or "")
    assert READ in (world.at("2026-06-08 12:00").says(f"{CRY}. STOP") or "")
    accounts.set_duty(world.service, PROMPT, ada.id, False, world.now)
    assert ALONE in (world.at("2026-06-09 12:00").says(f"{CRY}!") or "")


def test_without_the_setting_it_is_never_said(db: Db) -> None:
    world = World(db)
    world.join()
    hire(world)
    assert ALONE in (world.says(CRY) or "")


@pytest.mark.parametrize(
    ("cry", "discreet"), [(CRY, True), ("he takes my phone and won't let me leave", False)]
)
def test_a_neutral_answer_says_nothing_of_it(db: Db, cry: str, discreet: bool) -> None:
    world = watching(World(db))
    world.join(discreet=discreet)
    hire(world)
    answer = world.says(cry) or ""
    assert "Read on here" in answer
    assert READ not in answer


def test_numbers_that_are_asked_for_and_strangers_are_promised_nothing(db: Db) -> None:
    world = watching(World(db))
    world.join()
    hire(world)
    assert "112" in (world.says("NUMBERS") or "")
    assert "112" in (world.says(CRY, sender="+33612345678") or "")
    assert READ not in (world.later(hours=3).says("NUMBERS") or "")
    assert world.says(CRY, sender=EMAIL) is None


@pytest.mark.parametrize(
    ("locale", "reads", "alone"),
    [("en", "somebody on the team reads", ALONE), ("es", "alguien del equipo lee", "nadie lo atiende")],
)
def test_the_page_with_numbers_says_it_by_the_same_rule(db: Db, locale: str, reads: str, alone: str) -> None:
    world = watching(World(db))
    ada, callers = hire(world), Callers(world)

    def page(danger: Danger) -> str:
        path = world.service.links.numbers("FR", danger, locale).removeprefix(PUBLIC)
        return callers.call(path, method="GET").text

    assert reads in page(Danger.SELF)  # Monday, 10:00, and Ada is on duty
    assert alone not in page(Danger.SELF)
    assert reads not in page(Danger.COERCION)  # somebody else may read it
    assert alone not in page(Danger.COERCION)
    for moment in ("2026-06-01 17:00", "2026-06-06 12:00"):
        world.at(moment)
        assert alone in page(Danger.VIOLENCE)
        assert reads not in page(Danger.VIOLENCE)
        assert alone in page(Danger.COERCION)
    accounts.set_duty(world.service, PROMPT, ada.id, False, world.at("2026-06-09 12:00").now)
    assert alone in page(Danger.SELF)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_it_costs_no_more_than_the_sentence_that_it_replaces(locale: str) -> None:
    voice = voices().of(locale)
    for country in ("", "US", "ES", "GB", "MX"):
        for danger in Danger:
            for stopped in (False, True):
                both = [
                    worded(
                        voice,
                        "Nudges",
                        named(CARE.numbers(country), danger, 72, stopped=stopped, watched=one),
                    )
                    for one in (False, True)
                ]
                without, with_it = (count(text) for text in both)
                assert with_it.encoding == "GSM-7"
                assert with_it.segments <= without.segments
                assert both[0] != both[1]
