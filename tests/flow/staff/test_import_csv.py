"""The header of a list of people: which columns it may have."""

from datetime import UTC, datetime

import pytest

from nudges.content.people_csv import read_csv
from nudges.core.errors import NudgesError
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.staff.import_csv import rows_of
from nudges.store.db import Db
from tests.harness import PARIS, PHONE, World, plan, step

PLANS = {"daily": plan(daily=step("09:15"))}
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


def people(db: Db, *lines: str) -> list[Newcomer | NudgesError]:
    listed = read_csv(f"{line}\n" for line in lines)
    return [row for _, row in rows_of(World(db, plans=PLANS).service, listed, NOON)]


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("\ufeff,,", "The column zone is missing."),
        ("phone,plan", "The column zone is missing."),
        ("phone,zone", "The column plan is missing."),
        ("zone,plan,name", "The column phone or email is missing."),
        ("phone,zone,plan,colour", "The column 'colour' is not known."),
        ("phone,zone,plan,at:evening", "The column 'at:evening' is not known."),
        ("phone,,zone,plan", "The column '' is not known."),
        ("phone,zone,plan,Zone", "The column 'zone' is there twice."),
    ],
)
def test_a_header_that_cannot_be(db: Db, header: str, what: str) -> None:
    with pytest.raises(NudgesError) as caught:
        people(db, header)
    assert caught.value.what == what


@pytest.mark.parametrize("way", ["phone", "email"])
def test_one_way_to_reach_them_is_enough(db: Db, way: str) -> None:
    assert people(db, f"{way},zone,plan,at:daily") == []


def test_a_line_may_end_before_the_header_does_or_with_empty_cells_after_it(db: Db) -> None:
    header, cells = "phone,zone,plan,at:daily,name", f"{PHONE},{PARIS},daily"
    short, long, wrong = people(db, header, cells, f"{cells},10:00,Ana,,", f"{cells},10:00,Lee,Ana")
    assert isinstance(short, Newcomer)
    assert isinstance(long, Newcomer)
    assert (short.name, short.times, long.name, long.times) == ("", {}, "Ana", {"daily": "10:00"})
    assert isinstance(wrong, NudgesError)
    assert wrong.what == "The line has more cells than the header."
