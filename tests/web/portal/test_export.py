"""What a person takes along, and the page on which they erase themselves."""

import pytest

from nudges.store.db import Db
from tests.harness import PHONE
from tests.my_pages import see, settled


@pytest.mark.parametrize(
    ("name", "kind", "holds"),
    [
        ("nudges.json", "application/json", PHONE),
        ("nudges.csv", "text/csv", "Reply DONE or SKIP"),
        ("replies.csv", "text/csv", "done"),
    ],
)
def test_a_file_is_saved_by_its_name(db: Db, name: str, kind: str, holds: str) -> None:
    callers, _, me = settled(db)
    callers.world.at("2026-06-02 09:15").run()
    callers.world.says("done")
    answer = callers.call(f"{me}/export/{name}", method="GET")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert holds in answer.text
    assert callers.call(f"{me}/export/other.txt", method="GET").status_code == 404


def test_a_look_at_the_page_for_erasing_changes_nothing(db: Db) -> None:
    callers, person, me = settled(db)
    assert 'name="sure"' in see(callers, f"{me}/erase")
    assert callers.world.person(person.id) == person
