"""Pages that renew themselves, in a real browser: nobody is disturbed while they type or use the keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from nudges.core.person.person import Person
from nudges.store import tables as t
from tests.browsers import chromium, needs_chromium, served, world_in
from tests.callers import app_of
from tests.harness import World
from tests.office_staff import hire

pytestmark = needs_chromium

OTHER = "+33612345678"


@dataclass
class Open:
    """A page of the office on a clock that the test turns, what it asked for, and what the browser minded."""

    world: World
    person: Person
    page: Page
    address: str
    asked: list[str]
    minded: list[str]

    def wait(self, seconds: int) -> None:
        self.page.clock.run_for(seconds * 1000)
        self.page.wait_for_load_state("networkidle")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[World, Person, str, str]]:
    with world_in(tmp_path) as world:
        person, owner = world.join(quiet=False), hire(world)
        world.join(phone=OTHER, quiet=False, name="Uma Other")
        with served(app_of(world, office="on", public_url="http://127.0.0.1")) as address:
            yield world, person, owner.session, address


@pytest.fixture
def opened(office: tuple[World, Person, str, str], browser: Browser) -> Iterator[Open]:
    world, person, session, address = office
    context = browser.new_context(viewport={"width": 375, "height": 800})
    context.add_cookies([{"name": "office", "value": session, "url": f"{address}/office"}])
    page = context.new_page()
    page.clock.install()
    asked: list[str] = []
    minded: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url.removeprefix(address)))
    page.on("console", lambda said: minded.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: minded.append(str(error)))
    yield Open(world, person, page, address, asked, minded)
    assert minded == []
    context.close()


def test_today_shows_a_new_case_and_the_keyboard_stays_where_it_is(opened: Open) -> None:
    world, page = opened.world, opened.page
    world.says("I want to kill myself")
    page.goto(f"{opened.address}/office")
    first = page.get_by_role("link", name="Open case 1", exact=True)
    first.focus()
    world.says("I want to kill myself", sender=OTHER)
    opened.wait(31)
    expect(page.get_by_role("link", name="Open case 2", exact=True)).to_be_visible()
    expect(first).to_be_focused()
    assert page.locator("[aria-live]").count() == 0
    assert page.get_by_role("heading", level=1).count() == 1


def test_a_thread_shows_what_is_new_and_what_is_being_typed_stays(opened: Open) -> None:
    world, page = opened.world, opened.page
    page.goto(f"{opened.address}/office/people/{opened.person.id}")
    box = page.get_by_label("Your message")
    box.press_sequentially("I am he")
    world.says("done, thank you")
    opened.wait(31)
    expect(page.get_by_text("They answered")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type("re.")
    expect(box).to_have_value("I am here.")
    looks = [row.action for row in world.rows(t.audit) if row.action == "person show"]
    for _ in range(3):
        with page.expect_response("**/thread") as again:
            page.clock.run_for(31_000)
        assert again.value.status == 304
    assert [row.action for row in world.rows(t.audit) if row.action == "person show"] == looks


def test_nothing_is_asked_for_while_nobody_sees_it_and_at_once_when_somebody_does(opened: Open) -> None:
    page = opened.page
    page.goto(f"{opened.address}/office")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    opened.wait(300)
    assert "/office/today" not in opened.asked
    opened.world.says("I want to kill myself")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("link", name="Open case 1", exact=True)).to_be_visible()
    assert opened.asked.count("/office/today") == 1


def test_a_page_whose_session_ended_stays_as_it_is(opened: Open) -> None:
    page = opened.page
    page.goto(f"{opened.address}/office/people/{opened.person.id}")
    page.get_by_label("Your message").fill("Not lost.")
    opened.world.later(hours=25)
    opened.wait(31)
    expect(page.get_by_role("heading", name="Sign in")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_have_value("Not lost.")
    assert [one for one in opened.minded if "401" not in one] == []
    opened.minded.clear()
