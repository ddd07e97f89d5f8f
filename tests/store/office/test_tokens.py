"""A token of the API opens something until its end, or until it is ended."""

from datetime import timedelta

import pytest

from nudges.core.office.roles import Scope
from nudges.store.db import Db
from nudges.store.office import tokens
from nudges.store.office.tokens import Token
from tests.harness import MONDAY

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("late", "ended", "good"),
    [
        (timedelta(seconds=-1), False, True),
        (timedelta(0), False, False),
        (timedelta(seconds=-1), True, False),
    ],
)
def test_a_token_is_good_until_its_end_and_not_at_it(
    db: Db, late: timedelta, ended: bool, good: bool
) -> None:
    ends = MONDAY + HOUR
    made = Token("t1", "The clinic", "nt_", frozenset(Scope), MONDAY, None, ends, None, None)
    with db.write() as tx:
        tokens.add(tx, made, "secret")
        if ended:
            tokens.end(tx, made.id, MONDAY)
        found, kept = tokens.whose(tx, "secret", ends + late), tokens.get(tx, made.id)
        assert tokens.get(tx, "t2") is None
        assert tokens.whose(tx, "guess", MONDAY) is None
    assert kept is not None
    assert (found is not None, kept.good(ends + late)) == (good, good)
    assert (kept.name, kept.ended_at) == ("The clinic", MONDAY if ended else None)
