"""A discreet message answered on its own page: a reply like any other, and nothing of it in the thread."""

import re
from html import unescape
from typing import Any

import pytest

from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import PUBLIC, Callers
from tests.harness import PHONE, SECRET, World
from tests.my_pages import post


def asked(db: Db, plan: str = "daily", at: str = "2026-06-02 09:15", **fields: Any) -> tuple[Callers, str]:
    """Somebody discreet whose message has come, and the path of its page."""
    world = World(db)
    world.join(plan=plan, phone=PHONE, discreet=True, **fields)
    world.at(at).run()
    [path] = re.findall(rf"{PUBLIC}(/n/[a-z0-9.]+)", world.sms.ledger[-1].text)
    return Callers(world), path


def seen(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("plan", "at", "form", "kind", "rating", "told"),
    [
        ("daily", "2026-06-02 09:15", {"answer": "done"}, "done", None, "Good to hear. Thank you."),
        ("daily", "2026-06-02 09:15", {"answer": "skip", "words": "tired"}, "not_done", None, "planned."),
        ("daily", "2026-06-02 09:15", {"answer": "done", "words": SECRET}, "done", None, "Thank you."),
        ("pulse", "2026-06-03 19:00", {"answer": "4", "words": SECRET}, "rating", 4, "4 of 5."),
        ("pulse", "2026-06-03 19:00", {"answer": "skip"}, "not_done", None, "planned."),
    ],
)
def test_it_is_kept_as_a_reply_and_said_on_the_page(
    db: Db, plan: str, at: str, form: dict[str, str], kind: str, rating: int | None, told: str
) -> None:
    callers, path = asked(db, plan, at)
    world = callers.world
    sent = len(world.sms.ledger)
    page = post(callers, path, {"nr": "0", **form})
    assert told in seen(page.text)
    [row] = world.rows(t.reply)
    assert (row.kind, row.rating, row.nudge_id) == (kind, rating, world.nudge().id)
    assert (row.note is not None) == ("words" in form)
    assert SECRET not in str(row), "sealed"
    world.later(minutes=5).run()
    assert len(world.sms.ledger) == sent, "nothing of it is in the thread"


@pytest.mark.parametrize("path", ["/n/garbled", "/n/1.x", "/n/"])
def test_a_link_that_is_none_of_ours_takes_nothing(db: Db, path: str) -> None:
    callers, _ = asked(db)
    assert callers.call(path, method="GET").status_code == 404
    assert post(callers, path, {"nr": "0", "answer": "done"}).status_code == 404
    assert callers.world.rows(t.reply) == []


def test_twice_is_once_and_another_answer_is_another(db: Db) -> None:
    callers, path = asked(db)
    for _ in range(2):
        post(callers, path, {"nr": "0", "answer": "done"})
    assert len(callers.world.rows(t.reply)) == 1
    assert 'name="nr" value="1"' in callers.call(path, method="GET").text
    post(callers, path, {"nr": "1", "words": f"my sister has a new job, {SECRET}"})
    assert [row.kind for row in callers.world.rows(t.reply)] == ["done", "note"]


def test_danger_is_answered_on_the_page_with_a_way_to_the_numbers(db: Db) -> None:
    callers, path = asked(db)
    page = post(callers, path, {"nr": "0", "answer": "skip", "words": "he hit me again last night"})
    assert re.search(rf'<a href="{PUBLIC}/q/[^"]+"', page.text)
    assert [row.kind for row in callers.world.rows(t.reply)] == ["support"]


def test_a_stop_is_a_stop_and_ends_the_page(db: Db) -> None:
    callers, path = asked(db)
    page = post(callers, path, {"nr": "0", "words": "stop texting me"})
    assert "You are unsubscribed" in seen(page.text)
    assert callers.call(path, method="GET").status_code == 404


@pytest.mark.parametrize(
    "form", [{}, {"answer": "done"}, {"nr": "x", "answer": "done"}, {"nr": "0"}, {"nr": "0", "answer": "9"}]
)
def test_what_is_no_answer_changes_nothing(db: Db, form: dict[str, str]) -> None:
    callers, path = asked(db)
    assert post(callers, path, form).status_code == 200
    assert callers.world.rows(t.reply) == []


def test_a_week_later_it_can_be_read_but_not_answered(db: Db) -> None:
    callers, path = asked(db)
    callers.world.later(days=7, seconds=-1)
    assert "<form" in callers.call(path, method="GET").text
    callers.world.later(seconds=1)
    page = callers.call(path, method="GET")
    assert (page.status_code, "<form" in page.text) == (200, False)
    post(callers, path, {"nr": "0", "answer": "done"})
    assert callers.world.rows(t.reply) == []


def test_in_spanish_the_buttons_say_what_is_understood(db: Db) -> None:
    callers, path = asked(db, locale="es")
    page = post(callers, path, {"nr": "0", "answer": "skip"})
    assert "llega cuando toca" in seen(page.text)
    callers.world.later(minutes=1)
    post(callers, path, {"nr": "1", "answer": "done", "words": "hablamos"})
    assert [row.kind for row in callers.world.rows(t.reply)] == ["not_done", "done"]
