"""The office in a real browser: an invitation, a disclosure, a case, a correction, a STOP by telephone."""

import asyncio
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from nudges.core.office.roles import PROMPT, Role
from nudges.core.person.person import Person, State
from nudges.flow.accounts import accounts
from nudges.flow.maintenance.operator_notices import tell_operator
from nudges.flow.office import person as office
from nudges.flow.office.broadcasts import broadcasts
from nudges.flow.office.broadcasts.broadcasts import Draft
from nudges.flow.office.broadcasts.fan_out import fan_out
from nudges.flow.office.person import SaidBy
from nudges.flow.portal import readers
from nudges.flow.results.keep import renew_figures
from nudges.store import tables as t
from nudges.store.office.find import Filter
from tests.browsers import barriers, chromium, dress, needs_chromium, press, world_in
from tests.browsers import served as serve
from tests.callers import app_of
from tests.harness import NAME, World
from tests.my_pages import lived
from tests.office_staff import PASSWORD, hire

pytestmark = needs_chromium

NEW_PHONE = "+33612345678"

#: Two more people, for a message to many.
MANY = {"+33612345601": "Ines Inbox", "+33612345602": "Otto Other"}

#: Width, scheme and the rules of axe that are asked, none for all: twice a page, one load.
SCREENS: tuple[tuple[int, Literal["dark", "light"], list[str]], ...] = (
    (375, "light", []),
    (1440, "dark", ["color-contrast"]),
)

#: A folder for pictures of every page, to be looked at.
PICTURES = os.environ.get("OFFICE_PICTURES")


@dataclass(frozen=True)
class Served:
    """One world with an office, served on this machine."""

    world: World
    person: Person
    address: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world_in(tmp_path_factory.mktemp("office")) as world:
        person = lived(world)
        with serve(app_of(world, office="on", public_url="http://127.0.0.1")) as address:
            yield Served(world, person, address)


@pytest.fixture(scope="module")
def told(served: Served) -> str:
    """Before the browser, beside which no other event loop can run: she disclosed, and on duty is told."""
    hire(served.world, Role.OWNER, "Olga Owner")
    served.world.says("I want to kill myself, zanzibarred")
    asyncio.run(tell_operator(served.world.service, served.world.now))
    mails = [one for one in served.world.mail.ledger if "somebody may need help" in (one.subject or "")]
    found = re.search(r"/office/cases/\d+", mails[-1].text)
    assert found is not None
    assert mails[-1].to == "olga@clinic.example"
    return found[0]


@pytest.fixture(scope="module")
def browser(told: str) -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_invitation_to_a_closed_case_and_a_stop_by_telephone(
    served: Served, told: str, browser: Browser, scripts: bool
) -> None:
    world = served.world
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 375, "height": 800}).new_page()
    if scripts:
        _walk(served, told, page)
    else:  # every page opens and its forms are there without any script
        _sign_up(served, page, "Nora Noscript")
        page.goto(f"{served.address}/office/people/{served.person.id}")
        expect(page.get_by_role("heading", name="Write to them")).to_be_visible()
    assert "zanzibarred" not in page.content()
    assert world.rows(t.person_case)


def _sign_up(served: Served, page: Page, name: str) -> str:
    link = accounts.invite(served.world.service, PROMPT, Role.OWNER, served.world.now)
    page.goto(served.address + link.removeprefix("https://nudges.example"))
    secret = page.locator("input[name=secret]").input_value()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email address").fill(f"{name.split()[0].lower()}@clinic.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Code of your").fill(pyotp.TOTP(secret).at(served.world.now))
    press(page.get_by_role("button", name="Make my account", exact=True))
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    return secret


