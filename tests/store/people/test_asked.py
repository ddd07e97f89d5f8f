"""What is asked for on open pages waits in a bounded queue; what was granted counts until it is forgotten."""

from datetime import timedelta

from nudges.store.db import Db
from nudges.store.people import asked
from tests.harness import EMAIL, MONDAY, PHONE

SECOND = timedelta(seconds=1)


def test_as_many_wait_as_may_and_the_oldest_is_taken_first(db: Db) -> None:
    with db.write() as tx:
        assert not asked.waiting(tx)
        taken = [asked.ask(tx, "join", PHONE, f"form {n}", MONDAY, most=2) for n in range(3)]
        assert (taken, asked.waiting(tx)) == ([True, True, False], True)
        first = asked.take(tx)
        assert first is not None
        asked.grant(tx, first.id, MONDAY)
        second = asked.take(tx)
        assert second is not None
        assert (first.words, second.words) == ("form 0", "form 1")
        assert asked.ask(tx, "join", PHONE, "form 3", MONDAY, most=2), "what was granted takes no place"
        asked.drop(tx, second.id)
        third = asked.take(tx)
        assert third is not None
        asked.drop(tx, third.id)
        assert not asked.waiting(tx)


def test_what_was_granted_counts_for_its_kind_and_address_until_it_is_forgotten(db: Db) -> None:
    with db.write() as tx:
        asked.ask(tx, "join", PHONE, "form", MONDAY, most=5)
        request = asked.take(tx)
        assert request is not None
        assert not asked.granted_before(tx, request), "it waits itself"
        assert asked.granted(tx, "join", MONDAY - SECOND) == 0
        asked.grant(tx, request.id, MONDAY)
        for kind, address, before in (("join", PHONE, True), ("join", EMAIL, False), ("link", PHONE, False)):
            asked.ask(tx, kind, address, "form", MONDAY, most=5)
            another = asked.take(tx)
            assert another is not None
            assert asked.granted_before(tx, another) is before, (kind, address)
            asked.drop(tx, another.id)
        asked.ask(tx, "join", EMAIL, "it waits", MONDAY - SECOND, most=5)
        since = [("join", MONDAY - SECOND), ("join", MONDAY), ("link", MONDAY - SECOND)]
        assert [asked.granted(tx, *one) for one in since] == [1, 0, 0]
        for kind, until, left in (
            ("join", MONDAY, 1),
            ("link", MONDAY + SECOND, 1),
            ("join", MONDAY + SECOND, 0),
        ):
            asked.forget(tx, kind, until)
            assert asked.granted(tx, "join", MONDAY - SECOND) == left, (kind, until)
        assert asked.waiting(tx), "what waits is not forgotten"
