"""PUBLIC_URL with a path: every link, page, style and redirect is below it."""

import re
from dataclasses import replace

import pytest

from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import EMAIL, PHONE, World
from tests.my_pages import PAGES, fields_of, my_page, post

pytestmark = pytest.mark.both_databases

PATH = "/our/nudges"


def below(db: Db) -> tuple[Callers, str]:
    """Somebody who has just joined, at an address with a path."""
    world = World(db)
    person = world.join(phone=PHONE, email=EMAIL)
    public = f"https://nudges.example{PATH}"
    world.service = replace(world.service, links=replace(world.service.links, public_url=public))
    return Callers(world, public_url=public, join="on"), my_page(world, person)


def test_every_address_on_every_page_is_below_it(db: Db) -> None:
    callers, me = below(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done")
    [reply] = world.rows(t.reply)
    mine = [f"{me}{page}" for page in (*PAGES, "/export", "/erase", f"/replies/{reply.id}/delete")]
    pages = [*mine, f"{PATH}/join/daily", f"{PATH}/me/dead", f"{PATH}/nothing"]
    seen: set[str] = set()
    for page in pages:
        html = callers.call(page, method="GET").text
        for address in re.findall(r'(?:href|src|action)="(/[^"]*)"', html):
            assert address.startswith(f"{PATH}/"), (page, address)
            seen.add(address)
    assert len(seen) > 12
    for address in seen - {f"{PATH}/me/renew"}:
        assert callers.call(address, method="GET").status_code == 200, address


def test_redirects_stay_below_it(db: Db) -> None:
    callers, me = below(db)
    saved = post(callers, f"{me}/settings", fields_of(callers, me))
    assert (saved.status_code, saved.headers["location"]) == (303, f"{me}/settings?saved=1")
    callers.world.at("2026-06-02 09:15").run()
    callers.world.later(minutes=1).says("done")
    [reply] = callers.world.rows(t.reply)
    deleted = post(callers, f"{me}/replies/{reply.id}/delete", {})
    assert deleted.headers["location"] == f"{me}/replies?done=deleted"


def test_a_proxy_that_takes_the_path_away_is_served_too(db: Db) -> None:
    callers, me = below(db)
    assert callers.call(me.removeprefix(PATH), method="GET").status_code == 200
    assert f'href="{PATH}/static/nudges.css"' in callers.call("/join/daily", method="GET").text


def test_the_address_itself_shows_the_programmes_name_and_no_more(db: Db) -> None:
    callers, _ = below(db)
    for address in ("/", PATH, f"{PATH}/"):
        shown = callers.call(address, method="GET")
        assert (shown.status_code, shown.text) == (200, "Nudges"), address
        assert shown.headers["Content-Type"].startswith("text/plain")
