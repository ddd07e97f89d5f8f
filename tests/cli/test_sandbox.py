"""While sending is off nobody gets anything: that is said, and whoever was invited then is asked later."""

from collections.abc import Iterator

import pytest

from tests.cli.test_cli import PHONE, add
from tests.cli.test_cli import nudges as nudges
from tests.harness import PARIS
from tests.providers import FakeTwilio
from tests.typed import Run

pytestmark = pytest.mark.both_databases


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as provider:
        yield provider


def live(monkeypatch: pytest.MonkeyPatch, twilio: FakeTwilio) -> None:
    for name, value in {
        "NUDGES_SEND": "live",
        "TWILIO_ACCOUNT_SID": FakeTwilio.ACCOUNT,
        "TWILIO_AUTH_TOKEN": "a-token",
        "TWILIO_FROM": "+15559990000",
        "TWILIO_API_URL": twilio.url,
    }.items():
        monkeypatch.setenv(name, value)


def invite(nudges: Run) -> None:
    nudges("person", "add", "--plan", "rebuilding-trust", "--zone", PARIS, "--phone", PHONE)


def test_an_invitation_that_only_the_sandbox_took_is_sent_once_when_live(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, twilio: FakeTwilio
) -> None:
    invite(nudges)
    nudges("worker", "--once")
    said = nudges("explain", PHONE).out
    assert "kept in the sandbox" in said
    assert "sent  " not in said.replace("not sent  ", "")
    assert "1 person was invited only in the sandbox" in nudges("doctor").out
    nudges("worker", "--once")  # sending is still off: nothing changes
    [kept] = nudges("explain", PHONE, "--json").json
    assert (kept["step"], kept["reason"]) == ("invitation", "sandboxed")

    live(monkeypatch, twilio)
    nudges("worker", "--once")
    assert [text["To"] for text in twilio.taken] == [PHONE]
    nudges("worker", "--once")
    assert len(twilio.taken) == 1, "asked once"
    [sent] = nudges("explain", PHONE, "--json").json
    assert (sent["step"], sent["reason"]) == ("invitation", "sent")
    [row] = [line for line in nudges("explain", PHONE).out.splitlines() if "Invitation" in line]
    assert (row.split()[-1], row.count("sent")) == ("sent", 1), "said once"
    assert "only in the sandbox" not in nudges("doctor").out


def test_whoever_said_stop_meanwhile_is_not_asked(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, twilio: FakeTwilio
) -> None:
    invite(nudges)
    nudges("worker", "--once")
    nudges("person", "stop", PHONE)
    live(monkeypatch, twilio)
    nudges("worker", "--once")
    assert twilio.taken == []


def test_a_nudge_of_the_sandbox_is_not_called_sent_and_does_not_come_again(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, twilio: FakeTwilio
) -> None:
    add(nudges)
    nudges("worker", "--once")
    assert "kept in the sandbox" in nudges("explain", PHONE).out
    live(monkeypatch, twilio)
    nudges("worker", "--once")
    assert twilio.taken == []
