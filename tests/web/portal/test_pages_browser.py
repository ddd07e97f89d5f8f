"""A person's own pages in a real browser: with axe, by keyboard, narrow, large, and without JavaScript."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from nudges.core.person.person import Person
from nudges.store import tables as t
from tests.browsers import barriers, chromium, dress, needs_chromium, press, world_in
from tests.browsers import served as serve
from tests.callers import app_of
from tests.harness import World, local
from tests.my_pages import NOTE, lived, my_page

pytestmark = needs_chromium

PAGES = (
    "",
    "?week=2026-06-10",
    "/nudges",
    "/replies",
    "/replies/9",
    "/replies/9/delete",
    "/settings",
    "/x/y",
)


@dataclass(frozen=True)
class Served:
    """One world, served on this machine."""

    world: World
    person: Person
    address: str

    def path(self, page: str = "") -> str:
        me = my_page(self.world, self.person)
        return f"{self.address}/me/guessed" if page == "/x/y" else f"{self.address}{me}{page}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world_in(tmp_path_factory.mktemp("pages")) as world:
        person = lived(world)
        with serve(app_of(world)) as address:
            yield Served(world, person, address)


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Browser]:
    """After the world: beside a running browser no other event loop can run."""
    with chromium() as opened:
        yield opened


def violations(page: Page) -> list[str]:
    """What axe finds in the light, and in the dark, where the colours alone are other ones."""
    dress(page, "light")
    found = barriers(page)
    dress(page, "dark")
    return found + barriers(page, "color-contrast")


def test_axe_finds_nothing(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    for path in PAGES:
        page.goto(served.path(path))
        assert violations(page) == [], path
    page.goto(served.path("/settings"))
    page.locator("form.settings").evaluate("form => form.noValidate = true")
    page.get_by_label("Messages start again on").fill("2020-01-01")
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("alert")).to_have_text("1 thing is not right yet; nothing was changed.")
    assert violations(page) == [], "with a mistake in it"
    context.close()


def test_each_page_is_narrow_in_order_and_asks_nobody_else(browser: Browser, served: Served) -> None:
    """320 CSS pixels are also what 1280 are at 400 % (WCAG 1.4.10)."""
    page = browser.new_page(viewport={"width": 320, "height": 256})
    elsewhere: list[str] = []
    broken: list[str] = []
    page.on("request", lambda one: None if served.address in one.url else elsewhere.append(one.url))
    page.on("console", lambda one: broken.append(one.text) if "Policy" in one.text else None)
    for path in PAGES:
        page.goto(served.path(path))
        headings_are_in_order(page)
        targets_are_large(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        page.mouse.wheel(0, 10_000)
        expect(page.get_by_role("link", name="Leave this page")).to_be_in_viewport(ratio=1)
    assert ([url for url in elsewhere if not url.startswith("data:")], broken) == ([], [])
    page.close()


def headings_are_in_order(page: Page) -> None:
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => +one.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def targets_are_large(page: Page, path: str) -> None:
    small = page.locator("a, button, input:not([type=hidden]), select, textarea").evaluate_all(
        "all => all.filter(one => !one.matches('.skip')).map(one => one.getBoundingClientRect())"
        ".filter(box => Math.min(box.width, box.height) < 24).length"
    )
    assert small == 0, path


def test_the_keyboard_leaves_first_then_skips_then_goes_on(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(served.path())
    focused = []
    for _ in range(4):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.innerText"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid", "the focus is seen"
    assert focused == ["Leave this page", "Skip to the page", "My week", "My nudges"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My nudges")
    expect(page.locator("nav a[aria-current=page]")).to_have_text("My nudges")
    page.goto(served.path())
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert "Week before" in page.evaluate("document.activeElement.innerText"), "past the other pages"
    page.close()


def test_everything_works_without_javascript(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page, world = context.new_page(), served.world
    page.goto(served.path())
    page.get_by_role("link", name="Week before").click()
    expect(page.get_by_text("15 to 21 June")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Daily"))).to_contain_text("kept")

    page.get_by_role("link", name="My settings").click()
    page.get_by_label("Time Daily").fill("10:20")
    page.get_by_label("Discreet messages").check()
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("status")).to_have_text("Saved. It counts from now on.")
    expect(page.get_by_label("Time Daily")).to_have_value("10:20")
    expect(page.get_by_label("Discreet messages")).to_be_checked()
    assert world.person(served.person.id).discreet
    [due] = [row.due_at for row in world.rows(t.upcoming) if row.step == "daily"]
    assert f"{due:%H:%M}" == f"{local('2026-06-29 10:20'):%H:%M}"

    page.get_by_label("Time Daily").fill("23:00")
    page.get_by_label("Language").select_option("es")
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Choose a time between your two hours below")).to_be_visible()
    expect(page.get_by_label("Language")).to_have_value("es")
    page.get_by_label("Time Daily").fill("10:20")
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("status")).to_have_text("Guardado. Vale desde ahora.")
    page.get_by_label("Idioma").select_option("en")
    press(page.get_by_role("button", name="Guardar"))

    page.get_by_role("link", name="My replies").click()
    page.get_by_role("listitem").filter(has_text=NOTE).first.get_by_role("link", name="Change").click()
    page.get_by_label("My words").fill("We sat on a bench")
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("status")).to_have_text("The reply is changed.")
    line = page.get_by_role("listitem").filter(has_text="We sat on a bench")
    line.get_by_role("link", name="Delete").click()
    press(page.get_by_role("button", name="Delete it"))
    expect(page.get_by_role("status")).to_have_text("The reply is gone for good.")
    expect(page.get_by_text("We sat on a bench")).to_have_count(0)
    context.close()


def test_a_dead_link_offers_a_new_one(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(served.path("/x/y"))
    page.get_by_label("Your number or email").fill("nobody@secluded.example")
    press(page.get_by_role("button", name="Send a new link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your messages.")
    page.close()
