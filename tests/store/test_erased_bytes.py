"""After an erasure no byte of a person's words, name or number is left: in no file and in no log."""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import SQLModel

from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Who
from nudges.flow.consent.consent import erase_for_themselves
from nudges.flow.planning.enrol import Newcomer, join
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import CONSENT, EMAIL, NAME, PARIS, PHONE, SECRET, SQLITE, World

#: Enough others that the pages of their rows are divided, filled and emptied beside hers.
CROWD = 60


def lived(db: Db) -> tuple[World, Person]:
    """Somebody with a number, an address, notes and nudges, among others."""
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL, quiet=False)
    others = [
        Newcomer("daily", PARIS, name=f"Other {n}", phone=f"+1555014{n:04}", consent=CONSENT)
        for n in range(CROWD)
    ]
    join(world.service, others, world.now)
    for day in (2, 3, 4):
        world.at(f"2026-06-0{day} 09:15").run()
        world.later(minutes=5).says(f"done, {SECRET} and a quiet walk on day {day}")
        for other in others[::3]:
            world.says("done, with words of another", sender=other.phone or "")
        world.says(f"Dear coach, {SECRET}", sender=EMAIL)
    world.run()
    return world, her


def marks(world: World, person: Person) -> dict[str, bytes]:
    """All that must not be found afterwards: what she is called and wrote, plain and as it was sealed."""
    plain = {"name": NAME, "phone": PHONE, "email": EMAIL, "words": SECRET}
    found = {what: mark.encode() for what, mark in plain.items()}
    found |= {f"{what} in UTF-16": mark.encode("utf-16-le") for what, mark in plain.items()}
    with world.db.read() as tx:
        row = tx.conn.execute(select(t.person).where(t.person.c.id == person.id)).one()
        replies = tx.conn.execute(select(t.reply).where(t.reply.c.person_id == person.id)).all()
        nudges = tx.conn.execute(select(t.nudge).where(t.nudge.c.person_id == person.id)).all()
    sealed = {what: getattr(row, what) for what in ("data_key", "name", "phone", "email")}
    sealed |= {f"reply {r.id}": r.body for r in replies} | {f"note {r.id}": r.note for r in replies}
    sealed |= {f"nudge {n.id}": n.body for n in nudges}
    kept = {f"sealed {what}": bytes(mark) for what, mark in sealed.items() if mark}
    assert len(kept) > 12
    return found | kept


def there(world: World) -> dict[str, bytes]:
    """Every byte of the database.

    SQLite's are its files. PostgreSQL's are what COPY gives, which is what any reader and any dump sees: rows
    that nobody can see any more stand in its files until it vacuums, and that is not ours to force.
    """
    if world.db.name == SQLITE:
        with world.db.read() as tx:
            [_, _, path] = tx.conn.execute(text("PRAGMA database_list")).one()
        return {one.name: one.read_bytes() for one in Path(path).parent.iterdir()}
    dumped = {}
    with world.db.read() as tx:
        cursor = tx.conn.connection.cursor()
        for table in SQLModel.metadata.sorted_tables:
            with cursor.copy(f"COPY (SELECT * FROM {table.name}) TO STDOUT (FORMAT BINARY)") as copy:
                dumped[table.name] = b"".join(bytes(part) for part in copy)
    return dumped


def places(of: dict[str, bytes], inside: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(what, where) for what, mark in of.items() for where, held in inside.items() if mark in held]


def test_nothing_of_an_erased_person_is_found_again(
    db: Db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    world, her = lived(db)
    traces = marks(world, her)
    sealed = {what for what in traces if what.startswith("sealed")}
    assert sealed <= {what for what, _ in places(traces, there(world))}, "the search finds what is there"
    others = [row.data_key for row in world.rows(t.person) if row.id != her.id]

    erase_for_themselves(world.service, her, world.now)

    assert places(traces, there(world)) == []
    world.later(days=1).run()
    world.look()
    assert places(traces, there(world)) == []
    logged = capsys.readouterr()
    assert places(traces, {"log": (logged.out + logged.err).encode()}) == []
    assert list(tmp_path.iterdir()) == []
    everything = b"".join(there(world).values())
    assert all(bytes(key) in everything for key in others), "nobody else lost a word"


def test_a_hash_alone_is_kept_and_keeps_everybody_from_writing(db: Db) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL)
    erase_for_themselves(world.service, her, world.now)
    vault = db.vault
    assert {row.lookup for row in world.rows(t.suppression)} == {vault.lookup(PHONE), vault.lookup(EMAIL)}
    assert [(c.given, c.method) for c in world.rows(t.consent)][-1] == (
        False,
        "erasure",
    )
    again = world.join(phone=PHONE, quiet=False)
    world.run()
    assert world.sent == []
    assert world.nudge("welcome").status == "suppressed"
    assert (world.person(her.id).state, again.id != her.id) == (State.ERASED, True)


def test_what_is_kept_of_them_is_the_same_for_everybody(db: Db) -> None:
    world = World(db)
    her = world.join(
        phone=PHONE,
        zone="America/Bogota",
        locale="es",
        care=True,
        partner=True,
        partner_safe=True,
        who=Who.BOTH,
    )
    erase_for_themselves(world.service, her, world.now)
    assert world.person(her.id) == Person(her.id, "UTC", state=State.ERASED)


def test_a_reader_who_stays_keeps_the_log_of_changes_and_the_worker_sees_to_it(db: Db) -> None:
    world = World(db)
    her = world.join(phone=PHONE)
    key = marks_of_key(world, her)
    with world.db.read() as tx:
        tx.conn.execute(select(t.meta)).all()
        erase_for_themselves(world.service, her, world.now)
        assert world.db.leave_no_trace(patience=0.01) is (db.name != SQLITE)
    assert world.db.leave_no_trace()
    assert places(key, there(world)) == []


def marks_of_key(world: World, person: Person) -> dict[str, bytes]:
    with world.db.read() as tx:
        row = tx.conn.execute(select(t.person).where(t.person.c.id == person.id)).one()
    return {"key": bytes(row.data_key), "phone": bytes(row.phone)}