def _walk(served: Served, told: str, page: Page) -> None:
    world = served.world
    secret = _sign_up(served, page, "Walter Walker")
    press(page.get_by_role("button", name="Sign out"))
    world.later(minutes=2)

    page.goto(served.address + told)  # the link in the mail, signed out: the door first, then the case
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email address").fill("walter@clinic.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code of your").fill(pyotp.TOTP(secret).at(world.now))
    press(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_text("Their words are closed")).to_be_visible()
    press(page.get_by_role("button", name="I have seen it"))
    expect(page.get_by_role("status")).to_contain_text("nobody else is told")
    page.get_by_label("Write down what you did").fill("Called her; she is with her sister.")
    press(page.get_by_role("button", name="Write it down"))
    press(page.get_by_role("button", name="Close the case"))
    expect(page.get_by_role("status")).to_contain_text("closed")

    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="Correct and change").click()
    page.get_by_label("Number").fill("not a number")
    press(page.get_by_role("button", name="Save").first)
    expect(page.get_by_role("heading", name="not usable")).to_be_visible()
    page.get_by_label("Number").fill(NEW_PHONE)  # what was typed is still there
    press(page.get_by_role("button", name="Send again"))
    expect(page.get_by_role("status")).to_contain_text("Saved")
    assert world.person(served.person.id).phone == NEW_PHONE

    page.get_by_role("link", name="Back to their page").click()
    page.get_by_label("Who said so?").select_option("somebody close")
    press(page.get_by_role("button", name="Stop all messages"))
    expect(page.get_by_role("status")).to_contain_text("Nothing is sent")
    assert world.person(served.person.id).state is State.STOPPED
    actions = [row.action for row in world.rows(t.audit) if row.person_id == served.person.id]
    done = [one for one in actions if one != "person show"]
    assert done == ["case seen", "case note", "case close", "person correct", "person stop"]


@pytest.mark.parametrize("scripts", [False])
def test_a_question_is_answered_and_a_message_to_many_goes_to_whoever_has_not_stopped(
    served: Served, browser: Browser, scripts: bool
) -> None:
    world = served.world
    ines, otto = (world.join(phone=phone, quiet=False, name=name) for phone, name in MANY.items())
    world.says("can I talk to somebody, zanzibarred?", sender=ines.phone or "")
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 375, "height": 800}).new_page()
    _sign_up(served, page, "Quinn Questions")
    page.get_by_role("link", name="Open question").first.click()
    press(page.get_by_role("button", name="I take it"))
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    assert world.says("it is about my mother", sender=ines.phone or "") is None
    page.get_by_label("Your message").fill("I call you at six.")
    press(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("status")).to_contain_text("in their hours")
    press(page.get_by_role("button", name="Hand back: it is settled"))
    expect(page.get_by_text("Nobody waits")).to_be_visible()
    assert "zanzibarred" not in page.content()
    assert world.later(hours=2).says("thank you", sender=ines.phone or "") is not None

    page.get_by_role("link", name="Messages").click()
    page.get_by_label("What it says, in English").fill("We meet on Friday. " * 12)
    press(page.get_by_role("button", name="Count and check it"))
    expect(page.get_by_role("heading", name="costs 2 segments")).to_be_visible()
    page.get_by_label("What you wrote (en)").fill("We meet on Friday.")
    press(page.get_by_role("button", name="Send again"))
    expect(page.get_by_role("heading", name="2 people get it")).to_be_visible()
    press(page.get_by_role("button", name="Send it"))
    expect(page.get_by_role("status")).to_contain_text("You can stop it")
    day = (world.now + timedelta(days=1)).date()
    fan_out(world.at(f"{day} 09:30").service, lambda: world.now)
    world.says("STOP", sender=otto.phone or "")
    world.at(f"{day} 11:01")
    worker = threading.Thread(target=world.run)  # beside the browser's loop
    worker.start()
    worker.join()
    texted = [one.to for one in world.sms.ledger if one.text == "Nudges: We meet on Friday."]
    assert texted == [ines.phone]
    page.reload()
    rows = page.get_by_role("table").get_by_role("row").all_inner_texts()
    assert [row.split() for row in rows[1:]] == [["sent", "1"], ["not", "sent", "1"]]
    press(page.get_by_role("button", name="Stop it"))
    expect(page.get_by_role("status")).to_contain_text("does not go")


