"""The mailbox against a real IMAP server, and against servers that misbehave; nothing private leaks."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from nudges.channels.base import Fault, SendError
from nudges.channels.mailbox import Arrived, Mailbox, OpenMailbox
from nudges.core.errors import NudgesError
from tests.harness import SECRET
from tests.mailboxes import Folder, ImapServer, imap_server
from tests.providers import Conversation, certificate, listening

MAIL = "From: ana@example.org\nSubject: Re: today\n\nDone\n"
CAME = datetime(2026, 6, 2, 7, 30, tzinfo=UTC)

T = TypeVar("T")


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def folder(server: ImapServer) -> Folder:
    return server.folder()


def within(mailbox: Mailbox, do: Callable[[OpenMailbox], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with mailbox.opened() as box:
            return await do(box)

    return asyncio.run(opened())


async def everything(box: OpenMailbox) -> list[Arrived | None]:
    return [await box.mail(uid) for uid in await box.unseen()]


def test_what_is_unseen_is_read_oldest_first_and_stays_unseen(folder: Folder) -> None:
    for n in range(12):
        folder.deliver(f"Subject: {n}\n\nDone", CAME)
    mailbox = Mailbox(folder.url)
    for _ in range(2):
        read = within(mailbox, everything)
        assert [mail.raw.split(b"\r\n")[0] for mail in read if mail] == [
            b"Subject: %d" % n for n in range(12)
        ]
        assert {mail.at for mail in read if mail} == {CAME}
    assert folder.flags() == [set()] * 12


def test_what_is_flagged_as_seen_is_not_read_again(folder: Folder) -> None:
    async def flag(box: OpenMailbox) -> None:
        first, second = await box.unseen()
        await box.seen(first)
        await box.seen(second, flagged=True)

    folder.deliver(MAIL)
    folder.deliver(MAIL)
    within(Mailbox(folder.url), flag)
    assert within(Mailbox(folder.url), everything) == []
    assert folder.flags() == [{"\\Seen"}, {"\\Seen", "\\Flagged"}]


def test_a_mail_that_is_gone_is_nothing(folder: Folder) -> None:
    assert within(Mailbox(folder.url), lambda box: box.mail("999")) is None
    assert within(Mailbox(folder.url), everything) == []


def test_a_check_says_how_many_wait(folder: Folder) -> None:
    assert asyncio.run(Mailbox(folder.url).check()) == "opened, 0 mails not read yet"
    folder.deliver(MAIL)
    assert asyncio.run(Mailbox(folder.url).check()) == "opened, 1 mail not read yet"


def refusal(url: str) -> SendError:
    with pytest.raises(SendError) as caught:
        asyncio.run(Mailbox(url).check())
    return caught.value


def test_a_wrong_password_or_folder_is_the_operators_to_mend(folder: Folder) -> None:
    wrong = refusal(folder.url_at(folder.port, password=SECRET))
    assert (wrong.kind, wrong.code) == (Fault.ACCOUNT, "imap-login")
    gone = refusal(folder.url + "-not-there")
    assert (gone.kind, gone.code) == (Fault.ACCOUNT, "imap-folder")
    assert not [word for word in (SECRET, "nudges@", "p@ss") if word in repr((wrong, gone))]


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("imaps://u:p@127.0.0.1", 993),
        ("imaps://u:p@127.0.0.1:143", 143),
        ("imap://u:p@127.0.0.1", 143),
        ("imap://u:p@127.0.0.1:993", 993),
    ],
)
def test_without_a_port_it_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, address: str, port: int) -> None:
    called: list[object] = []

    def refuse(where: object, *_: object, **__: object) -> None:
        called.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert refusal(address).kind is Fault.BUSY
    assert called == [("127.0.0.1", port)]


@asynccontextmanager
async def tunnel(to: int, tls: ssl.SSLContext) -> AsyncIterator[int]:
    """TLS from the first byte before a server that has none."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof() if writer.can_write_eof() else writer.close()

    async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", to)
        try:
            await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))
        finally:
            inner_writer.close()

    async with listening(both, ssl=tls) as port:
        yield port


def test_over_tls_to_a_server_that_is_who_it_says(folder: Folder, tmp_path: Path) -> None:
    server, trusting = certificate(tmp_path)
    folder.deliver(MAIL)

    async def looked(tls: ssl.SSLContext | None) -> str:
        async with tunnel(folder.port, server) as port:
            return await Mailbox(folder.url_at(port, "imaps"), tls=tls).check()

    assert asyncio.run(looked(trusting)) == "opened, 1 mail not read yet"
    with pytest.raises(SendError) as stranger:
        asyncio.run(looked(None))
    assert (stranger.value.kind, stranger.value.code) == (Fault.ACCOUNT, "imap-certificate")


