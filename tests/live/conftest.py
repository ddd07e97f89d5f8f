"""What the live tests need, and why they are skipped where it is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nudges.channels.base import Message
from nudges.store.db import migrate, open_db
from nudges.store.engine import connect
from tests.harness import EMAIL, KEYS, World
from tests.live.servers import HERE, NODE, prism
from tests.providers import CONTRACTS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = f"{HERE}/"
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def node() -> Path:
    if not NODE.exists():
        pytest.skip("tests/live/node_modules is not installed: run `make live`")
    return NODE


@pytest.fixture(scope="session")
def sendgrid_url(node: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SendGrid as its published contract describes it."""
    contract = CONTRACTS / "sendgrid_mail_send.json"
    if not contract.exists():
        pytest.skip(f"SendGrid's published contract, {contract.name}, is not at hand beside the repository")
    with prism(tmp_path_factory.mktemp("prism"), contract) as url:
        yield url


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Message]:
    """The mails of somebody's first fortnight as the road made them: a nudge, and the second summary."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('letters') / 'nudges.db'}")
    migrate(engine)
    world = World(open_db(engine, KEYS))
    try:
        world.join(plan="letters", email=EMAIL)
        said = {"02": "done, 5", "03": "done, 3 and a note", "09": "done, 4", "10": "no, not today"}
        for day, words in said.items():
            world.at(f"2026-06-{day} 10:00").run()
            world.later(minutes=5).says(words, sender=EMAIL, answers=world.nudge("letter").attempt_id)
        nudge = world.mail.ledger[0]
        world.at("2026-06-14 18:00").run()
        return {"nudge": nudge, "summary": world.mail.ledger[-1]}
    finally:
        world.db.close()
