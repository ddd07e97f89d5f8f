"""The whole road by mail: sent over SMTP, answered into a mailbox, read, understood, answered by mail."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from structlog.testing import capture_logs

from nudges.app.service import ids
from nudges.channels.base import Fault, SendError
from nudges.channels.mailbox import Arrived, Mailbox, OpenMailbox
from nudges.channels.smtp import SmtpChannel
from nudges.core.mail.html_text import text_of
from nudges.core.person.person import State
from nudges.core.vocabulary import Medium
from nudges.flow.links import Links
from nudges.flow.reply.mail.poll_mailbox import LONGEST, MOST, read_mailbox
from nudges.loop import once
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import outcomes
from nudges.store.people import suppressions
from tests.folders import DATA
from tests.harness import EMAIL, MONDAY, NAME, SECRET, World, local, plan, step, why
from tests.mailboxes import Folder, ImapServer, imap_server

MAILS = DATA / "mails"
REPLY_TO = "reply@in.example.org"
ASKED = "2026-06-02 09:15"


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


class Postman:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[Message] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content))
        return "250 taken"


class Road:
    """An installation that sends by SMTP and reads a mailbox, and one person who was asked just now."""

    def __init__(self, db: Db, folder: Folder, postman: Postman, port: int) -> None:
        self.folder, self.postman = folder, postman
        self.world = World(db, {"daily": plan(daily=step(channel="email"))})
        self.person = self.world.join(email=EMAIL, phone=None)
        smtp = SmtpChannel(
            f"smtp://127.0.0.1:{port}?tls=off", "nudges@example.org", "Nudges", lambda: self.world.now
        )
        self.service = replace(
            self.world.service,
            channels={Medium.SMS: self.world.sms, Medium.EMAIL: smtp},
            links=Links("https://nudges.example", db.vault.link_key(), REPLY_TO),
            new_id=ids(),
            mailbox=Mailbox(folder.url),
        )
        self.world.at(ASKED)
        self.turn()
        [self.asked] = postman.taken

    def turn(self, **span: float) -> list[Message]:
        """All that a worker does, one time, some time later; returns what went out."""
        before = len(self.postman.taken)
        self.world.later(**span)
        asyncio.run(once(self.service, lambda: self.world.now))
        return self.postman.taken[before:]

    def read(self, mailbox: Mailbox | None = None, **span: float) -> int:
        self.world.later(**span)
        service = replace(self.service, mailbox=mailbox or self.service.mailbox)
        return asyncio.run(read_mailbox(service, lambda: self.world.now))

    def answer(
        self, words: str, to: Message | None = None, at: datetime | None = None, **headers: str
    ) -> str:
        """The person answers a mail as their program does; returns the raw answer."""
        asked = to or self.asked
        given = {
            "From": f"{NAME} <{EMAIL}>",
            "To": str(asked["Reply-To"]),
            "Subject": "Re: Today",
            "Message-ID": "<first@a-laptop>",
            "In-Reply-To": str(asked["Message-ID"]),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
        quoted = "> To end them all, answer STOP or unsubscribe."
        raw = f"{head}\n{words}\n\nOn Tue, Jun 2, 2026 at 9:15 AM Nudges <n@example.org> wrote:\n\n{quoted}\n"
        self.folder.deliver(raw, at or self.world.now)
        return raw

    def quotes(self, mail: str, html: bool = False) -> None:
        """The person sends this: {text} is our mail's text, or what their program makes of its HTML."""
        parts = {part.get_content_type(): part for part in self.asked.walk()}
        payload = parts["text/html" if html else "text/plain"].get_payload(decode=True)
        assert isinstance(payload, bytes)
        text = text_of(payload.decode()) if html else payload.decode()
        lines = [line.strip() for line in text.strip().splitlines()]
        head = f"From: {EMAIL}\nTo: {self.asked['Reply-To']}\nSubject: Re: x\nMessage-ID: <q@a-laptop>\n"
        head += "Content-Type: text/plain; charset=utf-8\n\n"
        said = mail.format(text="\n".join(lines), marked="\n> ".join(["", *lines]))
        self.folder.deliver(head + said, self.world.now)

    @property
    def attempt(self) -> str:
        return str(self.asked["Message-ID"])[1:33]

    @property
    def heard(self) -> list[str]:
        return [reply.kind for reply in self.world.rows(t.reply)]


