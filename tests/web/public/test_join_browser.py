"""One person's whole story in a real browser: from the form to join to the page that says all is erased."""

import csv
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from nudges.core.person.person import Person, State
from nudges.flow.consent.requests import deal_with_requests
from nudges.store import tables as t
from tests.browsers import chromium, needs_chromium, press, served, world_in
from tests.callers import PUBLIC, app_of
from tests.harness import EMAIL, NAME, World

pytestmark = needs_chromium

ZONE = "America/Bogota"
WORDS = "done, we walked by the river"


@dataclass
class House:
    """An installation that is served, and its address."""

    world: World
    address: str

    def link(self, address: str) -> str:
        """A link of ours as this machine serves it."""
        return self.address + address.removeprefix(PUBLIC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with world_in(tmp_path_factory.mktemp("story")) as world:
        world.at("2026-06-01 11:30", ZONE)
        with served(app_of(world, join="on")) as address:
            yield House(world, address)


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    """After the house: beside a running browser no other event loop can run."""
    with chromium() as opened:
        yield opened


def visit(browser: Browser, *, scripts: bool = True, width: int = 800) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900}, timezone_id=ZONE, java_script_enabled=scripts
    )


class InThread:
    """The worker's turns, each in a thread of its own: beside the browser no other event loop can run."""

    def __init__(self, world: World) -> None:
        self._world = world

    def run(self) -> None:
        thread = threading.Thread(target=self._world.run)
        thread.start()
        thread.join(30)


def test_the_whole_story(browser: Browser, house: House, tmp_path: Path) -> None:
    world, worker = house.world, InThread(house.world)
    page = visit(browser).new_page()
    person = joins(page, house)
    worker.run()
    confirms(page, house)
    assert world.person(person.id).state is State.ACTIVE
    world.at("2026-06-02 10:30", ZONE)
    worker.run()
    answers_a_nudge(world)
    own = house.link(world.service.links.page(person.id, world.now))
    sees_the_week(page, own)
    changes_the_time(page, own, "16:45")
    world.forget_sent()
    world.at("2026-06-03 10:30", ZONE)
    worker.run()
    assert len(world.nudges("daily")) == 1, "the old time"
    world.forget_sent()
    world.at("2026-06-03 16:45", ZONE)
    worker.run()
    assert len(world.mail.ledger) == 1, "the next nudge moved"
    takes_everything_along(page, own, tmp_path)
    erases(page, own)
    assert world.person(person.id) == Person(person.id, "UTC", state=State.ERASED)
    world.forget_sent()
    world.at("2026-06-04 16:45", ZONE)
    worker.run()
    assert world.sent == []
    page.context.close()


def joins(page: Page, house: House) -> Person:
    page.goto(f"{house.address}/join/daily")
    expect(page.get_by_label("Your time zone")).to_have_value(ZONE)
    expect(page.get_by_text("Guessed from your device: is it right?")).to_be_visible()
    page.get_by_label("What to call you").fill(NAME)
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Time Daily").fill("10:30")
    page.get_by_label("I am 16 or older").check()
    press(page.get_by_role("button", name="Send me my invitation"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look at your mail.")
    deal_with_requests(house.world.service, house.world.now)
    [row] = house.world.rows(t.person)
    person = house.world.person(row.id)
    assert (person.state, person.zone, person.discreet) == (State.INVITED, ZONE, True)
    return person


def confirms(page: Page, house: House) -> None:
    [invitation] = house.world.mail.ledger
    [link] = re.findall(rf"{PUBLIC}/confirm/\S+", invitation.text)
    page.goto(house.link(link))
    press(page.get_by_role("button", name="Yes, start"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You have begun")


def answers_a_nudge(world: World) -> None:
    assert [n.status for n in world.nudges("daily")] == ["accepted"]
    world.later(minutes=5).says(WORDS, sender=EMAIL, answers=world.mail.ledger[-1].attempt_id)
    [reply] = world.rows(t.reply)
    assert (reply.kind, reply.nudge_id) == ("done", world.nudge("daily").id)


def sees_the_week(page: Page, own: str) -> None:
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{own}/replies")
    expect(page.get_by_text("we walked by the river")).to_be_visible()


def changes_the_time(page: Page, own: str, at: str) -> None:
    page.goto(f"{own}/settings")
    page.locator('[name="time-daily-daily"]').fill(at)
    press(page.get_by_role("button", name="Save"))
    expect(page.locator('[name="time-daily-daily"]')).to_have_value(at)


def takes_everything_along(page: Page, own: str, folder: Path) -> None:
    page.goto(f"{own}/settings")
    page.get_by_role("link", name="Download my data").click()
    for name, link in (("nudges.json", "Download everything"), ("replies.csv", "My replies CSV")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        assert download.value.suggested_filename == name
        download.value.save_as(folder / name)
    said = json.loads((folder / "nudges.json").read_text(encoding="utf-8"))
    assert (said["person"]["name"], said["person"]["email"]) == (NAME, EMAIL)
    assert [one["words"] for one in said["replies"]] == [WORDS]
    with (folder / "replies.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["words"] for row in csv.DictReader(file)] == [WORDS]


def erases(page: Page, own: str) -> None:
    page.goto(f"{own}/settings")
    page.get_by_role("link", name="Delete everything").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete everything?")  # the tick is missing
    page.get_by_label("I understand that this cannot be undone.").check()
    press(page.get_by_role("button", name="Delete everything"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is erased.")
    for end in ("", "/settings", "/export", "/erase"):
        answer = page.goto(own + end)
        assert answer is not None
        assert answer.status == 404, end


def test_the_form_without_scripts_by_keyboard_and_narrow(browser: Browser, house: House) -> None:
    context = visit(browser, scripts=False, width=320)
    page = context.new_page()
    page.goto(f"{house.address}/join/daily")
    assert page.locator("html").evaluate("all => all.scrollWidth") == 320
    expect(page.get_by_label("Your time zone")).to_have_value("")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "leave", "the way out comes first"
    seen = [_focused_next(page) for _ in range(19)]
    assert [name for name in seen if name in ("name", "phone", "email", "zone", "discreet", "agree")] == [
        *("name", "phone", "email", "zone", "discreet", "agree"),
    ]
    assert "website" not in seen
    page.get_by_label("Mobile number").fill("0170 12")
    page.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Mobile number")).to_have_value("0170 12")
    expect(page.get_by_label("Mobile number")).to_have_attribute("aria-invalid", "true")
    assert page.locator("html").evaluate("all => all.scrollWidth") == 320
    assert urlsplit(page.url).path == "/join/daily"
    context.close()


def _focused_next(page: Page) -> str:
    page.keyboard.press("Tab")
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent"))


def test_an_older_name_of_a_place_is_guessed_too_and_a_zone_without_a_place_is_not(
    browser: Browser, house: House
) -> None:
    for zone, guessed in (("Asia/Calcutta", "Calcutta"), ("Etc/GMT+9", "Choose a place")):
        page = browser.new_context(timezone_id=zone).new_page()
        page.goto(f"{house.address}/join/daily")
        expect(page.locator("#zone option:checked")).to_have_text(guessed)
        page.context.close()
