"""Whom a person's pages open to, and how they get a new link."""

import re

import pytest

from nudges.flow.consent.consent import erase
from nudges.flow.portal.settings import end_links
from nudges.store.db import Db
from nudges.web.pages import HEADERS
from tests.callers import PUBLIC
from tests.harness import EMAIL, NAME, PHONE
from tests.my_pages import PAGES, asked, everything, my_page, post, save, see, settled


def test_every_page_is_strict_private_and_theirs(db: Db) -> None:
    callers, _, me = settled(db)
    for page in PAGES:
        answer = callers.call(f"{me}{page}", method="GET")
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "set-cookie" not in answer.headers
        assert re.findall(r"<(a|input|button|select|textarea)\b[^>]*>", answer.text)[0] == "a"
        assert answer.text.index('id="leave"') < answer.text.index('class="skip"') < answer.text.index("<nav")
        assert [words for words in (NAME, PHONE, EMAIL) if words in answer.text] == []
        assert re.findall(r"<(?:script|link|img|form)[^>]* (?:src|href|action)=\"https?:", answer.text) == []
        assert " style=" not in answer.text


def test_looking_changes_nothing(db: Db) -> None:
    callers, _, me = settled(db)
    before = everything(callers.world)
    for page in PAGES:
        see(callers, f"{me}{page}")
    assert everything(callers.world) == before


@pytest.mark.parametrize(
    "how", ["guessed", "altered", "anothers", "of another use", "old", "STOP", "erased", "ended"]
)
def test_every_dead_link_is_the_same_plain_page(db: Db, how: str) -> None:
    callers, person, me = settled(db)
    world = callers.world
    see(callers, me)
    told = callers.call("/me/x", method="GET")
    match how:
        case "altered":
            me = me[:-9] + ("A" if me[-9] != "A" else "B") + me[-8:]
        case "guessed":
            me = "/me/" + "a" * 60
        case "anothers":
            me = my_page(world, person)[:-10] + "0123456789"
        case "of another use":
            me = "/me/" + world.service.links.unsubscribe(person.id).rpartition("/")[2]
        case "old":
            world.later(days=30, seconds=-1)
            see(callers, me)
            world.later(seconds=1)
        case "STOP":
            world.later(minutes=1).says("STOP")
            world.later(minutes=1).says("START")
        case "erased":
            erase(world.service, person, world.now)
        case "ended":
            end_links(world.service, person.id, world.later(minutes=1).now)
            see(callers, my_page(world.later(minutes=1), person))
    for page in PAGES:
        answer = callers.call(f"{me}{page}", method="GET")
        assert (answer.status_code, answer.text) == (404, told.text)
    assert post(callers, f"{me}/settings", {}).text == told.text


def test_notes_unsubscribe_and_confirm_share_the_dead_page(db: Db) -> None:
    callers, _, _ = settled(db)
    told = callers.call("/me/x", method="GET").text
    for path in ("/n/x", "/unsubscribe/x", "/confirm/x"):
        assert callers.call(path, method="GET").text == told
    spanish = callers.call("/n/x", headers={"Accept-Language": "es-MX,es;q=0.9"}, method="GET").text
    assert '<html lang="es">' in spanish


# -- a new link


@pytest.mark.parametrize(
    ("address", "medium"), [(f" {PHONE} ", "sms"), (PHONE[1:], "sms"), (EMAIL.upper(), "email")]
)
def test_a_new_link_goes_the_way_it_was_asked_for(db: Db, address: str, medium: str) -> None:
    callers, _, _ = settled(db)
    world = callers.world.at("2026-06-10 12:30")
    assert "Look at your messages." in asked(callers, address).text
    world.run()
    [message] = world.sms.ledger if medium == "sms" else world.mail.ledger
    [link] = re.findall(rf"{PUBLIC}(/me/\S+)", message.text)
    assert NAME not in message.text
    see(callers, link)


def test_the_answer_is_the_same_whoever_asks(db: Db) -> None:
    callers, person, _ = settled(db)
    known = asked(callers, PHONE)
    for address in ("+15550109999", "nobody@secluded.example", "", "what", "a@b@c", "+1" * 200):
        answer = asked(callers, address)
        assert (answer.status_code, answer.text) == (known.status_code, known.text)
    callers.world.run()
    assert len(callers.world.sent) == 1
    callers.world.says("STOP")
    callers.world.forget_sent()
    callers.world.later(hours=2)
    assert asked(callers, PHONE).text == known.text
    callers.world.run()
    assert callers.world.sms.ledger == [], person.id


@pytest.mark.both_databases
def test_a_pause_does_not_lock_them_out(db: Db) -> None:
    callers, _, me = settled(db)
    save(callers, me, pause="2026-06-20")
    asked(callers, PHONE)
    callers.world.run()
    assert len(callers.world.sms.ledger) == 1


def test_who_misses_too_often_waits_a_minute(db: Db) -> None:
    callers, _, me = settled(db)
    for n in range(30):
        answer = callers.call("/me/x", method="GET") if n % 2 else asked(callers, "nobody@secluded.example")
        assert answer.status_code in (200, 404)
    for answer in (callers.call("/me/x", method="GET"), asked(callers, PHONE)):
        assert (answer.status_code, "Try again in a minute." in answer.text) == (429, True)
    callers.world.run()
    assert callers.world.sent == []
    see(callers, me)
    callers.world.later(seconds=61)
    assert callers.call("/me/x", method="GET").status_code == 404


# -- where links come from


def test_the_weekly_mail_leads_to_the_page(db: Db) -> None:
    callers, _, _ = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done")
    world.at("2026-06-07 18:00").run()
    [mail] = world.mail.ledger
    [link] = re.findall(rf"{PUBLIC}(/me/\S+)", mail.text)
    assert f'href="{PUBLIC}{link}"' in mail.html
    assert "1 to 7 June" in see(callers, link)