@pytest.fixture
def road(db: Db, server: ImapServer) -> Iterator[Road]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Road(db, server.folder(), postman, port)
    finally:
        controller.stop()


@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
@pytest.mark.parametrize(
    "mail",
    [
        "done\n\nVon: Nudges\nGesendet: Dienstag, 2. Juni 2026 09:15\nAn: Ana\nBetreff: x\n\n{text}\n",
        "done\n\nDe : Nudges\nEnvoyé : mardi 2 juin 2026 09:15\nÀ : Ana\nObjet : x\n\n{text}\n",
        "done\n\nZxy 2 Foo 2026 9:15 Nudges <n@example.org> qwert:\n\n{text}\n",
        "done\n\n{text}\n",
        "{text}\n\ndone\n",
        "Am 2. Juni 2026 um 09:15 schrieb Nudges <n@example.org>:\n{marked}\n\ndone\n",
    ],
)
def test_what_quotes_our_mail_in_whatever_way_is_what_they_said(road: Road, mail: str, html: bool) -> None:
    road.quotes(mail, html)
    road.turn(minutes=3)
    assert road.heard == ["done"]
    assert road.world.person(road.person.id).state is State.ACTIVE


def test_a_stop_of_their_own_below_our_mail_is_one(road: Road) -> None:
    road.quotes("From: Nudges\nSent: Tuesday 9:15 AM\nTo: Ana\n\n{text}\n\nplease stop\n", html=True)
    road.turn(minutes=3)
    assert road.heard == ["stop"]


def test_an_absence_that_only_words_tell_of_changes_nothing_and_is_not_answered(road: Road) -> None:
    road.quotes("Thank you for your email. I am out of the office until Monday. STOP.\n\n{text}\n")
    assert road.turn(minutes=3) == []
    assert road.folder.flags() == [{"\\Seen"}]
    assert road.heard == []


def test_a_mail_is_answered_and_the_answer_answered(road: Road) -> None:
    shown, address = parseaddr(str(road.asked["Reply-To"]))
    assert (shown, address) == ("Nudges", f"reply+{road.attempt}@in.example.org")
    road.answer("Done")
    [answer] = road.turn(minutes=3)
    assert road.heard == ["done"]
    assert road.folder.flags() == [{"\\Seen"}]
    assert "Good to hear." in str(answer.get_payload(0))
    assert parseaddr(str(answer["To"]))[1] == EMAIL
    assert answer["Reply-To"] != road.asked["Reply-To"]
    assert road.world.nudge("answer").status == "accepted"
    assert road.turn(minutes=2) == []


def test_the_attempt_says_whose_answer_it_is(road: Road) -> None:
    with road.world.db.read() as tx:
        assert outcomes.whose(tx, road.attempt) == (road.person.id, road.world.nudge("daily").id)
        assert outcomes.whose(tx, "f" * 32) is None


def test_the_same_reply_twice_is_one(road: Road) -> None:
    raw = road.answer("Done")
    road.folder.deliver(raw)
    assert road.read(minutes=2) == 2
    assert road.heard == ["done"]
    assert road.folder.flags() == [{"\\Seen"}] * 2


