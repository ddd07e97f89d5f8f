"""SMTP against a real server (aiosmtpd), and against raw servers that disconnect at critical points."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from nudges.channels.base import PATIENCE, Fault, Message, Receipt, SendError
from nudges.channels.smtp import CONNECTIONS, SmtpChannel
from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from tests.providers import certificate, listening

TO, WORDS, PASSWORD = "ada@example.org", "Grüße\n.hidden\nend", "p@ss/word"
MAIL = Message("attempt-1", TO, WORDS, subject="Today", html="<p>x</p>")
NOW = datetime(2025, 11, 21, 10, 0, tzinfo=UTC)


class Mailbox:
    """What an aiosmtpd server took, over how many connections."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.connections = 0
        self.encrypted: list[bool] = []
        self.rcpt = ""
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self.go_on.wait()
        self.taken.append(envelope)
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = data == LoginPassword(b"us:er", PASSWORD.encode())
    return AuthResult(success=right, handled=False)  # False: the server says so itself


@asynccontextmanager
async def mail_server(
    mailbox: Mailbox, tls: ssl.SSLContext | None = None, *, wrapped: bool = False, auth: bool = False
) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        mailbox.connections += 1
        starttls = None if wrapped else tls
        made = SMTP(
            mailbox,
            hostname="localhost",
            loop=loop,
            tls_context=starttls,
            authenticator=login if auth else None,
            auth_required=auth and tls is not None,
            auth_require_tls=starttls is not None,
        )
        sessions.append(made)
        return made

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls if wrapped else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in sessions:
            if each.transport is not None:
                each.transport.close()
        await asyncio.sleep(0.02)


def channel(
    url: str, tls: ssl.SSLContext | None = None, patience: float = PATIENCE, seconds: float = 30.0
) -> SmtpChannel:
    return SmtpChannel(
        *(url, "nudges@mail.example", "Nudges", lambda: NOW),
        connect_timeout=seconds,
        read_timeout=seconds,
        patience=patience,
        tls=tls,
    )


async def send(smtp: SmtpChannel, message: Message = MAIL) -> Receipt:
    try:
        return await smtp.send(message)
    finally:
        await smtp.close()


async def refused(smtp: SmtpChannel) -> SendError:
    with pytest.raises(SendError) as caught:
        await send(smtp)
    for secret in (TO, "Grüße", PASSWORD, "nudges@"):
        assert secret not in repr(caught.value) + str(caught.value) + caught.value.detail
    return caught.value


def test_a_mail_arrives_whole() -> None:
    mailbox = Mailbox()

    async def once() -> Receipt:
        async with mail_server(mailbox) as port:
            return await send(channel(f"smtp://127.0.0.1:{port}"))

    assert asyncio.run(once()) == Receipt("<attempt-1@mail.example>")
    (taken,) = mailbox.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("nudges@mail.example", [TO])
    assert isinstance(taken.content, bytes)
    read = message_from_bytes(taken.content, policy=policy.default)
    text, _ = read.iter_parts()
    assert text.get_content().splitlines() == WORDS.splitlines()
    assert (read["Subject"], read["Message-ID"]) == ("Today", "<attempt-1@mail.example>")
    assert read["Date"].datetime == NOW
    assert mailbox.encrypted == [False]


def test_connections_are_kept_and_are_at_most_four() -> None:
    mailbox = Mailbox()

    async def many() -> None:
        async with mail_server(mailbox) as port:
            smtp = channel(f"smtp://127.0.0.1:{port}")
            for _ in range(3):
                await smtp.send(MAIL)
            assert mailbox.connections == 1
            await asyncio.gather(*(smtp.send(MAIL) for _ in range(20)))
            await smtp.close()

    asyncio.run(many())
    assert len(mailbox.taken) == 23
    assert mailbox.connections <= 4


def test_without_a_place_nothing_is_sent_and_it_goes_back_into_the_queue() -> None:
    mailbox = Mailbox()

    async def many() -> None:
        async with mail_server(mailbox) as port:
            smtp = channel(f"smtp://127.0.0.1:{port}", patience=0.05)
            mailbox.go_on.clear()
            under_way = [asyncio.create_task(smtp.send(MAIL)) for _ in range(CONNECTIONS)]
            await asyncio.sleep(0.1)
            with pytest.raises(SendError) as caught:
                await smtp.send(replace(MAIL, attempt_id="late"))
            assert (caught.value.kind, caught.value.code) == (Fault.BUSY, "no-place")
            mailbox.go_on.set()
            await asyncio.gather(*under_way)
            await smtp.send(replace(MAIL, attempt_id="last"))
            await smtp.close()

    asyncio.run(many())
    contents = [taken.content for taken in mailbox.taken if isinstance(taken.content, bytes)]
    ids = [message_from_bytes(content)["Message-ID"] for content in contents]
    assert ids == ["<attempt-1@mail.example>"] * CONNECTIONS + ["<last@mail.example>"]


