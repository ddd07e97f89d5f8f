"""The prompt: which events were not delivered, sending them again, and what is missing to send any."""

from base64 import b64encode

import pytest

from tests.cli.test_cli import add
from tests.cli.test_cli import nudges as nudges
from tests.typed import Run

SIGNS = f"whsec_{b64encode(bytes(32)).decode()}"


def test_without_an_endpoint_there_is_nothing_to_list(nudges: Run) -> None:
    add(nudges)
    said = nudges("events", "list")
    assert said.code == 2
    assert "Set EVENTS_URL and EVENTS_SECRET" in said.err


@pytest.mark.both_databases
def test_what_waits_is_listed_and_sent_again(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_URL", "http://127.0.0.1:9/nobody")
    monkeypatch.setenv("EVENTS_SECRET", SIGNS)
    add(nudges)
    assert nudges("worker", "--once").out.endswith("1 due.\n")  # it sends, whatever becomes of the events
    [joined, sent] = nudges("events", "list", "--json").json
    assert (joined["type"], joined["answer"], joined["tries"]) == ("person.joined", "ClientConnectorError", 1)
    assert (sent["type"], sent["answer"], sent["parked"]) == ("nudge.sent", None, False)
    shown = nudges("events", "list").out
    assert "2 to be delivered, 0 parked." in shown
    assert str(joined["id"])[:12] in shown
    assert "0 events are tried again" in nudges("events", "unpark").out
    assert "0 events are sent again" in nudges("events", "replay", "--from", "2026-06-01").out
    assert nudges("events", "replay", "--from", "yesterday").code == 2
    assert "still to come" in nudges("events", "replay", "--from", "2099-01-01").err
