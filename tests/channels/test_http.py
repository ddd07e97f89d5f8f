"""The pool: one try, and the right SendError for every failure. Raw servers on loopback misbehave."""

import asyncio
import socket
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.channels.base import Fault, SendError
from nudges.channels.http import Answer, Pool, fault_of_status, form, retry_after
from tests.providers import Conversation, FakeSendGrid, Response, certificate, http_request, listening


def post(url: str, **options: float) -> Answer:
    async def once() -> Answer:
        pool = Pool(connect_timeout=options.get("connect", 30.0), read_timeout=options.get("read", 30.0))
        try:
            return await pool.post(url, b"Body=secret", {})
        finally:
            await pool.close()

    return asyncio.run(once())


def post_to(
    conversation: Conversation, *, scheme: str = "http", connect: float = 30.0, read: float = 30.0
) -> Fault:
    async def once() -> Fault:
        async with listening(conversation) as port:
            pool = Pool(connect_timeout=connect, read_timeout=read)
            with pytest.raises(SendError) as caught:
                await pool.post(f"{scheme}://127.0.0.1:{port}/", b"Body=secret", {})
            await pool.close()
            assert "secret" not in repr(caught.value)
            assert str(port) not in repr(caught.value)
            return caught.value.kind

    return asyncio.run(once())


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def test_refused_is_busy() -> None:
    with pytest.raises(SendError) as caught:
        post(f"http://127.0.0.1:{free_port()}/")
    assert caught.value.kind is Fault.BUSY


@pytest.mark.parametrize("method", ["get", "delete"])
def test_what_is_only_asked_for_goes_by_the_same_faults(method: str) -> None:
    async def once(url: str) -> Fault:
        pool = Pool(connect_timeout=30.0, read_timeout=30.0)
        try:
            await getattr(pool, method)(url, {})
        except SendError as error:
            return error.kind
        finally:
            await pool.close()
        raise AssertionError

    assert asyncio.run(once(f"http://127.0.0.1:{free_port()}/")) is Fault.BUSY
    assert asyncio.run(once("http://127.0.0.1:99999/")) is Fault.ACCOUNT


def test_a_name_that_does_not_resolve_is_busy() -> None:
    with pytest.raises(SendError) as caught:
        post("http://no-such-host.invalid/")
    assert (caught.value.kind, caught.value.code) == (Fault.BUSY, "ClientConnectorDNSError")


@pytest.mark.parametrize("url", ["not a url", "ftp://example.org/", "http://", "http://127.0.0.1:99999/"])
def test_an_address_that_is_no_url_is_the_operators(url: str) -> None:
    with pytest.raises(SendError) as caught:
        post(url)
    assert caught.value.kind is Fault.ACCOUNT


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"\x00no tls here\r\n\r\n")
    await writer.drain()


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await http_request(reader)
    await asyncio.Event().wait()


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await http_request(reader)


