"""Providers to test against, on loopback: real HTTP and real sockets, answering as they are told."""

import asyncio
import json
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from multidict import CIMultiDict

from tests.folders import SHARED

#: Published OpenAPI descriptions of the two providers, kept beside the repository where they are at hand.
CONTRACTS = SHARED / "contracts"

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Response:
    """One answer to give."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, status: int, said: object, **headers: str) -> Self:
        return cls(status, json.dumps(said).encode(), {k.replace("_", "-"): v for k, v in headers.items()})


class Provider:
    """A provider on loopback. It gives `answers` one after the other, and its usual answer after that."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: deque[Response] = deque()
        self.connections = 0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # keeps connections, as the real ones do
            wbufsize = -1

            def setup(self) -> None:
                provider.connections += 1
                super().setup()

            def do_GET(self) -> None:
                self.answer()

            def do_POST(self) -> None:
                self.answer()

            def do_DELETE(self) -> None:
                self.answer()

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(self.command, self.path, CIMultiDict(self.headers.items()), body)
                provider.requests.append(request)
                answer = provider.answers.popleft() if provider.answers else provider.usual(request)
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def send_response(self, code: int, message: str | None = None) -> None:
                self.send_response_only(code, message)  # no Date of its own: a test says which

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def usual(self, request: Request) -> Response:
        raise NotImplementedError

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class FakeTwilio(Provider):
    """Takes every message, lists what was taken and what came in, newest first, and shows its account.

    `now` dates what it takes, `page` is the most it puts on a page, and what it has not `sent` yet has no
    date_sent: such a message is in no list that is filtered by date.
    """

    ACCOUNT = "AC" + "0" * 32

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []
        self.messages: list[dict[str, object]] = []
        self.account = {"sid": self.ACCOUNT, "status": "active", "type": "Full", "friendly_name": "x"}
        self.now = datetime(2026, 6, 2, 7, 15, tzinfo=UTC)
        self.page = 1_000
        self.sent = True

    def usual(self, request: Request) -> Response:
        where = urlsplit(request.path)
        if request.method == "POST":
            form = request.form
            sid = self.keep(form["To"], form["Body"], sender=form.get("From", "+15559990000"))
            self.taken.append(form | {"Sid": sid})
            return Response.of(201, self.messages[-1])
        if where.path.endswith("/Messages.json"):
            return Response.of(200, self._listed(where.path, parse_qs(where.query)))
        if "/Messages/" in where.path:
            asked = where.path.rpartition("/")[2].removesuffix(".json")
            found = [message for message in self.messages if message["sid"] == asked]
            if found and request.method == "DELETE":
                self.messages.remove(found[0])
                return Response(204)
            return Response.of(200, found[0]) if found else Response.of(404, {"code": 20404, "status": 404})
        return Response.of(200, self.account)

    def keep(self, to: str, body: str, at: datetime | None = None, **fields: object) -> str:
        """Put a message into the records, made now or `at`; returns its SID."""
        sid, date = f"SM{len(self.messages) + 1:032x}", format_datetime(at or self.now)
        self.messages.append(
            {
                "sid": sid,
                "to": to,
                "from": fields.pop("sender", "+15559990000"),
                "body": body,
                "status": "queued",
                "error_code": None,
                "date_created": date,
                "date_sent": date if self.sent else None,
                "direction": "outbound-api",
                "messaging_service_sid": None,
            }
            | fields
        )
        return sid

    def _listed(self, path: str, query: dict[str, list[str]]) -> dict[str, object]:
        to, since = query.get("To", [None])[0], query.get("DateSent>", [None])[0]
        found = [
            message
            for message in reversed(self.messages)
            if to in (None, message["to"]) and (since is None or since <= _day(message["date_sent"]))
        ]
        size, start = min(self.page, int(query["PageSize"][0])), int(query.get("Page", ["0"])[0])
        following = urlencode({name: values[0] for name, values in query.items()} | {"Page": start + 1})
        more = len(found) > (start + 1) * size
        return {
            "messages": found[start * size : (start + 1) * size],
            "page_size": size,
            "next_page_uri": f"{path}?{following}" if more else None,
        }


def _day(date: object) -> str:
    return f"{parsedate_to_datetime(str(date)):%Y-%m-%d}" if date else ""


class FakeSendGrid(Provider):
    """Takes every mail: 202 with an X-Message-Id and no body."""

    def usual(self, request: Request) -> Response:
        return Response(202, headers={"X-Message-Id": f"mail-{len(self.requests)}"})


@asynccontextmanager
async def listening(conversation: Conversation, **options: Any) -> AsyncIterator[int]:
    """A raw server on loopback that holds `conversation` with every connection; yields its port."""
    held: set[asyncio.Task[Any]] = set()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        held.add(task)
        try:
            await conversation(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(hold, "127.0.0.1", 0, **options)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)


async def http_request(reader: asyncio.StreamReader) -> bytes:
    """Read one HTTP request whole; its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length))


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A new self-signed certificate for localhost that is good at any date.

    Returns the server's context, and that of a client that trusts it.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "localhost.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=pem)
