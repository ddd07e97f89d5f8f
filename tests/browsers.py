"""Pages in a real browser: a world served on this machine, and a Chromium that reaches nothing else."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from nudges.store.db import migrate, open_db
from nudges.store.engine import connect
from tests.harness import KEYS, World

CHROMIUM = os.environ.get("NUDGES_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
needs_chromium = pytest.mark.skipif(
    not os.path.exists(CHROMIUM), reason="no Chromium here; install it or name it in NUDGES_CHROMIUM"
)

expect.set_options(timeout=30_000)  # on a busy machine five seconds are little

_ARGS = [
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"),
    "--disable-software-rasterizer",
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-domain-reliability", "--disable-features=OptimizationHints,MediaRouter,Translate"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@contextmanager
def world_in(folder: Path) -> Iterator[World]:
    """A world on a database file, which a server's threads can share."""
    url = f"sqlite:///{folder / 'nudges.db'}"
    engine = connect(url)
    migrate(engine)
    engine.dispose()
    db = open_db(connect(url), KEYS)
    yield World(db)
    db.close()


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """The address of an application that is served in a thread; by default on any free port."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(15)
    assert not thread.is_alive()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open it after the world: beside a running browser no other event loop can run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGS)
        yield browser
        browser.close()


def press(button: Locator) -> None:
    """Press what sends a form, and wait for the page that answers: what follows is about that one."""
    with button.page.expect_navigation():
        button.click()


def dress(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Show a page in the light or in the dark, with every transition from the other at its end."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.getAnimations().forEach(one => one.finish())")


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds by these rules (by all if none is named): the rule and the place of each barrier."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]
