"""A large installation, written straight into the tables: as many people as one likes in a minute or two.

Everybody has an enrolment, a next slot in the coming week and a delivered nudge behind them. What people's
words are sealed with is shared, since nothing here reads more than a few of them.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from cryptography.fernet import Fernet

from nudges.store.vault import Box
from tests.bench.databases import Databases
from tests.bench.stage import KEY, PLAN, STEP, nudges

_PEOPLE = "id state zone locale opens closes created_at data_key name phone phone_lookup"
_ENROLMENTS = "person_id plan starts_on times"
_SLOTS = "person_id plan step local_date n due_at"
_NUDGES = (
    "person_id plan step local_date n due_at ready_at expires_at medium status reason expects practice body "
    "segments tries sent_at changed_at"
)
_DAY = timedelta(days=1)


def person_id(n: int) -> str:
    """The id of the nth person: spread like random ids, and never the same twice."""
    return f"{n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


def filled(kind: Databases, count: int, zone: str, now: datetime) -> str:
    """A database with this many people, none of them due before tomorrow; its name. Made once."""
    name = f"filled_{count}"
    if name not in kind.made:
        url = kind.make(name)
        nudges(url, "worker", "--once")  # makes the tables; it remembers what the schedule is made from
        everybody = sorted(
            person_id(n) for n in range(count)
        )  # in order, so that indexes only grow at the end
        parts = [
            ("person", _PEOPLE, _people(everybody, zone, now)),
            ("enrolment", _ENROLMENTS, ((who, PLAN, now.date(), "{}") for who in everybody)),
            ("upcoming", _SLOTS, _slots(everybody, now)),
            ("nudge", _NUDGES, _nudges(everybody, now)),
        ]
        write(kind, name, parts)
    return name


def make_due(kind: Databases, name: str, count: int, moment: datetime, at: str) -> None:
    """Bring the first people's next slot to `moment`, which their clocks show as `at`."""
    ours = "person_id IN (" + ", ".join(f"'{person_id(n)}'" for n in range(count)) + ")"
    kind.run(
        name,
        f"UPDATE upcoming SET due_at = :due, local_date = :day WHERE {ours}",
        f"UPDATE enrolment SET times = :times WHERE {ours}",
        due=_stored(moment) if kind.name == "SQLite" else moment,
        day=str(moment.date()),
        times=f'{{"{STEP}": "{at}"}}',
    )


def _people(everybody: Sequence[str], zone: str, now: datetime) -> Iterator[tuple[Any, ...]]:
    own = Fernet.generate_key()
    data_key, box = Fernet(KEY).encrypt(own), Box(own)
    name, phone = box.seal("Somebody"), box.seal("+12125550100")
    for who in everybody:
        yield who, "active", zone, "en", "09:00", "20:00", now, data_key, name, phone, who + who[::-1]


def _slots(everybody: Sequence[str], now: datetime) -> Iterator[tuple[Any, ...]]:
    tomorrow = now.replace(second=0, microsecond=0) + _DAY
    for n, who in enumerate(everybody):
        at = tomorrow + timedelta(minutes=n % (7 * 24 * 60))
        yield who, PLAN, STEP, at.date(), 0, at


def _nudges(everybody: Sequence[str], now: datetime) -> Iterator[tuple[Any, ...]]:
    body = Box(Fernet.generate_key()).seal("Nudges: " + "x" * 120)
    at = now - _DAY
    said = "sms", "delivered", "delivered", "done", "g1-s2-b2", body, 1, 1, at, at
    for who in everybody:
        yield who, PLAN, STEP, at.date(), 0, at, at, at + timedelta(hours=3), *said


#: Table, its columns, and rows for it.
Parts = Sequence[tuple[str, str, Iterable[tuple[Any, ...]]]]


def write(kind: Databases, name: str, parts: Parts) -> None:
    """Write rows into a database's tables, as fast as it goes, and let it look at what it holds."""
    url = kind.url(name)
    (_into_sqlite if url.startswith("sqlite") else _into_postgres)(url, parts)
    kind.run(name, "ANALYZE" if url.startswith("sqlite") else "VACUUM ANALYZE")


def _into_postgres(url: str, parts: Parts) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as conn:
        conn.execute("SET session_replication_role = replica")  # foreign keys hold by the way it is made
        for table, columns, rows in parts:
            into = f"COPY {table} ({columns.replace(' ', ', ')}) FROM STDIN"
            with conn.cursor() as cursor, cursor.copy(into.encode()) as copy:
                for row in rows:
                    copy.write_row(row)


def _into_sqlite(url: str, parts: Parts) -> None:
    conn = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
        conn.execute(f"PRAGMA {pragma}")
    conn.execute("BEGIN")
    for table, columns, rows in parts:
        names = columns.split()
        into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        conn.executemany(into, (tuple(map(_stored, row)) for row in rows))
    conn.execute("COMMIT")
    conn.execute("PRAGMA journal_mode = WAL")
    conn.close()


def _stored(value: Any) -> Any:
    """An instant or a date as the product's columns hold it on SQLite."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value if isinstance(value, str | bytes | int | None) else str(value)