class Box(OpenMailbox):
    """An open mailbox that misbehaves: the line drops at the flagging, or a mail cannot be dealt with."""

    drops = False
    unreadable = ""
    holds = 0

    def __init__(self, inner: OpenMailbox) -> None:
        self._inner = inner

    async def unseen(self) -> list[str]:
        return [str(n) for n in range(self.holds)] or await self._inner.unseen()

    async def mail(self, uid: str) -> Arrived | None:
        if uid == self.unreadable:
            return Arrived(b"From: a@b.example\n\nDone", MONDAY.replace(tzinfo=None))  # no moment at all
        return None if self.holds else await self._inner.mail(uid)

    async def seen(self, uid: str, *, flagged: bool = False) -> None:
        if self.drops:
            raise SendError(Fault.BUSY, "gone")
        if not self.holds:
            await self._inner.seen(uid, flagged=flagged)


class Misbehaving(Mailbox):
    def __init__(self, url: str, box: type[Box]) -> None:
        super().__init__(url)
        self._box = box

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[OpenMailbox]:
        async with super().opened() as inner:
            yield self._box(inner)


def test_what_dies_between_recording_and_flagging_reads_again_and_changes_nothing(road: Road) -> None:
    class Drops(Box):
        drops = True

    road.answer("Done")
    for _ in range(2):
        assert road.read(Misbehaving(road.folder.url, Drops), minutes=1) == 0
        assert (road.heard, road.folder.flags()) == (["done"], [set()])
    assert road.read(minutes=1) == 1
    assert (road.heard, road.folder.flags()) == (["done"], [{"\\Seen"}])
    assert len(road.turn(minutes=1)) == 1


def test_a_broken_mail_is_left_for_the_operator_and_stops_nobody(road: Road) -> None:
    class Odd(Box):
        unreadable = "101"

    road.answer(SECRET)
    road.answer("Done", Message_ID="<second@a-laptop>")
    with capture_logs() as logs:
        assert road.read(Misbehaving(road.folder.url, Odd), minutes=1) == 2
    assert road.heard == ["done"]
    assert road.folder.flags() == [{"\\Seen", "\\Flagged"}, {"\\Seen"}]
    assert [line["uid"] for line in logs if line["log_level"] == "error"] == ["101"]
    assert SECRET not in repr(logs)


def test_a_turn_is_a_hundred_mails_and_ends_when_we_are_stopped(road: Road) -> None:
    class Many(Box):
        holds = 3 * MOST

    mailbox = Misbehaving(road.folder.url, Many)
    assert road.read(mailbox, minutes=1) == MOST
    service = replace(road.service, mailbox=mailbox)
    road.world.later(minutes=1)
    assert asyncio.run(read_mailbox(service, lambda: road.world.now, lambda: True)) == 0


def test_workers_read_by_turns_once_a_minute(road: Road) -> None:
    road.answer("Done")
    assert (road.read(minutes=1), road.read(), road.read(seconds=30), road.read(seconds=30)) == (1, 0, 0, 0)
    road.answer("Skip", Message_ID="<second@a-laptop>")
    assert (road.read(seconds=30), road.read(seconds=30)) == (0, 1)


def test_without_a_mailbox_or_while_it_is_away_nothing_is_lost(road: Road) -> None:
    road.answer("Done")
    assert road.read(Mailbox("imap://u:p@127.0.0.1:9/INBOX"), minutes=1) == 0
    road.service = replace(road.service, mailbox=None)
    assert road.read(minutes=1) == 0
    assert road.folder.flags() == [set()]
    assert road.read(Mailbox(road.folder.url), minutes=1) == 1
    assert road.heard == ["done"]


def test_a_reply_counts_for_the_moment_it_came_in(road: Road) -> None:
    road.answer("Done", at=local("2026-06-02 23:30"))
    road.world.at("2026-06-03 12:00")
    road.read()
    [reply] = road.world.rows(t.reply)
    assert (reply.at, reply.nudge_id) == (local("2026-06-02 23:30"), road.world.nudges("daily")[0].id)