def test_starttls_is_used_whenever_it_is_offered(tmp_path: Path) -> None:
    mailbox = Mailbox()
    server, trusting = certificate(tmp_path)

    async def once() -> None:
        async with mail_server(mailbox, server) as port:
            await send(channel(f"smtp://localhost:{port}", trusting))
            await send(channel(f"smtp://localhost:{port}?tls=off"))
            assert (await refused(channel(f"smtp://localhost:{port}"))).kind is Fault.BUSY  # not trusted

    asyncio.run(once())
    assert mailbox.encrypted == [True, False]


def test_credentials_go_over_tls_alone(tmp_path: Path) -> None:
    mailbox = Mailbox()
    server, trusting = certificate(tmp_path)
    user = "us%3Aer:p%40ss%2Fword"

    async def once() -> None:
        async with mail_server(mailbox, server, auth=True) as port:
            await send(channel(f"smtp://{user}@localhost:{port}", trusting))
            assert (
                await channel(f"smtp://{user}@localhost:{port}", trusting).check()
                == "connected and logged in"
            )
            wrong = await refused(channel(f"smtp://us%3Aer:wrong@localhost:{port}", trusting))
            assert (wrong.kind, wrong.code) == (Fault.ACCOUNT, "535 5.7.8")
            with pytest.raises(SendError):
                await channel(f"smtp://us%3Aer:wrong@localhost:{port}", trusting).check()
            unnamed = await refused(channel(f"smtp://localhost:{port}", trusting))
            assert (unnamed.kind, unnamed.code) == (Fault.ACCOUNT, "530 5.7.0")
        async with mail_server(mailbox, auth=True) as port:  # this one asks for the password in the clear
            assert (await refused(channel(f"smtp://{user}@localhost:{port}"))).kind is Fault.ACCOUNT

    asyncio.run(once())
    assert mailbox.encrypted == [True]


def test_smtps_is_tls_from_the_first_byte(tmp_path: Path) -> None:
    mailbox = Mailbox()
    server, trusting = certificate(tmp_path)

    async def once() -> None:
        async with mail_server(mailbox, server, wrapped=True) as port:
            await send(channel(f"smtps://localhost:{port}", trusting))
            assert await channel(f"smtps://localhost:{port}", trusting).check() == "connected"
            assert (await refused(channel(f"smtps://localhost:{port}"))).kind is Fault.BUSY

    asyncio.run(once())
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (f"550 5.1.1 <{TO}> no such user", Fault.ADDRESS, "550 5.1.1"),
        (f"550 no {TO} here", Fault.ADDRESS, "550"),
        ("551 moved", Fault.ADDRESS, "551"),
        ("553 odd mailbox name", Fault.ADDRESS, "553"),
        ("554 5.1.1 unknown", Fault.ADDRESS, "554 5.1.1"),
        ("550 5.2.1 mailbox closed", Fault.ADDRESS, "550 5.2.1"),
        ("550 5.7.1 relaying denied", Fault.PERMANENT, "550 5.7.1"),
        ("552 5.2.2 mailbox full", Fault.PERMANENT, "552 5.2.2"),
        ("554 no", Fault.PERMANENT, "554"),
        ("450 4.2.0 greylisted", Fault.BUSY, "450 4.2.0"),
        ("421 4.3.2 closing", Fault.BUSY, "421 4.3.2"),
    ],
)
def test_a_refused_recipient(answer: str, kind: Fault, code: str) -> None:
    mailbox = Mailbox()
    mailbox.rcpt = answer

    async def once() -> SendError:
        async with mail_server(mailbox) as port:
            return await refused(channel(f"smtp://127.0.0.1:{port}"))

    caught = asyncio.run(once())
    assert (caught.kind, caught.code) == (kind, code)
    assert not mailbox.taken


Line = Callable[[str], str | None]


def conversing(
    answer: Line, *, greeting: str = "220 hello", mails: list[int] | None = None, seconds: float = 30.0
) -> SendError:
    """Send one mail to a raw server: `answer` gives the reply to each line, None breaks the connection.

    The end of a mail is asked for as "." and a silence, kept for ever, is the reply "".
    """

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting.encode() + b"\r\n")
        in_mail = False
        while line := (await reader.readline()).decode().rstrip("\r\n") or in_mail:
            if in_mail and line != ".":
                continue
            if line == "." and mails is not None:
                mails.append(1)
            reply = answer(str(line))
            if reply is None:
                return
            if not reply:
                await asyncio.Event().wait()
            in_mail = reply.startswith("354")
            writer.write(reply.encode() + b"\r\n")
            await writer.drain()

    async def once() -> SendError:
        async with listening(conversation) as port:
            return await refused(channel(f"smtp://127.0.0.1:{port}", seconds=seconds))

    return asyncio.run(once())


