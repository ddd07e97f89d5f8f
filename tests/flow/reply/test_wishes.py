"""Wishes that no command grants: where they are told to turn, and what that leaves behind."""

import re
from datetime import timedelta
from typing import Any

import pytest

from nudges.core.render.sms_segments import count
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import PHONE, World, plan, step

pytestmark = pytest.mark.both_databases

PLANS = {"daily": plan(**{"daily-appreciation": step("09:15")})}


def waiting(db: Db, **fields: Any) -> Callers:
    world = World(db, plans=PLANS)
    world.join(plan="daily", phone=PHONE, **fields)
    world.at("2026-06-02 09:15").run()
    return Callers(world)


def _link(said: str | None) -> str:
    found = re.search(r"https://nudges\.example(/me/\S+)", said or "")
    assert found is not None, said
    return found[1]


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_link_of_somebody_discreet_soon_opens_nothing(db: Db, locale: str) -> None:
    callers = waiting(db, discreet=True, locale=locale)
    said = callers.sms("how do I delete what I wrote" if locale == "en" else "cómo borro lo que escribí")
    assert count(said or "").encoding == "GSM-7"
    path = _link(said)
    assert callers.call(path, method="GET").status_code == 200
    callers.world.later(minutes=61)
    assert callers.call(path, method="GET").status_code == 404


def test_the_link_of_anybody_else_is_good_for_a_month(db: Db) -> None:
    callers = waiting(db, discreet=False)
    path = _link(callers.sms("fewer please"))
    callers.world.now += timedelta(days=29)
    assert callers.call(path, method="GET").status_code == 200
    callers.world.now += timedelta(days=1)
    assert callers.call(path, method="GET").status_code == 404


def test_a_text_comes_once_more_only_while_it_can_be_answered(db: Db) -> None:
    callers = waiting(db, discreet=False)
    [text] = [message.text for message in callers.world.sent if "Reply DONE" in message.text]
    assert callers.sms("can you resend that") == text
    callers.world.now += timedelta(days=8)
    assert callers.sms("what did the message say") != text


def test_a_wish_beside_danger_is_danger(db: Db) -> None:
    callers = waiting(db, discreet=False)
    said = callers.sms("delete what I wrote, he hit me and he reads this")
    assert "nudges.example/me/" not in (said or "")


@pytest.mark.parametrize(
    ("locale", "text", "answer"),
    [
        *(("en", text, "good to hear from you") for text in ("hi", "Good night!", "ok lol")),
        *(("es", text, "saber de ti") for text in ("hola", "buenas noches")),
        ("en", "hello, the river was brown", "in your words"),
    ],
)
def test_a_greeting_is_answered_as_one(db: Db, locale: str, text: str, answer: str) -> None:
    assert answer.lower() in (waiting(db, locale=locale).sms(text) or "").lower()
