"""A provider in its own process: Twilio's shapes, a ledger that survives anything, and moods on command."""

import asyncio
import hashlib
import json
import os
import random
import signal
import time
import urllib.request
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from nudges.channels.twilio import sign
from tests.torture.clock import Clock
from tests.torture.processes import PROCESSES

TOKEN = "torture"  # one auth token for all accounts; it signs the status callbacks

#: What may go wrong with a post, and whether the message was taken all the same.
FAULTS = {
    "429": False,
    "500": False,
    "reset": False,
    "500 taken": True,
    "reset taken": True,
    "one byte a second": True,
    "truncated": True,
    "slow": True,
}


@dataclass
class Mood:
    """How the provider treats one account. `lag` and `ahead` are seconds of its own clock.

    The first `first` posts meet `fault` (all, if None). At the `after`th post the process `pid` is sent
    `signal`: when the request is `received`, or when it is `taken` and in the ledger, before the answer.
    """

    fault: str = ""
    share: float = 1.0
    first: int | None = None
    lag: float = 0.0
    ahead: float = 0.0
    callback: float | None = None  # see _report: at most so many seconds between its callbacks; None for none
    pid: int = 0
    when: str = ""
    after: int = 1
    signal: int = int(signal.SIGKILL)


@dataclass(frozen=True)
class Taken:
    """One line of the ledger: a message the provider accepted."""

    account: str
    sid: str
    to: str
    digest: str
    attempt: str
    at: float  # Unix seconds on the provider's clock
    real: float  # seconds of CLOCK_MONOTONIC

    @classmethod
    def of(cls, account: str, form: Mapping[str, str], at: float) -> "Taken":
        attempt = form.get("StatusCallback", "").rpartition("attempt=")[2]
        digest = hashlib.sha256(form["Body"].encode()).hexdigest()
        sid = "SM" + os.urandom(16).hex()
        return cls(account, sid, form["To"], digest, attempt, at, time.monotonic())


