"""The page behind a discreet message in a real browser: reading it, and leaving it at once."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browsers import chromium, needs_chromium, served, world_in
from tests.callers import PUBLIC, app_of
from tests.harness import EMAIL, PHONE

pytestmark = needs_chromium

ELSEWHERE = "https://www.wikipedia.org/"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of a practice and of a week, served on this machine."""
    with world_in(tmp_path_factory.mktemp("notes")) as world:
        world.join(phone=PHONE, email=EMAIL, discreet=True)
        for day, said in (("02", "done, 4"), ("09", "done, 2")):
            world.at(f"2026-06-{day} 09:15").run()
            world.later(minutes=3).says(said)
        world.at("2026-06-14 18:00").run()
        texts = [world.sms.ledger[-1].text, world.mail.ledger[0].text]
        with served(app_of(world)) as address:
            yield [f"{address}{re.findall(f'{PUBLIC}(/n/[a-z0-9.]+)', text)[0]}" for text in texts]


@pytest.fixture(scope="module")
def browser(notes: list[str]) -> Iterator[Browser]:
    """After the notes: beside a running browser no other event loop can run."""
    with chromium() as opened:
        yield opened


def opened(
    browser: Browser, address: str, *, scripts: bool = True, width: int = 320
) -> tuple[Page, list[str]]:
    """A page as it was opened from a blank one, the requests that left for elsewhere, and where from."""
    page = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    referrers: list[str] = []

    def elsewhere(route: Route) -> None:
        referrers.append(route.request.headers.get("referer", ""))
        route.fulfill(body="Elsewhere", content_type="text/html")

    page.route(f"{ELSEWHERE}**", elsewhere)
    page.goto("about:blank")
    page.goto(address)
    return page, referrers


def by_button(page: Page) -> None:
    page.get_by_role("link", name="Leave this page").click()


def by_tab_and_enter(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def by_escape(page: Page) -> None:
    page.keyboard.press("Escape")


@pytest.mark.parametrize("way", [by_button, by_tab_and_enter, by_escape])
def test_leaving_puts_another_site_in_place_of_the_page(
    browser: Browser, notes: list[str], way: Callable[[Page], None]
) -> None:
    assert len(notes) == 2
    for address in notes:
        page, referrers = opened(browser, address)
        way(page)
        page.wait_for_url(ELSEWHERE)
        assert referrers == [""]
        page.go_back()
        assert page.url == "about:blank", "Back does not show it again"
        page.close()


def test_escape_leaves_from_inside_the_week_too(browser: Browser, notes: list[str]) -> None:
    page, _ = opened(browser, notes[1])
    page.frame_locator("iframe").get_by_text("The week at a glance").click()
    page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)
    page.close()


def test_the_week_is_as_high_as_it_is_and_dressed_as_the_mail_is(browser: Browser, notes: list[str]) -> None:
    page, _ = opened(browser, notes[1])
    inside = page.frame_locator("iframe")
    expect(inside.get_by_text("The week at a glance")).to_have_css("font-weight", "600")
    assert inside.locator("html").evaluate("all => all.scrollHeight > innerHeight") is False
    page.close()


def test_nothing_is_missing_without_javascript_or_where_it_is_narrow(
    browser: Browser, notes: list[str]
) -> None:
    page, referrers = opened(browser, notes[0], scripts=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Not today")).to_be_visible()
    expect(page.get_by_text("The Escape key")).to_be_hidden()
    by_tab_and_enter(page)
    page.wait_for_url(ELSEWHERE)
    assert referrers == [""]
    page.close()
    page, _ = opened(browser, notes[0])
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.mouse.wheel(0, 10_000)
    expect(page.get_by_role("link", name="Leave this page")).to_be_in_viewport(ratio=1)
    page.close()
