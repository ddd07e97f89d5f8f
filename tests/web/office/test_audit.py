"""The audit says in words what was done, in each language of the office."""

import re

import pytest
from jinja2 import FileSystemLoader
from sqlalchemy import insert

from nudges.core.office.roles import Action
from nudges.core.render.locale_bundle import Voices
from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import TEMPLATES, World, guides, languages
from tests.office_staff import Desk, hire

VOICES = Voices(FileSystemLoader(TEMPLATES), guides(), languages())


def words_for(language: str) -> dict[Action, str]:
    said = VOICES.of(language).templates.get_template("web/office/actions.html").make_module({})
    return {one: str(getattr(said, "action_words")(one)) for one in Action}  # noqa: B009 # a macro


@pytest.mark.parametrize("language", [voice.language.code for voice in VOICES])
def test_every_action_has_words_of_its_own(language: str) -> None:
    words = words_for(language)
    assert {one for one, said in words.items() if said == str(one) or not said} == set()
    assert len(set(words.values())) == len(Action)
    if language != "en":
        assert {one for one, said in words_for("en").items() if said == words[one]} == set()


def test_the_audit_and_a_persons_page_say_it(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    desk.post(f"/people/{her.id}/pause", until="2026-06-20")
    for path in ("/audit", f"/people/{her.id}"):
        page = desk.see(path)
        assert "Paused them" in page
        assert "person pause" not in page
    assert "until 2026-06-20" in desk.see("/audit")


def test_older_lines_are_on_the_next_page(db: Db) -> None:
    world = World(db)
    desk = Desk(Callers(world, office="on"), hire(world))
    there = len(world.rows(t.audit))
    line = {"at": world.now, "action": Action.LIST, "details": {}}
    with db.write() as tx:
        tx.conn.execute(insert(t.audit), [line] * (99 - there))
    assert "Older" not in desk.see("/audit")
    with db.write() as tx:
        tx.conn.execute(insert(t.audit), [line] * 2)
    first = desk.see("/audit")
    assert first.count("<tr") > 100
    [older] = re.findall(r'href="/office(/audit\?before=[0-9]+)"', first)
    assert 0 < desk.see(older).count("<tr") <= 3
