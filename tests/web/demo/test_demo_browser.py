"""A visit to the demo in a real browser: with JavaScript, without, by keyboard, narrow and wide."""

import re
import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from nudges.web.demo import create_demo
from tests.browsers import chromium, needs_chromium, served
from tests.clocks import Ticking

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, served; the first test finds it fresh."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    app = create_demo(tmp_path_factory.mktemp("demo"), port, Ticking())
    with served(app, port) as address:
        yield f"{address}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def played(page: Page, address: str) -> None:
    """Open the page and wait until its history has been played: a page is there, and it is not playing."""
    page.goto(address)
    expect(page.locator("#notice:not(:has(.playing))")).to_have_count(1, timeout=60_000)


def test_a_visit(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: faults.append(request.url))
    played(page, address)
    bubbles = page.locator("#thread-maya .bubble")
    before = bubbles.count()

    # somebody is typing on Jonas's phone all the while
    page.locator("#box-jonas").fill("half a thou")

    page.get_by_role("button", name="Next nudge").click()
    expect(bubbles).to_have_count(before + 1)
    expect(page.locator("#face-maya")).to_contain_text("09:15")
    page.locator("#maya").get_by_role("button", name="DONE").click()
    expect(bubbles).to_have_count(before + 3)
    expect(bubbles.last).to_contain_text(re.compile("Good|That counts"))
    expect(bubbles.last).to_contain_text("segment")
    expect(page.locator("#lines")).to_contain_text("understood as: done")

    page.get_by_role("button", name="Sunday evening").click()
    letters = page.locator("#letters a")
    expect(letters).to_have_count(24)
    expect(page.locator("#face-maya")).to_contain_text("18:01")
    letters.filter(has_text="Maya").first.click()
    expect(letters.first).to_have_attribute("aria-current", "true")
    mail = page.frame_locator("#mail iframe")
    expect(mail.get_by_text("Your week,").first).to_be_visible()
    expect(mail.get_by_text("The week at a glance")).to_be_visible()
    assert mail.locator("img").count() == 0, "no picture, so nothing is fetched when it is opened"
    page.get_by_text("Headers", exact=True).click()
    expect(page.locator(".pane.headers")).to_contain_text("List-Unsubscribe")
    expect(page.locator(".pane.html")).to_be_hidden()

    page.locator("#filter").get_by_text("Aiko").click()
    expect(page.locator("#lines")).to_contain_text("held: quiet hours until 09:00")
    expect(page.locator("#lines")).not_to_contain_text("Maya")

    expect(page.locator("#box-jonas")).to_have_value("half a thou")
    page.locator("#box-jonas").fill("STOP")
    page.locator("#box-jonas").press("Enter")
    expect(page.locator("#thread-jonas .bubble").last).to_contain_text("unsubscribed")
    expect(page.locator("#box-jonas")).to_have_value("")
    expect(page.locator("#box-jonas")).to_be_focused()
    assert faults == []
    page.close()


def test_by_keyboard_and_running_time(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 812})
    played(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    began = page.locator("#face-maya").inner_text()
    page.locator("#speed-3600").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#speed-3600")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#speed-0")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#speed-3600")).to_be_focused()
    expect(page.locator("#face-maya")).not_to_have_text(began, use_inner_text=True)
    page.get_by_role("button", name="Pause").press("Space")
    expect(page.locator("#speed-0")).to_have_attribute("aria-pressed", "true")
    for name in ("Maya's messages", "Timeline, newest first"):
        expect(page.get_by_role("region", name=name)).to_have_attribute("tabindex", "0")
    page.close()


def test_without_javascript(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    played(page, address)  # it renews itself meanwhile, with a meta tag
    bubbles, ours = page.locator("#thread-maya .bubble"), page.locator(".bubble.ours")
    before = ours.count()
    page.get_by_role("button", name="Next nudge").click()
    expect(ours).to_have_count(before + 1)
    before = bubbles.count()
    page.locator("#maya").get_by_role("button", name="DONE").click()
    expect(bubbles).to_have_count(before + 2)
    page.locator("#box-aiko").fill("a note of my own")
    page.get_by_role("button", name="Send as Aiko").click()
    expect(page.locator("#thread-aiko")).to_contain_text("a note of my own")
    page.get_by_role("button", name="Sunday evening").click()
    page.locator("#letters a").filter(has_text="Maya").first.click()
    expect(page.locator("#mail h3")).to_contain_text("Your week")
    expect(page.frame_locator("#mail iframe").get_by_text("Your week,").first).to_be_visible()
    page.locator("#filter").get_by_text("Jonas").click()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#lines")).not_to_contain_text("Maya")
    expect(page.locator("#mail h3")).to_contain_text("Your week")
    page.close()
