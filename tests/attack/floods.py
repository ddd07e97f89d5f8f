"""What a curious stranger may send. Every flood ends by itself: a fixed number of requests, a time limit."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

#: Seconds after which a flood gives up waiting for the server.
LONGEST = 60.0

_TWILIO = "POST /hooks/twilio/sms HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: bm8=\r\n"
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
_STAMP = "X-Twilio-Email-Event-Webhook-Signature: {}\r\nX-Twilio-Email-Event-Webhook-Timestamp: {}\r\n"
_MAIL = (
    "POST /hooks/sendgrid/inbound HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
)


@dataclass
class Flood:
    """What is sent, how many requests that is, and how many descriptors the server has."""

    about: str
    send: Callable[[int, "Seen"], Coroutine[Any, Any, None]]
    requests: int
    descriptors: int = 1024


@dataclass
class Seen:
    """What the stranger saw: answers by status, and seconds until the server ended an open connection."""

    statuses: dict[str, int] = field(default_factory=dict)
    held: list[float] = field(default_factory=list)

    def answered(self, line: bytes) -> None:
        status = line[9:12].decode("ascii", "replace") or "none"
        self.statuses[status] = self.statuses.get(status, 0) + 1


async def _one(port: int, seen: Seen, *parts: bytes, pause: float = 0.0) -> None:
    """One request in these parts; the answer's status, or none."""
    line = b""
    writer = None
    try:
        async with asyncio.timeout(LONGEST):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            said = asyncio.create_task(_said(writer, parts, pause))
            line = await reader.readline()
            said.cancel()
    except (OSError, TimeoutError):
        pass
    finally:
        if writer:
            writer.close()
    seen.answered(line)


async def _said(writer: asyncio.StreamWriter, parts: Sequence[bytes], pause: float) -> None:
    with suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)


async def _held(port: int, seen: Seen, part: bytes) -> None:
    """Say a part and wait until the server ends it."""
    began = time.perf_counter()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(LONGEST):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(part)
            with suppress(ConnectionError):
                await reader.read()
            writer.close()
    seen.held.append(time.perf_counter() - began)


async def many_fields(port: int, seen: Seen) -> None:
    body = "&".join(f"{n:x}" for n in range(16_000)).encode()
    await _one(port, seen, f"{_TWILIO}{_FORM}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def large_bodies(port: int, seen: Seen) -> None:
    stamp = _STAMP.format("MEUCIQ==", int(time.time()))
    chunk = b"x" * 65_536
    head = f"{_MAIL}{stamp}Content-Length: {480 * len(chunk)}\r\n\r\n".encode()
    await asyncio.gather(*(_one(port, seen, head, *[chunk] * 480) for _ in range(16)))


async def one_large_body(port: int, seen: Seen) -> None:
    stamp = _STAMP.format("MEUCIQ==", int(time.time()))
    chunk = b"x" * 65_536
    await _one(
        port, seen, f"{_MAIL}{stamp}Content-Length: {480 * len(chunk)}\r\n\r\n".encode(), *[chunk] * 480
    )


async def large_events(port: int, seen: Seen) -> None:
    stamp = _STAMP.format("MEUCIQ==", int(time.time()))
    body = b"x" * 1_000_000
    head = f"POST /hooks/sendgrid/events HTTP/1.1\r\nHost: x\r\n{stamp}Content-Length: {len(body)}\r\n\r\n"
    for _ in range(20):
        await _one(port, seen, head.encode() + body)


async def unfinished_bodies(port: int, seen: Seen) -> None:
    part = f"{_TWILIO}{_FORM}Content-Length: 60000\r\n\r\n".encode() + b"x" * 50_000
    await asyncio.gather(*(_held(port, seen, part) for _ in range(200)))


async def half_open(port: int, seen: Seen) -> None:
    await asyncio.gather(
        *(_held(port, seen, b"POST /hooks/twilio/sms HTTP/1.1\r\nHost:") for _ in range(300))
    )


async def many_headers(port: int, seen: Seen) -> None:
    head = b"GET /alive HTTP/1.1\r\nHost: x\r\n" + b"".join(b"a%d:b\r\n" % n for n in range(8_000)) + b"\r\n"
    for _ in range(20):
        await _one(port, seen, head)


async def dripping_heads(port: int, seen: Seen) -> None:
    parts = [b"GET /alive HTTP/1.1\r\n", *[b"a: b\r\n"] * 100]
    await asyncio.gather(*(_one(port, seen, *parts, pause=0.3) for _ in range(100)))


async def tiny_chunks(port: int, seen: Seen) -> None:
    head = f"{_TWILIO}{_FORM}Transfer-Encoding: chunked\r\n\r\n".encode()
    await asyncio.gather(*(_one(port, seen, head, *[b"1\r\nx\r\n" * 10_000] * 6) for _ in range(4)))


async def forged_once(port: int) -> None:
    """The least that a webhook may be asked."""
    await _one(port, Seen(), f"{_TWILIO}{_FORM}Content-Length: 1\r\n\r\nx".encode())


async def forged(port: int, seen: Seen) -> None:
    body = b"MessageSid=SM1&From=%2B15550104477&Body=STOP"
    whole = f"{_TWILIO}{_FORM}Content-Length: {len(body)}\r\n\r\n".encode() + body
    for _ in range(100):
        await asyncio.gather(*(_one(port, seen, whole) for _ in range(20)))


async def garbage(port: int, seen: Seen) -> None:
    for _ in range(50):
        await asyncio.gather(*(_one(port, seen, b"\x16\x03\x01\x02 what is this\r\n\r\n") for _ in range(20)))


async def guessed_links(port: int, seen: Seen) -> None:
    for n in range(50):
        get = f"GET /me/{'a' * 60}{n} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        await asyncio.gather(*(_one(port, seen, get) for _ in range(20)))


async def never_reads(port: int, seen: Seen) -> None:
    """Ask for a file a thousand times on each connection, and read nothing of it."""
    get = b"GET /static/htmx.min.js HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000

    def one() -> None:
        began = time.perf_counter()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=LONGEST) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.sendall(get[:40_000])
            while time.perf_counter() - began < 90:
                time.sleep(1)
                sock.sendall(b"")
                sock.send(b"G")
        seen.held.append(time.perf_counter() - began)

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):  # noqa: ASYNC110
        await asyncio.sleep(0.2)


async def calm(port: int, seen: Seen) -> None:
    """What the machine does by itself."""
    await asyncio.sleep(10)


FLOODS = {
    "calm": Flood("nothing, for ten seconds", calm, 1),
    "fields": Flood("one form of 16,000 fields", many_fields, 1),
    "large": Flood("16 mails of 31 MB at once, forged", large_bodies, 16),
    "mail": Flood("one mail of 31 MB, forged", one_large_body, 1),
    "events": Flood("20 batches of events of 1 MB, forged", large_events, 20),
    "unfinished": Flood("200 bodies that do not end", unfinished_bodies, 200),
    "half-open": Flood("300 heads that do not end, 256 descriptors", half_open, 300, descriptors=256),
    "dripping": Flood("100 heads, a line each 0.3 s", dripping_heads, 100),
    "headers": Flood("20 heads of 8,000 lines", many_headers, 20),
    "chunks": Flood("4 bodies of 60,000 chunks of a byte", tiny_chunks, 4),
    "forged": Flood("2,000 forms with a forged signature", forged, 2_000),
    "garbage": Flood("1,000 requests that are not HTTP", garbage, 1_000),
    "links": Flood("1,000 guessed links", guessed_links, 1_000),
    "unread": Flood("20 who ask for 800 files and read nothing", never_reads, 20),
}
