"""The weekly summary through a real SMTP server: what a mail program makes of what arrives."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from nudges.channels.base import Message, Receipt
from nudges.channels.smtp import SmtpChannel
from tests.harness import EMAIL
from tests.live.servers import free_port

NOW = datetime(2026, 6, 7, 16, tzinfo=UTC)


class Mailbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 taken"


def posted(message: Message) -> tuple[Receipt, Envelope]:
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())

    async def once() -> Receipt:
        channel = SmtpChannel(f"smtp://127.0.0.1:{server.port}", "nudges@example.org", "Nudges", lambda: NOW)
        try:
            return await channel.send(message)
        finally:
            await channel.close()

    server.start()
    try:
        receipt = asyncio.run(once())
    finally:
        server.stop()
    [envelope] = mailbox.taken
    return receipt, envelope


def test_the_summary_arrives_as_a_mail_program_wants_it(letters: dict[str, Message]) -> None:
    message = letters["summary"]
    receipt, envelope = posted(message)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("nudges@example.org", [EMAIL])
    assert isinstance(envelope.content, bytes)
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998

    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    assert mail["Message-ID"] == receipt.provider_id == f"<{message.attempt_id}@example.org>"
    assert mail["Subject"] == message.subject
    assert mail["Date"].datetime == NOW
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"] == message.headers["List-Unsubscribe"]
    assert mail["List-Unsubscribe"].startswith("<https://nudges.example/unsubscribe/")

    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n").strip() == message.text.strip()
