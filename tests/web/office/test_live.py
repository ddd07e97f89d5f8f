"""Today and a person's thread renew themselves: cheaply, and without a line in the audit for nothing new."""

import re

import httpx

from nudges.flow.portal import readers
from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import SECRET, World
from tests.office_staff import Desk, hire


class Reader(Desk):
    """Somebody whose page asks for its parts by itself."""

    def renew(self, path: str, mark: str) -> httpx.Response:
        sent = self._headers() | {"HX-Request": "true", "If-None-Match": f'"{mark}"'}
        return self.callers.call(f"/office{path}", headers=sent, method="GET")


def mark_in(html: str) -> str:
    found = re.search(r'If-None-Match": "\\"([0-9a-f]{32})\\""', html)
    assert found is not None
    return found[1]


def looks(world: World) -> list[str]:
    return [row.action for row in world.rows(t.audit) if row.action.startswith("person")]


def test_today_is_sent_again_only_when_it_changed(db: Db) -> None:
    world = World(db)
    world.join()
    desk = Reader(Callers(world, office="on"), hire(world))
    page = desk.see()
    mark = mark_in(page)
    same = desk.renew("/today", mark)
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", f'"{mark}"')
    world.says("I want to kill myself")
    new = desk.renew("/today", mark)
    assert new.status_code == 200
    assert "nobody has seen it" in new.text
    assert "<html" not in new.text
    assert new.text.startswith('<div id="today-part" hx-get="/office/today"')
    assert desk.renew("/today", mark_in(new.text)).status_code == 304


def test_a_thread_that_shows_nothing_new_is_no_look_and_one_that_does_is(db: Db) -> None:
    world = World(db)
    her = world.join()
    desk = Reader(Callers(world, office="on"), hire(world))
    mark = mark_in(desk.see(f"/people/{her.id}"))
    assert looks(world) == ["person show"]
    for _ in range(3):
        assert desk.renew(f"/people/{her.id}/thread", mark).status_code == 304
    assert looks(world) == ["person show"]
    world.later(minutes=1).says(f"done, {SECRET}")
    new = desk.renew(f"/people/{her.id}/thread", mark)
    assert "They answered" in new.text
    assert SECRET not in new.text
    assert looks(world) == ["person show"] * 2
    assert desk.renew(f"/people/{her.id}/thread", mark_in(new.text)).status_code == 304
    assert desk.renew(f"/people/{her.id}/thread", "").status_code == 200  # as somebody would by hand
    assert looks(world) == ["person show"] * 3


def test_words_renew_themselves_until_the_person_closes_them(db: Db) -> None:
    world = World(db)
    her = world.join()
    readers.decide(world.service, her.id, True, "v1", world.now)
    desk = Reader(Callers(world, office="on"), hire(world))
    path = f"/people/{her.id}/words"
    mark = mark_in(desk.see(path))
    assert desk.renew(f"{path}/thread", mark).status_code == 304
    world.later(minutes=1).says(f"done, {SECRET}")
    assert looks(world).count("person words") == 1
    new = desk.renew(f"{path}/thread", mark)
    assert SECRET in new.text
    assert looks(world).count("person words") == 2
    readers.decide(world.service, her.id, False, "v1", world.now)
    for known in (mark, mark_in(new.text)):
        closed = desk.renew(f"{path}/thread", known)
        assert closed.status_code == 403
        assert SECRET not in closed.text
    assert looks(world).count("person words") == 2


def test_somebody_signed_out_is_not_shown_the_door_in_the_middle_of_a_page(db: Db) -> None:
    world = World(db)
    her = world.join()
    callers = Callers(world, office="on")
    for path in ("/today", f"/people/{her.id}/thread"):
        refused = callers.call(f"/office{path}", headers={"HX-Request": "true"}, method="GET")
        assert (refused.status_code, refused.content) == (401, b"")
