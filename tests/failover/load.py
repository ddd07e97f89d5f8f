"""An installation in the middle of its day: two workers, a web server, a provider, and people who answer."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from nudges.app.database import open_store
from nudges.app.service import build
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.planning.enrol import Newcomer, join
from nudges.settings import Settings
from nudges.store import tables as t
from tests.folders import REPOSITORY
from tests.torture.provider import TOKEN, Provider
from tests.torture.scene import PLAN_FILE
from tests.torture.worker import twilio

#: People, texts a second, and seconds between two replies. One reply in ten is a STOP before the first text.
CROWD, PACE, REPLY_EVERY = 500, 5.0, 0.15


@dataclass
class Books:
    """What one scene came to. `refused`: replies that were answered with 503 or not at all."""

    scene: str
    way: str
    nudges: int = 0
    lost: int = 0
    twice: int = 0
    replies: int = 0
    refused: int = 0
    replies_lost: int = 0
    stops: int = 0
    after_stop: int = 0
    silence: float = 0.0
    to_stop: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True if nothing was lost, nothing went twice, and nothing after a STOP."""
        return not (self.lost or self.twice or self.replies_lost or self.after_stop)


class Installation:
    """Real processes of the command line, on a database at `url`."""

    def __init__(self, folder: Path, url: str, provider: Provider, port: int) -> None:
        self.account = "AC" + uuid.uuid4().hex
        self._folder, self._provider, self._port = folder / self.account, provider, port
        (self._folder / "schedules").mkdir(parents=True)
        (self._folder / "schedules" / "torture.yaml").write_text(PLAN_FILE)
        self.settings = Settings(
            _env_file=None,
            nudges_send="live",
            database_url=url,
            nudges_key=SecretStr(Fernet.generate_key().decode()),
            schedules=self._folder / "schedules",
            twilio_account_sid=self.account,
            twilio_auth_token=SecretStr(TOKEN),
            twilio_from="MG" + "0" * 32,
            twilio_api_url=provider.url,
            sms_per_second=PACE,
            port=port,
            public_url=f"http://127.0.0.1:{port}",
        )
        self._db = open_store(self.settings)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._numbers = [f"+1555{n:07}" for n in range(CROWD)]
        self._said: list[dict[str, Any]] = []
        self._stopped: dict[str, float] = {}

    def joins(self) -> None:
        """Everybody joins, where it is noon, and is due a welcome at once."""
        now = datetime.now(UTC)
        zone = f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "Etc/UTC"
        service = build(self.settings, self._db, {Medium.SMS: twilio(self.settings, 15)})
        people = [
            Newcomer("torture", zone, phone=number, consent=(now - timedelta(days=1)).date(), discreet=False)
            for number in self._numbers
        ]
        join(service, people, now)

    def starts(self) -> None:
        """Two workers and a web server."""
        given = {
            "NUDGES_SEND": "live",
            "DATABASE_URL": self.settings.database_url.replace("postgresql+psycopg", "postgresql"),
            "NUDGES_KEY": self.settings.nudges_key.get_secret_value() if self.settings.nudges_key else "",
            "SCHEDULES": str(self.settings.schedules),
            "TWILIO_ACCOUNT_SID": self.account,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": self.settings.twilio_from,
            "TWILIO_API_URL": self._provider.url,
            "SMS_PER_SECOND": str(PACE),
            "PORT": str(self._port),
            "PUBLIC_URL": self.settings.public_url,
            "PYTHONPATH": str(REPOSITORY),
        }
        for command in ("web", "worker", "worker"):
            log = open(self._folder / f"{command}.log", "ab")  # noqa: SIM115
            asked = [sys.executable, "-m", "nudges", command]
            self._processes.append(
                subprocess.Popen(asked, env=os.environ | given, stdout=log, stderr=log, cwd=self._folder)
            )
        self._until_all_goes(180)

    def _until_all_goes(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(OSError), urllib.request.urlopen(f"{self.settings.public_url}/alive", timeout=2):
                if len(self._provider.ledger(self.account)) > PACE:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"web server or workers do not run; see {self._folder}")

    def answers(self, over: threading.Event) -> None:
        """People answer, and some say STOP before anything has come to them, until it is over."""
        chance = random.Random(7)
        quiet = list(reversed(self._numbers))
        with ThreadPoolExecutor(100) as pool:
            while not over.wait(REPLY_EVERY):
                written_to = {taken.to for taken in self._provider.ledger(self.account)}
                stop = chance.random() < 0.1 and len(quiet) > 20
                if stop:
                    number = next((one for one in quiet if one not in written_to), None)
                    if number is None:
                        continue
                    quiet.remove(number)
                elif written_to - self._stopped.keys():
                    number = chance.choice(sorted(written_to - self._stopped.keys()))
                else:
                    continue
                pool.submit(self._says, number, "STOP" if stop else "done")

    def _says(self, number: str, words: str) -> None:
        given = {"From": number, "To": "+15550009999", "Body": words}
        given["url"] = f"{self.settings.public_url}/hooks/twilio/sms"
        asked = urllib.request.Request(
            f"{self._provider.url}/said/{self.account}", json.dumps(given).encode()
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            said = json.load(answer)
        if words == "STOP":
            self._stopped[number] = said["at"]
        self._said.append(said)

    def settles(self, seconds: float) -> None:
        """Wait until every nudge has its end."""
        end = time.monotonic() + seconds
        open_still = t.nudge.c.status.in_([Status.QUEUED, Status.SENDING, Status.UNKNOWN])
        while time.monotonic() < end:
            with suppress(DBAPIError), self._db.read() as tx:
                if not tx.conn.execute(select(t.nudge.c.id).where(open_still).limit(1)).first():
                    return
            time.sleep(1)

    def ends(self) -> list[float]:
        """Ask every process to end; the seconds that each took."""
        began, took = time.monotonic(), []
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            took.append(round(time.monotonic() - began, 1))
            process.kill()
        self._processes = []
        return took

    def close(self) -> None:
        """Whatever is left."""
        for process in self._processes:
            process.kill()
        self._db.close()

    def balance(self, books: Books) -> None:
        """Lay the provider's books beside the database."""
        ledger = self._provider.ledger(self.account)
        with self._db.read() as tx:
            nudges = {row.id: row for row in tx.conn.execute(select(t.nudge))}
            attempts = {row.id: row.nudge_id for row in tx.conn.execute(select(t.attempt))}
            heard = set(tx.conn.execute(select(t.reply.c.provider_id)).scalars())
        times = [attempts.get(taken.attempt) for taken in ledger]
        welcomes = [one for one in nudges.values() if one.message == "welcome"]
        books.nudges = len(nudges)
        books.lost = (
            CROWD
            - len(welcomes)
            + sum(
                one.status in (Status.QUEUED, Status.SENDING, Status.UNKNOWN)
                or (one.status in (Status.ACCEPTED, Status.DELIVERED) and one.id not in times)
                for one in nudges.values()
            )
        )
        books.twice = len(times) - len(set(times)) + times.count(None)
        books.replies, books.stops = len(self._said), len(self._stopped)
        books.refused = sum(said["status"] != 200 for said in self._said)
        books.replies_lost = sum(said["sid"] not in heard for said in self._said)
        books.after_stop = sum(
            taken.at > self._stopped.get(taken.to, taken.at)
            and nudges[attempts[taken.attempt]].message != "confirmation"
            for taken in ledger
            if taken.attempt in attempts
        )
        books.silence = max((b.real - a.real for a, b in pairwise(ledger)), default=0.0)


def make_database(url: str, name: str) -> None:
    """A fresh one, through the leader."""
    from nudges.store.engine import connect

    engine = connect(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
