"""A nudge to a real, stateful Twilio and back: our processes, its list, its signatures."""

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from nudges.app.service import running
from nudges.channels.base import Fault, Message, SendError
from nudges.channels.twilio import TwilioChannel
from nudges.core.reasons import Reason, ReasonCode
from nudges.flow.planning.enrol import Newcomer, join
from nudges.settings import Settings
from nudges.store.replies import replies
from nudges.store.replies.replies import Told
from tests.clocks import eventually
from tests.harness import CONSENT, PARIS
from tests.live.servers import ACCOUNT, NOW, OURS, TOKEN, Twilio, free_port, ours, twilio

ANA, SECRET = "+15550104477", "zanzibarred"


@dataclass
class House:
    """Our service, its processes running, and the Twilio it is set to."""

    twilio: Twilio
    settings: Settings
    env: dict[str, str]
    person_id: str
    folder: Path

    def story(self) -> list[Told]:
        """The person's story as the database has it, oldest first."""
        with running(self.settings) as service, service.db.read() as tx:
            return replies.story(tx, self.person_id)[::-1]

    def nudge(self) -> Told:
        [found] = [line for line in self.story() if line.step not in ("", "welcome")]
        return found

    def heard(self) -> list[str]:
        """What the person's replies were understood as."""
        return [str(line.kind) for line in self.story() if line.kind]

    def sid(self) -> str:
        """Twilio's name for the nudge's message."""
        [found] = [m["sid"] for m in self.twilio.messages() if m["body"] == self.nudge().text]
        return str(found)


@pytest.fixture
def house(node: Path, tmp_path: Path) -> Iterator[House]:
    """Somebody with a nudge that came due two minutes ago."""
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    with twilio(tmp_path, f"{public_url}/hooks/twilio/sms") as carrier:
        env = {
            "NUDGES_SEND": "live",
            "DATABASE_URL": f"sqlite:///{tmp_path}/nudges.db",
            "NUDGES_KEY_FILE": f"{tmp_path}/nudges.key",
            "PUBLIC_URL": public_url,
            "PORT": str(port),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": OURS,
            "TWILIO_API_URL": carrier.url,
            "MAIL_FROM": "nudges@example.org",
            "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        }
        given: dict[str, Any] = {name.lower(): value for name, value in env.items()}
        settings = Settings(_env_file=None, **given)
        newcomer = Newcomer(
            "daily-appreciation",
            PARIS,
            phone=ANA,
            consent=CONSENT,
            times={"daily-appreciation": "12:00"},
        )
        with running(settings) as service:
            [joined] = join(service, [newcomer], NOW - timedelta(minutes=5))
        with ours("web", tmp_path, env, port), ours("worker", tmp_path, env):
            house = House(carrier, settings, env, joined.person_id, tmp_path)
            eventually(lambda: len(carrier.messages()) == 2)
            eventually(lambda: house.nudge().status == "accepted")
            yield house


def test_a_nudge_there_and_back(house: House) -> None:
    sent = house.twilio.messages()
    assert [(m["from"], m["to"]) for m in sent] == [(OURS, ANA)] * 2
    assert any(m["body"].endswith("Reply HELP for help, STOP to end.") for m in sent), "the welcome"
    assert any(m["body"] == house.nudge().text for m in sent)

    house.twilio.delivers(house.sid(), "sent")
    house.twilio.delivers(house.sid())
    eventually(lambda: house.nudge().status == "delivered")
    house.twilio.delivers(house.sid(), "sent")
    house.twilio.delivers(house.sid(), "failed")
    assert house.nudge().status == "delivered", "late reports move nothing backwards"

    house.twilio.brings(ANA, f"Done. {SECRET} – ñandú 💚")
    assert house.heard() == ["done"]

    house.twilio.brings(ANA, "STOP")
    assert house.heard() == ["done", "stop"]
    assert {status for _, status in house.twilio.calls()} == {"200"}, "every webhook was let in"
    assert len(house.twilio.messages()) == 2, "nothing was sent twice, and nothing after STOP"
    logs = "".join((house.folder / f"{name}.log").read_text() for name in ("web", "worker"))
    assert not [word for word in (SECRET, ANA, *(m["body"] for m in sent)) if word in logs]


def test_a_failure_is_told_with_its_reason(house: House) -> None:
    house.twilio.delivers(house.sid(), "undelivered")
    eventually(lambda: house.nudge().status == "failed")
    assert house.nudge().reason == Reason(ReasonCode.NOT_DELIVERED)


def test_nobody_else_can_answer_for_her(house: House) -> None:
    url, form = (
        f"{house.settings.public_url}/hooks/twilio/sms",
        {"From": ANA, "Body": "STOP", "MessageSid": "SM1"},
    )
    signed_by_another = {"X-Twilio-Signature": "CGzUavRahfurdb/ceoJ1aU9fsek="}
    assert requests.post(url, form, timeout=5).status_code == 403
    assert requests.post(url, form, headers=signed_by_another, timeout=5).status_code == 403
    assert house.heard() == []


def test_the_processes_end_politely(node: Path, tmp_path: Path) -> None:
    port = free_port()
    with ours("up", tmp_path, {"PORT": str(port)}, port) as process:
        assert requests.get(f"http://127.0.0.1:{port}/alive", timeout=5).text == "alive"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)  # uvicorn ends by the signal once it is done
    log = (tmp_path / "up.log").read_text()
    assert "worker stopped" in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("account", "token", "sender", "to", "kind", "code"),
    [
        (ACCOUNT, "wrong", OURS, ANA, Fault.ACCOUNT, "20003"),
        ("AC" + "b" * 32, TOKEN, OURS, ANA, Fault.ACCOUNT, "20003"),
        (ACCOUNT, TOKEN, "+15559999999", ANA, Fault.ACCOUNT, "21606"),
        (ACCOUNT, TOKEN, OURS, "12", Fault.PERMANENT, "21201"),
    ],
)
def test_what_twilio_refuses(
    node: Path, tmp_path: Path, account: str, token: str, sender: str, to: str, kind: Fault, code: str
) -> None:
    async def refused(url: str) -> SendError:
        channel = TwilioChannel(account, token, sender, url)
        try:
            with pytest.raises(SendError) as caught:
                await channel.send(Message("a1", to, "words"))
        finally:
            await channel.close()
        return caught.value

    with twilio(tmp_path, "http://127.0.0.1:9/") as carrier:
        error = asyncio.run(refused(carrier.url))
        assert (error.kind, error.code) == (kind, code)
        assert not carrier.messages()