async def truncates(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await http_request(reader)
    writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"sid"')
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def babbles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await http_request(reader)
    writer.write(b"201 fine, thank you\r\n\r\n")
    await writer.drain()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await http_request(reader)
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


async def bad_gzip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await http_request(reader)
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")
    await writer.drain()


@pytest.mark.parametrize("conversation", [garbage, mute], ids=lambda c: c.__name__)
def test_tls_that_does_not_come_about_is_busy(conversation: Conversation) -> None:
    assert post_to(conversation, scheme="https", connect=0.3) is Fault.BUSY


@pytest.mark.parametrize(
    "conversation", [silent, resets, truncates, babbles, drips, bad_gzip], ids=lambda c: c.__name__
)
def test_whatever_goes_wrong_after_the_request_is_unknown(conversation: Conversation) -> None:
    assert post_to(conversation, connect=3, read=0.3) is Fault.UNKNOWN


def test_an_untrusted_certificate_is_busy(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path)

    async def once() -> None:
        async with listening(silent, ssl=server) as port:
            pool = Pool()
            with pytest.raises(SendError) as caught:
                await pool.post(f"https://127.0.0.1:{port}/", b"", {})
            await pool.close()
            assert (caught.value.kind, caught.value.code) == (Fault.BUSY, "ClientConnectorCertificateError")

    asyncio.run(once())


def test_a_stale_kept_connection_is_unknown_and_not_retried() -> None:
    bodies: list[bytes] = []

    async def answers_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append(await http_request(reader))
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        bodies.append(await http_request(reader))  # the second on this connection: taken, and then silence

    async def twice() -> None:
        async with listening(answers_once) as port:
            pool = Pool()
            url = f"http://127.0.0.1:{port}/"
            assert (await pool.post(url, b"one", {})).status == 202
            with pytest.raises(SendError) as caught:
                await pool.post(url, b"two", {})
            await pool.close()
            assert (caught.value.kind, caught.value.code) == (Fault.UNKNOWN, "ServerDisconnectedError")

    asyncio.run(twice())
    assert bodies == [b"one", b"two"]


def test_connections_are_kept_and_a_full_pool_waits_for_a_free_one() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(1)
        while True:
            await http_request(reader)
            await asyncio.sleep(0.1)
            writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

    opened: list[int] = []

    async def many() -> list[Answer]:
        async with listening(slow) as port:
            pool = Pool(size=2, connect_timeout=2, read_timeout=0.2)
            url = f"http://127.0.0.1:{port}/"
            try:
                return await asyncio.gather(*(pool.post(url, b"", {}) for _ in range(10)))
            finally:
                await pool.close()

    assert [answer.status for answer in asyncio.run(many())] == [202] * 10
    assert len(opened) == 2


def test_without_a_place_nothing_is_sent_and_it_goes_back_into_the_queue() -> None:
    bodies: list[bytes] = []
    go_on = asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            bodies.append(await http_request(reader))
            await go_on.wait()
            writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

    async def three() -> None:
        async with listening(slow) as port:
            pool = Pool(size=1, connect_timeout=0.1)
            url = f"http://127.0.0.1:{port}/"
            first = asyncio.create_task(pool.post(url, b"one", {}))
            await asyncio.sleep(0.05)
            with pytest.raises(SendError) as caught:
                await pool.post(url, b"two", {})
            assert (caught.value.kind, caught.value.code) == (Fault.BUSY, "ConnectionTimeoutError")
            go_on.set()
            assert (await first).status == 202
            assert (await pool.post(url, b"three", {})).status == 202
            await pool.close()

    asyncio.run(three())
    assert bodies == [b"one", b"three"]


def test_a_redirect_is_not_followed() -> None:
    with FakeSendGrid() as provider:
        provider.answers.append(Response(307, headers={"Location": "/elsewhere"}))
        assert post(provider.url).status == 307
    assert len(provider.requests) == 1
    assert fault_of_status(307) is Fault.ACCOUNT


def test_a_closed_pool_opens_again() -> None:
    async def twice(url: str) -> None:
        pool = Pool()
        for _ in range(2):
            assert (await pool.post(url, b"", {})).status == 202
            await pool.close()

    with FakeSendGrid() as provider:
        asyncio.run(twice(provider.url))


@given(st.integers(100, 599))
def test_only_a_status_that_refuses_allows_another_try(status: int) -> None:
    kind = fault_of_status(status)
    assert (kind is Fault.BUSY) == (status in (408, 429))
    assert (kind is Fault.UNKNOWN) == (status >= 500 or status < 300)


DATE = "Fri, 21 Nov 2025 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "7", "X-RateLimit-Reset": "1", "Date": DATE}, 7.0),
        ({"Retry-After": "Fri, 21 Nov 2025 10:01:30 GMT", "Date": DATE}, 90.0),
        ({"Retry-After": "Fri, 21 Nov 2025 09:00:00 GMT", "Date": DATE}, 0.0),
        ({"Retry-After": "Fri, 21 Nov 2025 10:01:30 GMT"}, 0.0),
        ({"X-RateLimit-Reset": "1763719230", "Date": DATE}, 30.0),
        ({"X-RateLimit-Reset": "1763719230"}, 0.0),
        ({"X-RateLimit-Reset": "soon", "Date": DATE}, 0.0),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(headers) == seconds


@given(
    st.dictionaries(st.sampled_from(["Retry-After", "X-RateLimit-Reset", "Date"]), st.text() | st.just(DATE))
)
def test_any_header_gives_a_wait_that_is_no_less_than_none(headers: dict[str, str]) -> None:
    assert retry_after(headers) >= 0.0


@given(st.text(st.characters(codec="utf-8")))
def test_a_form_is_what_the_standard_library_writes(text: str) -> None:
    fields = {"To": "+14155550123", "Body": text}
    assert form(fields) == urlencode(fields).encode()