def test_people_are_ticked_and_paused_and_a_search_is_written_to(served: Served, browser: Browser) -> None:
    world = served.world
    names = ("Pia Paused", "Paul Paused", "Petra Stopped")
    pia, paul, petra = (
        world.join(phone=f"+336123457{n:02}", quiet=False, name=name) for n, name in enumerate(names)
    )
    office.stop_by_telephone(world.service, PROMPT, petra.id, SaidBy.THEMSELVES, world.now)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}).new_page()
    _sign_up(served, page, "Bruno Bulk")
    page.get_by_role("link", name="People").click()
    page.get_by_role("button", name="Those who are ticked").click()
    expect(page.get_by_role("heading", name="Nobody was chosen")).to_be_visible()
    page.go_back()
    for name in names:
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    page.get_by_role("button", name="Those who are ticked").click()
    expect(page.get_by_role("heading", name="3 people are chosen")).to_be_visible()
    expect(page.get_by_text("1 stopped")).to_be_visible()
    page.get_by_label("Pause until").fill((world.now + timedelta(days=9)).date().isoformat())
    page.get_by_role("button", name="Pause them").click()
    expect(page.get_by_role("status")).to_contain_text("2 people are paused")
    expect(page.get_by_role("heading", name="1 is left alone")).to_be_visible()
    expect(page.get_by_role("link", name="Petra Stopped")).to_be_visible()
    assert [world.person(one.id).paused(world.now) for one in (pia, paul, petra)] == [True, True, False]
    office.resume(world.service, PROMPT, pia.id, world.now)

    page.get_by_role("link", name="To the people").click()
    page.get_by_label("Number, address, name or id").fill("paused")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="All that this search finds").click()
    expect(page.get_by_role("heading", name="2 people are chosen")).to_be_visible()
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_text("To 2 people who were chosen")).to_be_visible()
    page.get_by_label("What it says, in English").fill("We meet on Friday.")
    page.get_by_role("button", name="Count and check it").click()
    expect(page.get_by_role("heading", name="1 person gets it")).to_be_visible()
    expect(page.get_by_text("1 of those who were chosen does not get it")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_contain_text("You can stop it")
    sent = world.rows(t.broadcast)[-1]
    assert (sorted(sent.chosen.split()), sent.people) == (sorted([pia.id, paul.id]), 1)


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(served: Served, browser: Browser) -> None:
    world, person = served.world, served.person
    readers.decide(world.service, person.id, True, "v1", world.now)
    owner = hire(world, Role.OWNER, "Ida Owner")
    office.note(world.service, PROMPT, person.id, "Prefers mornings.", world.now)
    context = browser.new_context()
    page = context.new_page()
    waits = world.join(phone="+33612346051", quiet=False, name="Uma Waits")
    world.says("can I talk to somebody?", sender=waits.phone or "")
    when = world.now.replace(tzinfo=None) + timedelta(days=2)
    draft = Draft(Filter(), when, timedelta(), {"en": "We meet on Friday."})
    broadcasts.send(world.service, PROMPT, draft, "once", world.now)
    case, asked, sent = (world.rows(table)[-1].id for table in (t.person_case, t.question, t.broadcast))
    paths = ["/sign-in", "", "/people", "/people?q=nobody", "/results"]
    renew_figures(world.service, world.now, at_once=True)
    paths += ["/plans", "/plans/daily?weeks=4"]
    paths += [f"/people/{person.id}{rest}" for rest in ("", "/words", "/change")]
    paths += [f"/cases/{case}", "/questions", f"/questions/{asked}", "/broadcasts", f"/broadcasts/{sent}"]
    paths += ["/staff", "/tokens", "/audit", "/people/nobody"]
    for n, path in enumerate(paths):
        if n == 1:
            context.add_cookies(
                [{"name": "office", "value": owner.session, "url": f"{served.address}/office"}]
            )
        page.goto(f"{served.address}/office{path}")
        _look(page, path.replace(person.id, "person"))
    page.goto(f"{served.address}/office/people/chosen?whom=all")
    _look(page, "/people/chosen")
    page.get_by_label("Pause until").fill((world.now + timedelta(days=9)).date().isoformat())
    press(page.get_by_role("button", name="Pause them"))
    _look(page, "/people/paused")
    page.goto(f"{served.address}/office/people/chosen?whom=all")
    press(page.get_by_role("button", name="Write it"))
    _look(page, "/people/write")
    page.goto(f"{served.address}/office/broadcasts")
    page.get_by_label("What it says, in English").fill("We meet on Friday.")
    press(page.get_by_role("button", name="Count and check it"))
    _look(page, "/broadcasts/check")


def _look(page: Page, path: str) -> None:
    """Axe in full where it is narrow and light; where it is wide and dark the colours alone are others."""
    for width, scheme, rules in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        dress(page, scheme)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, (path, width)
        assert barriers(page, *rules) == [], (path, width)
        if folder := PICTURES:
            name = path.strip("/").replace("/", "-") or "today"
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
