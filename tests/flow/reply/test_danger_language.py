"""Words of danger are answered in the language they were written in, whatever the person's own is."""

import re

import pytest

from nudges.store.db import Db
from tests.callers import PUBLIC, Callers
from tests.harness import World

ES, EN = "mi marido me pegó anoche y tengo miedo", "my husband hit me last night and I am scared"


@pytest.mark.parametrize(
    ("locale", "said", "spanish"),
    [("en", ES, True), ("es", ES, True), ("es-MX", ES, True), ("en", EN, False), ("es", EN, False)],
)
def test_danger_is_answered_in_its_own_language(db: Db, locale: str, said: str, spanish: bool) -> None:
    world = World(db)
    her = world.join(locale=locale)
    answer = world.says(said)
    assert answer is not None
    assert ("Llama" in answer or "llama" in answer) == spanish
    assert world.person(her.id).locale == locale, "what comes next is in their own language as before"


def test_a_discreet_answer_and_its_page_are_too(db: Db) -> None:
    callers = Callers(World(db))
    callers.world.join(discreet=True)
    answer = callers.world.says(ES)
    assert answer is not None
    found = re.search(rf"{re.escape(PUBLIC)}(\S+)", answer)
    assert found is not None
    assert '<html lang="es">' in callers.call(found[1], method="GET").text


def test_a_stranger_is_answered_in_theirs(db: Db) -> None:
    world = World(db)
    answer = world.says("quiero matarme, no puedo mas", sender="+34600111222")
    assert answer is not None
    assert "lama" in answer


def test_another_answer_stays_in_their_language(db: Db) -> None:
    world = World(db)
    world.join()
    answer = world.says("ayuda")
    assert answer is not None
    assert "STOP" in answer
