"""Passkeys in a real browser, with Chromium's virtual authenticator: join, sign in, add and remove."""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from nudges.core.office.roles import PROMPT, Role
from nudges.flow.accounts import accounts
from nudges.flow.links import Links
from nudges.store import tables as t
from tests.browsers import barriers, chromium, needs_chromium, press, served, world_in
from tests.callers import app_of
from tests.harness import World
from tests.web.office.test_office_browser import PICTURES

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose office is served at an address that browsers make passkeys for."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    here = f"http://localhost:{port}"
    with world_in(tmp_path_factory.mktemp("passkeys")) as world:
        world.service = replace(world.service, links=Links(here, world.db.vault.link_key()))
        with served(app_of(world, office="on", public_url=here), port):
            yield world


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def device(page: Page, transport: str = "internal") -> None:
    """The browser has a fingerprint reader (or a key in its "usb") from now on, and a finger on it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    asks = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    kind = {"protocol": "ctap2", "transport": transport, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": kind | asks})


def looked_at(page: Page, name: str) -> None:
    assert barriers(page) == []
    if PICTURES:
        page.screenshot(path=os.path.join(PICTURES, f"{name}.png"), full_page=True)


def test_from_the_invitation_to_signing_in_with_a_passkey_alone(world: World, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 375, "height": 800}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto(accounts.invite(world.service, PROMPT, Role.COACH, world.now))
    device(page)
    make = page.get_by_role("button", name="Make my account with a passkey")
    looked_at(page, "welcome-passkey-375-light")
    make.click()  # what is missing is said by the browser, and nothing is made
    page.get_by_label("Your name").fill("Paula Passkey")
    page.get_by_label("Email address").fill("paula@clinic.example")
    make.click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()

    page.get_by_role("link", name="Paula Passkey").click()
    expect(page.get_by_text("made on 1 June 2026")).to_be_visible()
    looked_at(page, "passkeys-375-light")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="only passkey")).to_be_visible()
    press(page.get_by_role("button", name="Sign out"))
    world.later(minutes=1)

    page.goto(f"{world.service.links.public_url}/office/sign-in?to=/office/people")
    looked_at(page, "sign-in-passkey-375-light")
    page.get_by_role("button", name="Sign in with a passkey").press("Enter")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    assert [row.action for row in world.rows(t.audit)] == ["staff add", "joined", "signed in"]

    page.goto(f"{world.service.links.public_url}/office/passkeys")
    page.get_by_label("What to call it").fill("The same phone")
    page.get_by_role("button", name="Add a passkey").click()  # which has one for this account already
    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    device(page, "usb")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is there")
    page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing")
    assert faults == []


def test_without_javascript_the_password_form_is_all_there_is(world: World, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{world.service.links.public_url}/office/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    page.goto(accounts.invite(world.service, PROMPT, Role.COACH, world.now))
    expect(page.get_by_role("button", name="Make my account with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Make my account", exact=True)).to_be_visible()
