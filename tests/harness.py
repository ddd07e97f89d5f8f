"""A house to test in: a database, a fake channel for each medium, plans for tests, and a clock to turn."""

import asyncio
import atexit
import itertools
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet, MultiFernet
from jinja2 import BaseLoader, Environment, FileSystemLoader
from sqlalchemy import Engine, Row, Table, select, update

from nudges.channels.base import (
    Bill,
    Channel,
    Fault,
    Heard,
    Message,
    Outcome,
    Receipt,
    Records,
    SendError,
    Sent,
)
from nudges.content.asides import read_asides
from nudges.content.danger import read_care
from nudges.content.mail_forms import read_mail_forms
from nudges.content.reactions import read_reactions
from nudges.content.replies import read_replies
from nudges.content.usable import Content, read_content
from nudges.content.words import commonest_words
from nudges.core.guide.library import Guides
from nudges.core.language import ENGLISH, Language
from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan, Step
from nudges.core.reason_words import for_operator
from nudges.core.reasons import reason_of
from nudges.core.render.locale_bundle import Voices
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import Report, record_status
from nudges.flow.links import Links
from nudges.flow.maintenance.reconcile import resolve
from nudges.flow.maintenance.rescue import tend
from nudges.flow.planning.enrol import Joined, Newcomer, join
from nudges.flow.planning.plan_due import plan_due
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import record_reply
from nudges.flow.service import SUMMARY_PLAN, Service
from nudges.loop import run_due
from nudges.store import tables as t
from nudges.store.db import Db, open_db
from nudges.store.engine import connect
from nudges.store.people import people
from tests.folders import SCHEDULES
from tests.folders import TEMPLATES as TEMPLATES

SQLITE = "sqlite"
KEYS = MultiFernet([Fernet(Fernet.generate_key())])
PARIS = "Europe/Paris"
REACTIONS = read_reactions(TEMPLATES / "inbound" / "reactions.yaml")
ASIDES = read_asides(TEMPLATES / "inbound" / "asides.yaml")
CARE = read_care(TEMPLATES / "care")
PHRASES = read_replies(TEMPLATES / "replies")
MAIL_FORMS = read_mail_forms(TEMPLATES / "inbound" / "mail.yaml")
CONSENT = date(2026, 5, 1)

#: Where every test begins: Monday 1 June 2026, 10:00 in Paris.
MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)

#: Words that must never be seen outside the vault.
NAME, PHONE, EMAIL, SECRET = "Wilhelmina Quackenbush", "+15550104477", "wq@secluded.example", "zanzibarred"

#: The ids of people and attempts, begun anew with each database: practices are chosen by them, and no test
#: is to depend on which others ran before it.
_ids = itertools.count(1)


class Databases(ABC):
    """One kind of database: addresses of fresh ones, empty or migrated, and a way to drop them."""

    name: str

    def __init__(self) -> None:
        self._count = itertools.count(1)

    def next_number(self) -> int:
        return next(self._count)

    def shut(self, db: Db) -> None:
        """A test is done with its database."""
        db.close()

    @abstractmethod
    def empty(self) -> str: ...

    @abstractmethod
    def migrated(self) -> str: ...

    @abstractmethod
    def drop(self, url: str) -> None: ...


@cache
def engine_at(url: str) -> Engine:
    """One engine for an address that is used again: a new one would compile every statement anew."""
    return connect(url)


def why(nudge: Any, zone: str = PARIS) -> str:
    """Why a nudge is as it is, as its operator reads it."""
    return for_operator(reason_of(nudge.reason, nudge.reason_values), ENGLISH, zone)


@contextmanager
def opened_db(databases: Databases) -> Iterator[Db]:
    """A fresh migrated database, closed and dropped at the end."""
    global _ids
    _ids = itertools.count(1)
    url = databases.migrated()
    db = open_db(engine_at(url), KEYS)
    try:
        yield db
    finally:
        databases.shut(db)
        databases.drop(url)


