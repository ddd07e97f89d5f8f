"""Programs that are not ours, started on loopback and stopped again, and our own as real processes."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from tests.clocks import eventually

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = HERE / "node_modules"
NODE = MODULES / "node" / "bin" / "node"

ACCOUNT, TOKEN, OURS = "AC" + "a" * 32, "a_token_for_this_machine", "+15005550006"

#: When it all happens: Tuesday 2 June 2026, 12:02 in Paris.
NOW = datetime(2026, 6, 2, 10, 2, tzinfo=UTC)


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def program(
    command: Sequence[str | Path], log: Path, port: int | None = None, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs for the block, once it listens on `port`; what it says goes to `log`."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=log.parent, env=env, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            if port is not None:
                eventually(lambda: process.poll() is not None or _listens(port))
            assert process.poll() is None, log.read_text(errors="replace")
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ours(
    command: str, folder: Path, settings: Mapping[str, str], port: int | None = None, *, at: datetime = NOW
) -> Any:
    """`nudges COMMAND`, started at a moment in a folder of its own, with none of this machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = kept | dict(settings) | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return program(
        [sys.executable, "-m", "tests.live.at", at.isoformat(), command], folder / f"{command}.log", port, env
    )


class Twilio:
    """npm's emulate: a stateful Twilio that keeps messages, signs its webhooks, and is told what happens."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._messages = f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    def messages(self, direction: str = "outbound-api") -> list[dict[str, Any]]:
        """Every message it has, oldest first."""
        answer = requests.get(self._messages, {"PageSize": "1000"}, auth=(ACCOUNT, TOKEN), timeout=10)
        answer.raise_for_status()
        listed = [m for m in answer.json()["messages"] if m["direction"] == direction]
        return listed[::-1]

    def delivers(self, sid: str, status: str = "delivered") -> None:
        """The carrier says what became of a message: Twilio tells our status webhook, signed."""
        self._simulate("message-status", MessageSid=sid, Status=status)

    def brings(self, sender: str, text: str) -> None:
        """A person texts our number: Twilio calls our webhook, signed, and returns once it answered."""
        self._simulate("inbound-message", To=OURS, From=sender, Body=text)

    def calls(self) -> list[tuple[str, str]]:
        """The webhooks it called and the status each answered, oldest first, from its page about them."""
        page = requests.get(self.url, {"tab": "webhooks"}, timeout=10).text
        rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in page.split("<tr")]
        return [(cells[0], cells[2]) for cells in rows if len(cells) > 2][::-1]

    def _simulate(self, what: str, **form: str) -> None:
        requests.post(
            f"{self.url}/_twilio/simulate/{what}", form, auth=(ACCOUNT, TOKEN), timeout=15
        ).raise_for_status()


@contextmanager
def twilio(folder: Path, sms_url: str) -> Iterator[Twilio]:
    """The emulator with one account and one number, whose messages go to `sms_url`."""
    seed = folder / "twilio.yaml"
    seed.write_text(
        f"""twilio:
  account: {{sid: {ACCOUNT}, auth_token: {TOKEN}, friendly_name: Nudges}}
  phone_numbers:
    - {{phone_number: "{OURS}", sms_url: "{sms_url}", sms_method: POST}}
""",
        encoding="utf-8",
    )
    port = free_port()
    command: list[str | Path] = [
        NODE,
        MODULES / "emulate" / "dist" / "index.js",
        "start",
        "--service",
        "twilio",
    ]
    options: list[str | Path] = ["--host", "127.0.0.1", "--port", str(port), "--seed", seed]
    with program([*command, *options], folder / "twilio.log", port):
        yield Twilio(port)


@contextmanager
def prism(folder: Path, contract: Path) -> Iterator[str]:
    """A mock that checks every request against an OpenAPI contract; its address."""
    port = free_port()
    command: list[str | Path] = [
        NODE,
        MODULES / "@stoplight" / "prism-cli" / "dist" / "index.js",
        "mock",
        "--errors",
    ]
    with program([*command, "-h", "127.0.0.1", "-p", str(port), contract], folder / "prism.log", port):
        yield f"http://127.0.0.1:{port}"
