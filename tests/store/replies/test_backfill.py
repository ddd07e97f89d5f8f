"""What a message that is heard late may still change: only what nothing later has overtaken."""

from datetime import timedelta

import pytest

from nudges.core.person.consent_method import ConsentMethod
from nudges.core.reply.meaning import Kind
from nudges.store.db import Db
from nudges.store.people import consents
from nudges.store.people.consents import Consent
from nudges.store.replies import backfill
from tests.harness import World
from tests.store.written import nudge, reply

SECOND = timedelta(seconds=1)


def test_an_earlier_message_answers_nothing_that_was_sent_after_it(db: Db) -> None:
    world = World(db)
    person = world.join()
    at = world.now
    with db.write() as tx:
        before, then, after = (nudge(tx, person, at + n * SECOND) for n in (-1, 0, 1))
        waited = nudge(tx, person, at - SECOND, ready_at=at + SECOND, sent_at=None)
        lay = nudge(tx, person, at - SECOND, ready_at=at, sent_at=None)
        late = nudge(tx, person, at - SECOND, sent_at=at + SECOND)
        assert backfill.sent_after(tx, [before, then, after, waited, lay, late], at) == {after, waited, late}
        assert backfill.sent_after(tx, [before, then], at) == set()


@pytest.mark.parametrize(
    ("kind", "then", "seconds", "overtaken"),
    [
        (Kind.STOP, Kind.START, 1, True),
        (Kind.STOP, Kind.START, 0, False),
        (Kind.STOP, Kind.STOP, 1, False),
        (Kind.START, Kind.STOP, 1, True),
        (Kind.START, Kind.STOP, 0, False),
        (Kind.START, Kind.START, 1, False),
    ],
)
def test_a_stop_or_start_counts_unless_its_opposite_followed(
    db: Db, kind: Kind, then: Kind, seconds: int, overtaken: bool
) -> None:
    world = World(db)
    person, other = world.join(), world.join(phone="+15550104478")
    with db.write() as tx:
        reply(tx, person, world.now + seconds * SECOND, then)
        assert backfill.taken_back(tx, person.id, kind, world.now) is overtaken
        assert not backfill.taken_back(tx, other.id, kind, world.now)


@pytest.mark.parametrize(
    ("kind", "given", "seconds", "overtaken"),
    [
        (Kind.START, False, 1, True),
        (Kind.START, False, 0, False),
        (Kind.START, True, 1, False),
        (Kind.STOP, False, 1, False),
    ],
)
def test_a_start_counts_unless_they_stopped_by_a_link_since(
    db: Db, kind: Kind, given: bool, seconds: int, overtaken: bool
) -> None:
    world = World(db)
    person, other = world.join(), world.join(phone="+15550104478")
    said = Consent(person.id, world.now + seconds * SECOND, given, ConsentMethod.REPLY)
    with db.write() as tx:
        consents.record(tx, [said])
        assert backfill.taken_back(tx, person.id, kind, world.now) is overtaken
        assert not backfill.taken_back(tx, other.id, kind, world.now)
