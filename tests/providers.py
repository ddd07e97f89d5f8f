"""Providers to test against, on loopback: real HTTP and real sockets, answering as they are told."""

import asyncio
import json
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from multidict import CIMultiDict

#: Published OpenAPI descriptions of the two providers, kept beside the repository where they are at hand.
CONTRACTS = Path(__file__).resolve().parents[2] / "shared" / "contracts"

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
    """Takes every message, lists the taken ones by `To`, and shows its account."""

    ACCOUNT = "AC" + "0" * 32

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, str]] = []
        self.account = {"sid": self.ACCOUNT, "status": "active", "type": "Full", "friendly_name": "x"}

    def usual(self, request: Request) -> Response:
        where = urlsplit(request.path)
        if request.method == "POST":
            sid = f"SM{len(self.taken) + 1:032x}"
            form = request.form
            self.taken.append(form | {"Sid": sid})
            return Response.of(201, self._shown(self.taken[-1]))
        if where.path.endswith("/Messages.json"):
            wanted = parse_qs(where.query).get("To", [""])[0]
            found = [self._shown(taken) for taken in reversed(self.taken) if taken["To"] == wanted]
            return Response.of(200, {"messages": found, "page_size": 50, "next_page_uri": None})
        return Response.of(200, self.account)

    def _shown(self, taken: Mapping[str, str]) -> dict[str, object]:
        return {
            "sid": taken["Sid"],
            "to": taken["To"],
            "body": taken["Body"],
            "status": "queued",
            "error_code": None,
            "date_sent": None,
            "direction": "outbound-api",
        }


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
    """A fresh self-signed certificate for localhost: the server's context, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
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