def test_a_token_alone_proves_who_writes(road: Road) -> None:
    road.answer("STOP")
    [goodbye] = [*road.turn(minutes=1), *road.turn(minutes=1)]
    assert road.world.person(road.person.id).state is State.STOPPED
    road.answer("START", Message_ID="<2@x>", To="nudges@example.org", In_Reply_To="")
    road.read(minutes=1)
    assert road.world.person(road.person.id).state is State.STOPPED
    road.answer("START", goodbye, Message_ID="<3@x>", In_Reply_To="<rewritten@by.a.relay>")
    road.read(minutes=1)
    assert road.world.person(road.person.id).state is State.ACTIVE
    assert road.world.nudge("confirmation").status == "accepted"


@pytest.mark.parametrize("name", ["spanish-holiday", "outlook-holiday", "delay-postfix"])
def test_a_machine_is_not_answered(road: Road, name: str) -> None:
    road.folder.deliver((MAILS / f"{name}.eml").read_text(encoding="utf-8").replace("ana@example.com", EMAIL))
    assert road.turn(minutes=1) + road.turn(minutes=1) == []
    assert (road.heard, road.folder.flags()) == ([], [{"\\Seen"}])
    assert road.world.nudge("daily").status == "accepted"


@pytest.mark.parametrize(
    ("name", "reason", "refused"),
    [
        ("bounce-postfix", "failed: not delivered (5.1.1)", True),
        ("bounce-exchange", "failed: not delivered (5.2.2)", False),
        ("bounce-rewritten-id", "failed: not delivered (5.1.1)", True),
    ],
)
def test_a_mail_of_ours_that_came_back_has_failed(road: Road, name: str, reason: str, refused: bool) -> None:
    bounce = (MAILS / f"{name}.eml").read_text(encoding="utf-8")
    road.folder.deliver(bounce.replace("0123456789abcdef0123456789abcdef", road.attempt))
    for _ in range(2):
        assert road.turn(minutes=1) == []
        road.folder.unread()
    nudge = road.world.nudge("daily")
    assert (nudge.status, why(nudge), road.heard) == ("failed", reason, [])
    with road.world.db.read() as tx:
        assert suppressions.suppressed(tx, [EMAIL]).keys() == ({EMAIL} if refused else set())


def test_nothing_of_people_is_in_the_log(road: Road) -> None:
    with capture_logs() as logs:
        road.answer(SECRET, From=f"{SECRET} <{SECRET}@secluded.example>", Message_ID=f"<{SECRET}@x>")
        road.answer(SECRET, Message_ID=f"<2@{SECRET}>", Subject=f"Automatic reply: {SECRET}")
        road.answer(SECRET, Message_ID=f"<3@{SECRET}>")
        road.read(minutes=1)
    assert len(logs) >= 3
    assert not [word for word in (SECRET, EMAIL, NAME) if word in repr(logs)]


class Jumping(asyncio.SelectorEventLoop):
    """An event loop whose time can be made to jump."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


def test_a_turn_that_takes_too_long_leaves_the_rest_to_the_next(road: Road) -> None:
    for n in range(3):
        road.answer("done", Message_ID=f"<{n}@a-laptop>")
    road.world.later(minutes=1)

    def read(each_takes: float) -> int:
        """Read the mailbox, while time jumps so many seconds at every mail."""
        with asyncio.Runner(loop_factory=Jumping) as runner:
            loop = runner.get_loop()
            assert isinstance(loop, Jumping)
            asked = 0

            def clock() -> datetime:
                nonlocal asked
                asked += 1
                if asked > 1:  # the first is about the turn
                    loop.ahead += each_takes
                return road.world.now

            return runner.run(read_mailbox(road.service, clock))

    assert read(LONGEST + 1) == 1
    assert road.folder.flags() == [{"\\Seen"}, set(), set()]
    road.world.later(minutes=1)
    assert read(LONGEST / 3) == 2
    assert road.folder.flags() == [{"\\Seen"}] * 3