class _Provider:
    """The server: everything it knows of an account is what it was told and what it took."""

    def __init__(self, ledger: Path, clock: Clock) -> None:
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._clock = clock
        self._moods: dict[str, Mood] = defaultdict(Mood)
        self._posts: dict[str, int] = defaultdict(int)
        self._took: dict[str, list[tuple[Taken, str]]] = defaultdict(list)
        self._said: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._chance = random.Random(7)
        self._calling: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        app = web.Application()
        where = "/2010-04-01/Accounts/{account}"
        app.router.add_post(f"{where}/Messages.json", self.post)
        app.router.add_get(f"{where}/Messages.json", self.list)
        app.router.add_get(f"{where}/Messages/{{sid}}.json", self.one)
        app.router.add_post("/mood/{account}", self.mood)
        app.router.add_post("/said/{account}", self.said)
        return app

    def _now(self, account: str) -> float:
        return self._clock().timestamp() + self._moods[account].ahead

    async def mood(self, request: web.Request) -> web.Response:
        account = request.match_info["account"]
        self._moods[account] = Mood(**await request.json())
        return web.Response()

    async def said(self, request: web.Request) -> web.Response:
        """Somebody texts us: it is kept, and given to the webhook once, whatever comes of that."""
        account, form = request.match_info["account"], await request.json()
        url, sid, at = form.pop("url"), "SM" + os.urandom(16).hex(), self._now(account)
        self._said[account].append({"sid": sid, "at": at, **form})
        form |= {"MessageSid": sid, "AccountSid": account}
        answered = 0
        with suppress(ClientError, TimeoutError):
            async with ClientSession(timeout=ClientTimeout(15)) as session:
                signed = {"X-Twilio-Signature": sign(TOKEN, url, form)}
                async with session.post(url, data=form, headers=signed) as answer:
                    answered = answer.status
        return web.json_response({"sid": sid, "status": answered, "at": self._now(account)})

    async def post(self, request: web.Request) -> web.StreamResponse:
        account = request.match_info["account"]
        form = {key: str(value) for key, value in (await request.post()).items()}
        mood = self._moods[account]
        self._posts[account] += 1
        number = self._posts[account]
        if self._strike(mood, "received", number):
            return _reset(request)
        due = number <= mood.first if mood.first is not None else self._chance.random() < mood.share
        fault = mood.fault if due else ""
        if fault == "mixed":
            fault = self._chance.choice(list(FAULTS))
        if fault == "429":
            return web.json_response(
                {"code": 20429, "message": "Too Many Requests", "status": 429}, status=429
            )
        if fault == "500":
            return web.json_response({"code": 20500, "message": "Internal", "status": 500}, status=500)
        if fault == "reset":
            return _reset(request)
        taken = self._take(account, form)
        self._strike(mood, "taken", number)
        return await self._answer(request, fault, json.dumps(self._shown(taken, form["Body"])).encode())

    def _take(self, account: str, form: Mapping[str, str]) -> Taken:
        taken = Taken.of(account, form, self._now(account))
        os.write(self._ledger, json.dumps(asdict(taken)).encode() + b"\n")
        os.fsync(self._ledger)
        self._took[account].append((taken, form["Body"]))
        if (delay := self._moods[account].callback) is not None:
            task = asyncio.create_task(self._report(taken, form["StatusCallback"], delay))
            self._calling.add(task)
            task.add_done_callback(self._calling.discard)
        return taken

    @staticmethod
    def _strike(mood: Mood, moment: str, number: int) -> bool:
        if mood.when != moment or number < mood.after or not mood.pid:
            return False
        with suppress(ProcessLookupError):
            os.kill(mood.pid, mood.signal)
        mood.pid = 0
        return True

    async def _answer(self, request: web.Request, fault: str, body: bytes) -> web.StreamResponse:
        match fault:
            case "500 taken":
                return web.json_response({"code": 20500, "status": 500}, status=500)
            case "reset taken":
                return _reset(request)
            case "truncated":
                body = body[: len(body) // 2]
            case "slow":
                await asyncio.sleep(self._chance.uniform(0.5, 3))
            case "one byte a second":
                answer = web.StreamResponse(status=201)
                answer.content_length = len(body)
                await answer.prepare(request)
                with suppress(ConnectionError):
                    for byte in body:
                        await answer.write(bytes([byte]))
                        await asyncio.sleep(1)
                return answer
        return web.Response(status=201, body=body, content_type="application/json")

    async def list(self, request: web.Request) -> web.Response:
        """Messages to a number, newest first, of those old enough to be shown (the list's lag)."""
        account = request.match_info["account"]
        number, shown = request.query.get("To"), self._now(account) - self._moods[account].lag
        day = request.query.get("DateSent>", "")[:10]
        found = [
            self._shown(taken, body)
            for taken, body in reversed(self._took[account])
            if number in (None, taken.to) and taken.at <= shown and _moment(taken.at).isoformat()[:10] >= day
        ]
        if number is None:
            found += [self._heard(one) for one in reversed(self._said[account])]
        size = int(request.query.get("PageSize", 50))
        return web.json_response({"messages": found[:size], "page_size": size, "next_page_uri": None})

    async def one(self, request: web.Request) -> web.Response:
        for taken, body in self._took[request.match_info["account"]]:
            if taken.sid == request.match_info["sid"]:
                return web.json_response(self._shown(taken, body) | {"status": "delivered"})
        return web.json_response({"code": 20404, "status": 404}, status=404)

    @staticmethod
    def _shown(taken: Taken, body: str) -> dict[str, object]:
        at = format_datetime(_moment(taken.at))
        return {
            "sid": taken.sid,
            "account_sid": taken.account,
            "to": taken.to,
            "from": "+15550009999",
            "body": body,
            "status": "sent",
            "direction": "outbound-api",
            "num_segments": "1",
            "error_code": None,
            "error_message": None,
            "date_created": at,
            "date_sent": at,
            "date_updated": at,
        }

    @staticmethod
    def _heard(said: Mapping[str, Any]) -> dict[str, object]:
        at = format_datetime(_moment(said["at"]))
        shown = {"sid": said["sid"], "from": said["From"], "body": said["Body"], "direction": "inbound"}
        return shown | {"status": "received", "date_created": at, "date_sent": at}

    async def _report(self, taken: Taken, url: str, longest: float) -> None:
        """Say that a message was sent and delivered: in any order, late, again; and lies of somebody else."""
        reports = [("sent", TOKEN), ("delivered", TOKEN), ("failed", "forged")]
        reports += [one for one in reports if self._chance.random() < 0.3]
        self._chance.shuffle(reports)
        for status, token in reports:
            await asyncio.sleep(self._chance.uniform(0, longest) / self._clock.speed)
            form = {"MessageSid": taken.sid, "MessageStatus": status, "AccountSid": taken.account}
            signed = {"X-Twilio-Signature": sign(token, url, form)}
            with suppress(ClientError, TimeoutError):
                async with ClientSession() as session, session.post(url, data=form, headers=signed):
                    pass


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _serve(ledger: Path, clock: Clock, told: Connection) -> None:
    async def serve() -> None:
        runner = web.AppRunner(_Provider(ledger, clock).app(), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())


class Provider:
    """The handle to the provider's process: its address, its ledger, and its moods by account."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._ledger = folder / "ledger.jsonl"
        told, telling = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=_serve, args=(self._ledger, clock, telling), daemon=True)
        self._process.start()
        telling.close()
        with told:
            self.url = f"http://127.0.0.1:{told.recv()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()

    def is_in(self, account: str, mood: Mood) -> None:
        """From now on the provider treats this account so."""
        asked = urllib.request.Request(f"{self.url}/mood/{account}", json.dumps(asdict(mood)).encode())
        with urllib.request.urlopen(asked, timeout=30):
            pass

    def ledger(self, account: str) -> list[Taken]:
        """What was taken for this account, in order."""
        lines: list[dict[str, Any]] = [json.loads(line) for line in self._ledger.read_text().splitlines()]
        return [Taken(**line) for line in lines if line["account"] == account]