def against(conversation: Conversation, seconds: float) -> SendError:
    """What a check comes to at a server that behaves like this."""

    async def looked() -> None:
        async with listening(conversation) as port:
            await Mailbox(
                f"imap://u:{SECRET}@127.0.0.1:{port}/INBOX", connect_timeout=seconds, read_timeout=seconds
            ).check()

    with pytest.raises(SendError) as caught:
        asyncio.run(looked())
    assert SECRET not in repr(caught.value)
    return caught.value


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def silent_after_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"* OK hello\r\n")
    await asyncio.Event().wait()


async def silent_at_login(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"* OK hello\r\n")
    tag = (await reader.readline()).partition(b" ")[0]
    writer.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
    await asyncio.Event().wait()


async def gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"* OK hel")
    await writer.drain()


async def noise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff\r\n" * 100)
    await asyncio.Event().wait()


@pytest.mark.parametrize("server", [silent, silent_after_hello, silent_at_login, gone, noise])
def test_a_server_that_hangs_or_drops_is_away_for_now(server: Conversation) -> None:
    assert against(server, 0.3).kind in (Fault.BUSY, Fault.PERMANENT)


def test_nobody_listens_there() -> None:
    assert refusal("imap://u:p@127.0.0.1:9/INBOX").kind is Fault.BUSY


def test_a_server_without_plain_is_given_the_password_by_login() -> None:
    heard: list[bytes] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
        while line := await reader.readline():
            heard.append(line.partition(b" ")[2])
            said = {b"CAPA": b"* CAPABILITY IMAP4rev1\r\n", b"UID ": b"* SEARCH 7 12\r\n"}
            writer.write(said.get(heard[-1][:4], b"") + line.partition(b" ")[0] + b" OK done\r\n")

    async def looked() -> str:
        async with listening(speak) as port:
            return await Mailbox(f"imap://a%20b%22:p%22q@127.0.0.1:{port}/My%20Replies").check()

    assert asyncio.run(looked()) == "opened, 2 mails not read yet"
    assert b'LOGIN "a b\\"" "p\\"q"\r\n' in heard
    assert b'SELECT "My Replies"\r\n' in heard


def test_what_a_server_will_not_show_is_its_own_mail_only() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        while line := await reader.readline():
            tag, _, rest = line.partition(b" ")
            before = b"* CAPABILITY IMAP4rev1\r\n" if rest.startswith(b"CAPA") else b""
            refused = rest.startswith(b"UID FETCH")
            writer.write(before + tag + (b" NO [SERVERBUG] sorry\r\n" if refused else b" OK done\r\n"))

    async def looked() -> None:
        async with listening(speak) as port:
            mailbox = Mailbox(f"imap://u:p@127.0.0.1:{port}/INBOX")
            async with mailbox.opened() as box:
                await box.mail("7")

    with pytest.raises(SendError) as caught:
        asyncio.run(looked())
    assert caught.value.kind is Fault.PERMANENT


def test_when_we_are_stopped_nobody_waits_for_the_server() -> None:
    async def stopped() -> None:
        async with listening(silent_after_hello) as port:
            look = asyncio.create_task(Mailbox(f"imap://u:p@127.0.0.1:{port}/INBOX").check())
            await asyncio.sleep(0.3)
            look.cancel()
            with pytest.raises(asyncio.CancelledError):
                await look

    asyncio.run(stopped())  # it ends once no thread is left that waits: the server would never answer


@pytest.mark.parametrize(
    "url",
    [
        f"imap://u:{SECRET}@mail.example.org/INBOX",
        f"pop3://u:{SECRET}@localhost/INBOX",
        f"imaps://u:{SECRET}@mail.example.org:99999/INBOX",
        f"imaps://u:{SECRET}@/INBOX",
        f"imaps://{SECRET}@mail.example.org/INBOX",
        f"imaps://u:{SECRET}%0D%0AA1 LOGOUT@mail.example.org/INBOX",
        f"imaps://[{SECRET}",
        SECRET,
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(NudgesError) as caught:
        Mailbox(url)
    assert SECRET not in repr(caught.value)
    assert caught.value.fix


@pytest.mark.parametrize("path", ["", "/", "/INBOX"])
def test_the_folder_is_the_inbox_unless_said(path: str) -> None:
    asked: list[bytes] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
        while line := await reader.readline():
            tag, _, command = line.partition(b" ")
            asked.append(command)
            said = {b"CAPA": b"* CAPABILITY IMAP4rev1\r\n", b"UID ": b"* SEARCH\r\n"}
            writer.write(said.get(command[:4], b"") + tag + b" OK done\r\n")

    async def looked() -> str:
        async with listening(speak) as port:
            return await Mailbox(f"imap://u:p@127.0.0.1:{port}{path}").check()

    assert asyncio.run(looked()) == "opened, 0 mails not read yet"
    assert [command for command in asked if command.startswith(b"SELECT")] == [b'SELECT "INBOX"\r\n']