def at(command: str, reply: str | None) -> Line:
    """Answers well, but to `command` with `reply`."""
    usual = {"DATA": "354 go on", "QUIT": "221 bye"}

    def answer(line: str) -> str | None:
        word = line.split(" ")[0].split(":")[0]
        return reply if word == command else usual.get(word, "250 fine")

    return answer


@pytest.mark.parametrize(
    ("command", "reply", "kind"),
    [
        ("EHLO", None, Fault.BUSY),
        ("EHLO", "", Fault.BUSY),
        ("MAIL", None, Fault.BUSY),
        ("MAIL", "", Fault.BUSY),
        ("MAIL", "452 4.3.1 disk full", Fault.BUSY),
        ("MAIL", "553 5.7.1 sender not yours", Fault.ACCOUNT),
        ("MAIL", "what?", Fault.BUSY),
        ("RCPT", None, Fault.BUSY),
        ("RCPT", "", Fault.BUSY),
        ("DATA", "451 not now", Fault.BUSY),
        ("DATA", "554 no", Fault.PERMANENT),
        ("DATA", None, Fault.UNKNOWN),
        (".", "451 4.7.1 later", Fault.BUSY),
        (".", "554 5.7.1 spam", Fault.PERMANENT),
        (".", "550 5.1.1 no such user", Fault.ADDRESS),
        (".", "550 spam", Fault.PERMANENT),
        (".", None, Fault.UNKNOWN),
        (".", "", Fault.UNKNOWN),
        (".", "what?", Fault.UNKNOWN),
        (".", "299 strange", Fault.UNKNOWN),
        (".", "399 strange", Fault.UNKNOWN),
        (".", "400 strange", Fault.BUSY),
    ],
)
def test_where_it_breaks_says_what_may_be_tried(command: str, reply: str | None, kind: Fault) -> None:
    mails: list[int] = []
    caught = conversing(at(command, reply), mails=mails, seconds=0.5 if reply == "" else 30)
    assert caught.kind is kind
    assert len(mails) == (1 if command == "." else 0), "one try, whatever the answer"


@pytest.mark.parametrize(
    ("greeting", "kind"), [("554 5.7.1 not you", Fault.ACCOUNT), ("421 busy", Fault.BUSY)]
)
def test_a_server_that_does_not_want_us(greeting: str, kind: Fault) -> None:
    caught = conversing(at("", None), greeting=greeting)
    assert caught.kind is kind


def test_refused_and_unresolved_are_busy() -> None:
    async def once() -> None:
        async with listening(lambda reader, writer: asyncio.sleep(0)) as port:
            pass
        for url in (f"smtp://127.0.0.1:{port}", "smtp://no-such-host.invalid"):
            assert (await refused(channel(url))).kind is Fault.BUSY
            with pytest.raises(SendError) as caught:
                await channel(url).check()
            assert caught.value.kind is Fault.BUSY

    asyncio.run(once())


def test_a_dead_kept_connection_is_replaced_before_the_mail() -> None:
    mails: list[int] = []
    connections: list[asyncio.StreamWriter] = []

    async def one_mail_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        writer.write(b"220 hello\r\n")
        answer, taken = at("", None), 0
        while line := (await reader.readline()).decode().strip():
            reply = None if taken and line.startswith("MAIL") else answer(line)
            if reply is None:
                return
            writer.write(reply.encode() + b"\r\n")
            if line == "DATA":
                await reader.readuntil(b"\r\n.\r\n")
                mails.append(1)
                taken += 1
                writer.write(b"250 taken\r\n")

    async def thrice() -> None:
        async with listening(one_mail_each) as port:
            smtp = channel(f"smtp://127.0.0.1:{port}")
            for _ in range(2):  # the second finds the first's connection mute
                await smtp.send(MAIL)
            connections[-1].transport.abort()  # and the third finds it gone
            await asyncio.sleep(0.02)
            await smtp.send(MAIL)
            await smtp.close()

    asyncio.run(thrice())
    assert (len(mails), len(connections)) == (3, 3)


def test_an_address_that_is_none_is_not_tried() -> None:
    async def once() -> None:
        with pytest.raises(SendError) as caught:
            await channel("smtp://no-such-host.invalid").send(Message("a", "ada", "x"))
        assert caught.value.kind is Fault.ADDRESS

    asyncio.run(once())


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://host", "smtp://", "smtp://u:hunter2@host:port", "smtp://["]
)
def test_a_url_that_cannot_be_read_is_said_so_in_three_lines(url: str) -> None:
    with pytest.raises(NudgesError) as caught:
        channel(url)
    assert str(caught.value).count("\n") == 2
    assert "hunter2" not in str(caught.value)


def test_the_channel_shows_no_secret() -> None:
    smtp = channel("smtp://user:hunter2@host")
    assert "hunter2" not in repr(smtp)
    assert "@" not in repr(smtp)
    assert (smtp.name, smtp.medium) == ("smtp", Medium.EMAIL)