def local(text: str, zone: str = PARIS) -> datetime:
    """The instant a person's clock shows as "2026-06-02 09:15"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def step(at: str | list[str] = "09:15", **fields: Any) -> Step:
    """A step as a plan file might say it: daily, by SMS, at most three hours late."""
    said = {"every": "day", "channel": "sms", "max_late": "3h", "at": at} | fields
    if said.get("sends") != "summary":
        said = {"expects": "done", "practices": ["g1-s5-b3", "g1-s2-b2", "g2-s3-b3"]} | said
    return Step.model_validate(said)


def plan(**steps: Step) -> Plan:
    return Plan(title="A plan", about="For tests.", steps=steps)


PLANS = {
    "daily": plan(daily=step()),
    "pulse": plan(
        pulse=step("19:00", every="week", on="wed", expects="rating", practices=["g1-s2-b1"])
    ).model_copy(update={"weekly_question": "g1-s2-b1"}),
    "letters": plan(letter=step("10:00", channel="email")),
    SUMMARY_PLAN: plan(
        summary=step("18:00", every="week", on="sun", channel="email", sends="summary", max_late="24h")
    ),
}


@cache
def shipped() -> Content:
    """The plans, guides and languages that come along, read once for all tests, and without a mistake."""
    content = read_content(SCHEDULES, TEMPLATES / "guides", TEMPLATES)
    assert content.mistakes == ()
    return content


def guides() -> Guides:
    return shipped().guides


def languages() -> Sequence[tuple[Language, Guides]]:
    return shipped().languages


@cache
def voices() -> Voices:
    """The words of this house in every language, each template compiled once for all tests."""
    return Voices(FileSystemLoader(TEMPLATES), guides(), languages())


class FakeRecords:
    """What a provider shows of itself: messages by number and words, and what came in.

    `asked` counts the questions; `fails` is raised instead of an answer; `before` runs first.
    """

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, str]] = []
        self.of_number: dict[str, list[Sent]] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.heard: list[Heard] = []
        self.billed: dict[date, list[Bill]] = {}
        self.asked: list[datetime] = []
        self.removed: list[str] = []
        self.fails: SendError | None = None
        self.before: Callable[[], object] = lambda: None

    def keep(self, message: Message, provider_id: str) -> None:
        """The provider has this message after all."""
        self.kept.append((provider_id, message.to, message.text))

    async def find(self, to: str, text: str, since: datetime) -> list[str]:
        self._ask(since)
        await asyncio.to_thread(self.before)
        return [provider_id for provider_id, *rest in self.kept if rest == [to, text]]

    async def sent(self, to: str, since: datetime) -> list[Sent]:
        self._ask(since)
        await asyncio.to_thread(self.before)
        return [one for one in self.of_number.get(to, []) if one.at >= since]

    async def latest(self) -> list[Sent]:
        self._ask(MONDAY)
        return [one for theirs in self.of_number.values() for one in theirs]

    async def outcome(self, provider_id: str) -> Outcome:
        self._ask(MONDAY)
        return self.outcomes.get(provider_id, Outcome(None))

    async def inbound(self, since: datetime) -> list[Heard]:
        self._ask(since)
        return [heard for heard in self.heard if heard.at >= since]

    async def bills(self, day: date) -> AsyncIterator[list[Bill]]:
        self._ask(datetime(day.year, day.month, day.day, tzinfo=UTC))
        yield self.billed.get(day, [])

    async def remove(self, provider_id: str) -> None:
        self._ask(MONDAY)
        self.removed.append(provider_id)

    def _ask(self, since: datetime) -> None:
        self.asked.append(since)
        if self.fails is not None:
            raise self.fails


class FakeChannel:
    """A provider that keeps a ledger of what it took. `answers` are given in turn; after them, receipts.

    `before` runs when a message arrives, which is after its intent was committed; `seconds` is how long
    it takes, None for ever.
    """

    name = "fake"
    most = 1_000
    pace: float | None = None
    records: Records | None = None

    def __init__(self, medium: Medium) -> None:
        self.medium = medium
        self.tried: list[Message] = []
        self.ledger: list[Message] = []
        self.answers: deque[SendError | Exception | None] = deque()
        self.before: Callable[[Message], None] | None = None
        self.seconds: float | None = 0.0
        self.arrived = asyncio.Event()
        self.cancelled = False
        self.closed = False

    async def send(self, message: Message) -> Receipt:
        self.tried.append(message)
        self.arrived.set()
        answer = self.answers.popleft() if self.answers else None
        if self.before is not None:
            await asyncio.to_thread(self.before, message)
        try:
            await (asyncio.Event().wait() if self.seconds is None else asyncio.sleep(self.seconds))
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if answer is not None:
            raise answer
        self.ledger.append(message)
        return Receipt(f"fake-{message.attempt_id}")

    async def check(self) -> str:
        return "ok"

    async def close(self) -> None:
        self.closed = True


def fault(kind: Fault, code: str = "x1", retry_after: float = 0.0) -> SendError:
    return SendError(kind, code, retry_after=retry_after)


class Interrupting(BaseLoader):
    """Templates whose first reading runs something: what happens between a claim and its intent."""

    def __init__(self, during: Callable[[], object]) -> None:
        self._files = FileSystemLoader(TEMPLATES)
        self._during = [during]

    def get_source(self, environment: Environment, template: str) -> Any:
        while self._during:
            self._during.pop()()
        return self._files.get_source(environment, template)


#: One loop for all ticks of the main thread: each would start threads of its own.
_LOOP = asyncio.Runner()
atexit.register(_LOOP.close)


def finished(work: Coroutine[Any, Any, int]) -> int:
    """Run this to its end, and leave nothing behind that it began."""
    if threading.current_thread() is not threading.main_thread():  # such as a tick within a tick
        return asyncio.run(work)
    try:
        return _LOOP.run(work)
    finally:
        if left := asyncio.all_tasks(_LOOP.get_loop()):
            _LOOP.run(_cancelled(left))


async def _cancelled(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@dataclass
class World:
    """One installation. `now` is its clock, which only the test turns."""

    db: Db
    plans: Mapping[str, Plan] = field(default_factory=lambda: PLANS)
    now: datetime = MONDAY

    def __post_init__(self) -> None:
        self.sms, self.mail = FakeChannel(Medium.SMS), FakeChannel(Medium.EMAIL)
        self.service = self.rebuilt(self.plans)
        self._message_ids = itertools.count(1)

    def rebuilt(self, plans: Mapping[str, Plan], loader: BaseLoader | None = None) -> Service:
        """A service on the same database with other plans: what a restart after an edit gives."""
        channels: dict[Medium, Channel] = {Medium.SMS: self.sms, Medium.EMAIL: self.mail}
        return Service(
            db=self.db,
            plans=plans,
            voices=Voices(loader, guides(), languages()) if loader else voices(),
            channels=channels,
            links=Links("https://nudges.example", self.db.vault.link_key()),
            programme="Nudges",
            contact="your coach",
            new_id=lambda: f"{next(_ids):032x}",
            phrases=lambda: PHRASES,
            reactions=lambda: REACTIONS,
            asides=lambda: ASIDES,
            care=CARE,
            commonest=partial(commonest_words, TEMPLATES / "words"),
            mail_forms=lambda: MAIL_FORMS,
        )

    def join(self, *, consent: date | None = CONSENT, quiet: bool = True, **fields: Any) -> Person:
        """Add one person to the plan "daily" in Paris; `quiet` lets their welcome go out at once, unseen.

        They are not discreet unless told: it is words that most tests look at.
        """
        given: dict[str, Any] = {"plan": "daily", "zone": PARIS, "name": NAME, "discreet": False} | fields
        if not {"phone", "email"} & given.keys():
            given["phone"] = PHONE
        joined = self.joined(Newcomer(consent=consent, **given))
        if quiet:
            self.deliver()
            self.forget_sent()
        return self.person(joined.person_id)

    def joined(self, newcomer: Newcomer) -> Joined:
        return join(self.service, [newcomer], self.now)[0]

    def person(self, person_id: str) -> Person:
        with self.db.read() as tx:
            person = people.get(tx, person_id)
        assert person is not None
        return person

    def at(self, text: str, zone: str = PARIS) -> "World":
        """Turn the clock."""
        self.now = local(text, zone)
        return self

    def later(self, **span: float) -> "World":
        self.now += timedelta(**span)
        return self

    def run(self) -> int:
        """One tick of the worker: rescue, plan, deliver."""
        tend(self.service, self.now)
        return self.deliver()

    def deliver(self) -> int:
        """Plan what is due, and send it."""
        return finished(run_due(self.service, lambda: self.now))

    def look(self) -> int:
        """What the worker does about what is in doubt."""
        tend(self.service, self.now)
        return finished(resolve(self.service, self.now))

    def plan_due(self) -> int:
        return plan_due(self.service, self.now)

    def says(self, text: str, sender: str = PHONE, provider_id: str = "", **fields: Any) -> str | None:
        """A message from a person arrives now."""
        medium = Medium.EMAIL if "@" in sender else Medium.SMS
        given: dict[str, Any] = {"medium": medium, "sender": sender, "text": text, "at": self.now}
        given |= {"authenticated": True} | fields
        inbound = Inbound(provider_id=provider_id or f"in-{next(self._message_ids)}", **given)
        return record_reply(self.service, inbound, self.now)

    def report(self, attempt: str, status: Status | None, code: str | None = None, **fields: Any) -> bool:
        """The provider calls back now."""
        return record_status(self.service, Report(attempt, status, code, self.now, **fields))

    @property
    def sent(self) -> list[Message]:
        """What both providers took."""
        return [*self.sms.ledger, *self.mail.ledger]

    def forget_sent(self) -> None:
        for channel in (self.sms, self.mail):
            channel.tried.clear()
            channel.ledger.clear()
            channel.arrived.clear()

    def rows(self, table: Table) -> list[Row[Any]]:
        with self.db.read() as tx:
            return list(tx.conn.execute(select(table).order_by(*table.primary_key.columns)))

    def nudges(self, step: str | None = None) -> list[Row[Any]]:
        """The nudges in the order they were written: of one step or message, or all that come of a plan."""
        aside = ("welcome", "invitation", "back")
        named = ((n.message or n.step, n) for n in self.rows(t.nudge))
        return [n for name, n in named if name == step or (step is None and name not in aside)]

    def nudge(self, step: str | None = None) -> Row[Any]:
        """The newest nudge."""
        return self.nudges(step)[-1]

    def nudge_is(self, status: Status) -> bool:
        """True if there is a nudge and the newest stands so."""
        nudges = self.nudges()
        return bool(nudges) and nudges[-1].status == status

    def let_leases_run_out(self) -> None:
        """What a minute of waiting does."""
        with self.db.write() as tx:
            tx.conn.execute(update(t.nudge).where(t.nudge.c.lease_until.is_not(None)).values(lease_until=1.0))

    def let_holds_end(self) -> None:
        """What five minutes of waiting do to a sender whose account was refused."""
        with self.db.write() as tx:
            tx.conn.execute(update(t.sender).values(held_until=0.0))
