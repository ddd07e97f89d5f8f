"""Discreet people: nothing of what a message is about in the message, and all of it behind its link."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from nudges.channels.base import Fault, Message
from nudges.content.people_csv import read_csv
from nudges.core.guide.practice import Practice
from nudges.core.office.roles import PROMPT
from nudges.core.plan.plan import Plan
from nudges.core.render.sms_segments import count
from nudges.flow.consent.consent import erase
from nudges.flow.delivery.discreet import thanks_for
from nudges.flow.links import Links
from nudges.flow.office.joining import import_file
from nudges.flow.portal.settings import end_links
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import people, preferences
from tests.callers import PUBLIC, Callers
from tests.harness import EMAIL, NAME, PHONE, PLANS, Interrupting, World, fault, step

LINKS = Links("https://nudges.example", b"a key of thirty-two bytes, or so.")

#: Words that tell a stranger what it is about.
TELLING = r"(?i)trust|hurt|partner|repair|betray|practice|heal|confianza|pareja|ejercicio"


def discreet(db: Db, plan: str = "daily", at: str = "2026-06-02 09:15", **fields: Any) -> World:
    """Somebody discreet, at the moment when something for them is due and has been sent."""
    world = World(db)
    world.join(plan=plan, discreet=True, **fields)
    world.at(at).run()
    return world


def link(message: Message) -> str:
    """The path of the link in a message."""
    [found] = re.findall(rf"{PUBLIC}(/n/[a-z0-9.]+)", message.text)
    return str(found)


def get(world: World, path: str, **headers: str) -> httpx.Response:
    return Callers(world).call(path, method="GET", headers=headers)


def words_of(practice: Practice) -> list[str]:
    return [practice.title, *practice.paragraphs]


def everything(world: World) -> list[object]:
    return [world.rows(table) for table in SQLModel.metadata.sorted_tables]


def shown(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_a_text_says_only_that_there_is_a_note_and_the_page_says_which(db: Db) -> None:
    world = discreet(db)
    [message] = world.sms.ledger
    path = link(message)
    assert message.text == f"Nudges: Your note for today is ready. {PUBLIC}{path} Reply DONE or SKIP."
    assert count(message.text).segments == 1
    practice = world.service.guides.practice(world.nudge().practice, world.nudge().take)
    page = get(world, path)
    assert page.status_code == 200
    assert [words for words in words_of(practice) if words not in shown(page)] == []
    assert '<button class="button main" name="answer" value="done">' in page.text


def test_a_mail_says_only_that_there_is_a_note(db: Db) -> None:
    world = discreet(db, "letters", "2026-06-02 10:00", email=EMAIL)
    [mail] = world.mail.ledger
    practice = world.service.guides.practice(world.nudge().practice, world.nudge().take)
    assert mail.subject == "Your note from Nudges"
    assert mail.text.startswith("Your note for today is ready.")
    for part in (mail.subject, mail.text, mail.html):
        assert not re.search(TELLING, part)
        assert [
            words for words in (practice.title, practice.sms, *practice.paragraphs) if words in part
        ] == []
    assert f'href="{PUBLIC}{link(mail)}"' in mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not re.search(r"<img|<script|@import|url\(", mail.html)
    page = shown(get(world, link(mail)))
    assert [words for words in words_of(practice) if words not in page] == []


def test_the_page_tells_nothing_to_who_only_sees_its_outside(db: Db) -> None:
    """A tab, a history, a preview on a lock screen, a search engine, the site they leave to."""
    world = discreet(db)
    page = get(world, link(world.sms.ledger[0]))
    head = page.text.partition("</head>")[0]
    assert "<title>Nudges</title>" in head
    assert '<link rel="icon" href="data:,">' in head
    assert not re.search(r"og:|twitter:|description|canonical", head)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    first = re.findall(r"<(?:a|button|input|iframe)\b[^>]*>", page.text)[0]
    assert 'id="leave"' in first, "the way out is the first thing that the Tab key finds"
    assert 'rel="noreferrer"' in first
    assert [words for words in (*NAME.split(), PHONE) if words in page.text] == []


def test_looking_changes_nothing(db: Db) -> None:
    world = discreet(db)
    before, path = everything(world), link(world.sms.ledger[0])
    first = get(world, path)
    for method in ("GET", "HEAD", "POST"):
        Callers(world).call(path, method=method)
    assert get(world, path).text == first.text
    assert everything(world) == before


def stopped(world: World, path: str) -> str:
    world.says("STOP")
    return path


def erased(world: World, path: str) -> str:
    erase(world.service, world.person(world.nudge().person_id), world.now)
    return path


def expired(world: World, path: str) -> str:
    world.later(days=30)
    return path


def ended(world: World, path: str) -> str:
    end_links(world.service, world.nudge().person_id, world.now)
    return path


def altered(world: World, path: str) -> str:
    return path[:-1] + ("a" if path[-1] != "a" else "b")


def anothers(world: World, path: str) -> str:
    links = replace(world.service.links, key=b"of another installation")
    return links.note(world.nudge().id, world.nudge().local_date).removeprefix(PUBLIC)


def never_sent(world: World, path: str) -> str:
    return world.service.links.note(10**15, date(2026, 6, 2)).removeprefix(PUBLIC)


def of_another_day(world: World, path: str) -> str:
    return world.service.links.note(world.nudge().id, date(2026, 6, 3)).removeprefix(PUBLIC)


def a_welcome(world: World, path: str) -> str:
    welcome = world.nudge("welcome")
    return world.service.links.note(welcome.id, welcome.local_date).removeprefix(PUBLIC)


@pytest.mark.parametrize(
    "ends", [stopped, erased, expired, ended, altered, anothers, never_sent, of_another_day, a_welcome]
)
def test_a_link_that_does_not_work_tells_nobody_why(db: Db, ends: Callable[[World, str], str]) -> None:
    world = discreet(db)
    path = link(world.sms.ledger[0])
    assert get(world, path).status_code == 200
    gone, guessed = get(world, ends(world, path)), get(world, "/n/x")
    assert (gone.status_code, guessed.status_code) == (404, 404)
    assert gone.content == guessed.content
    assert gone.headers == guessed.headers
    assert "This link does not work." in gone.text


def test_a_link_opens_until_thirty_days_after_it_was_due_and_again_after_start(db: Db) -> None:
    world = discreet(db)
    path = link(world.sms.ledger[0])
    world.says("STOP")
    world.says("START")
    assert get(world, path).status_code == 200
    assert get(world.later(days=29, hours=23), path).status_code == 200
    assert get(world.later(hours=1), path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/n/", "/n/.", "/n/%00", "/n/%C3%B1.%C3%B1", "/n/-1.1.a", "/n/" + "a." * 3_000]
)
def test_garbage_is_not_found(db: Db, path: str) -> None:
    assert get(World(db), f"/n/{path}").status_code == 404


@given(st.text(), st.integers(0, 2**63 - 1), st.dates())
def test_what_we_did_not_sign_is_refused(token: str, nudge_id: int, day: date) -> None:
    assert LINKS.noted(token) is None
    assert LINKS.noted(f"{nudge_id:x}.{day.toordinal():x}.{token}") is None


@given(st.integers(0, 2**63 - 1), st.dates(max_value=date(2800, 1, 1)), st.data())
def test_a_link_names_its_nudge_and_no_character_of_it_can_be_another(
    nudge_id: int, day: date, data: st.DataObject
) -> None:
    token = LINKS.note(nudge_id, day).rpartition("/")[2]
    assert LINKS.noted(token) == (nudge_id, day)
    assert re.fullmatch(r"[a-z0-9.]{,39}", token)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda c: c != token[at]))
    assert LINKS.noted(token[:at] + other + token[at + 1 :]) is None
    assert LINKS.noted(token[:at] + token[at + 1 :]) is None
    assert LINKS.noted(token[:at] + other + token[at:]) is None
    assert replace(LINKS, key=b"of another installation").noted(token) is None


def test_spanish(db: Db) -> None:
    world = discreet(db, locale="es-MX")
    [message] = world.sms.ledger
    assert message.text.startswith("Nudges: Tu nota de hoy te espera. https://")
    assert message.text.endswith(" Responde HECHO o PASO.")
    assert count(message.text).segments == 1
    practice = world.service.voices.of("es").guides.practice(world.nudge().practice, world.nudge().take)
    page = get(world, link(message))
    assert '<html lang="es"' in page.text
    assert [
        words for words in ("Salir ya", practice.title, *practice.paragraphs) if words not in shown(page)
    ] == []
    gone = get(world, "/n/x", **{"Accept-Language": "es-ES,es;q=0.9"})
    assert (gone.status_code, "Este enlace no funciona." in gone.text) == (404, True)


def test_a_week_is_announced_and_read_on_its_page(db: Db) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL, discreet=True)
    for day, said in (("02", "done, 4"), ("08", "done, 2"), ("09", "done")):
        world.at(f"2026-06-{day} 09:15").run()
        world.later(minutes=3).says(said)
    world.at("2026-06-14 18:00").run()
    mail = world.mail.ledger[-1]
    assert mail.subject == "Your week"
    assert mail.text.startswith("Your week is ready to read.")
    for part in (mail.subject, mail.text, mail.html):
        assert not re.search(TELLING + "|kept|rating|Daily|Wilhelmina", part)
    page = get(world, link(mail))
    [week] = re.findall('srcdoc="([^"]*)"', page.text)
    assert re.search("2 days with something kept", " ".join(re.sub("<[^>]+>", " ", unescape(week)).split()))
    policy = page.headers["Content-Security-Policy"]
    assert ("style-src 'self' 'unsafe-inline';" in policy, "script-src 'self';" in policy) == (True, True)
    assert "allow-scripts" not in page.text


def test_the_first_and_the_last_message_name_no_plan(db: Db) -> None:
    theme = {"weeks": 1, "theme": "Repair", "about": "For tests.", "sections": ["g1-s2"]}
    given = {"title": "Rebuilding trust", "about": "For tests.", "phases": [theme], "after": "farewell"}
    world = World(db, {"daily": Plan.model_validate(given | {"steps": {"daily": step()}})})
    world.join(discreet=True, quiet=False)
    world.run()
    for _ in range(10):
        world.later(days=1).run()
    words = [message.text for message in world.sms.ledger]
    assert words[0].startswith("Nudges: Hello! You asked for short notes, about 7 a week. Msg")
    assert words[-1].startswith("Nudges: This was the last note.")
    assert [text for text in words if re.search(TELLING, text)] == []


def test_thanks_are_neutral_for_the_discreet(db: Db) -> None:
    world = World(db)
    person = world.join(discreet=True)
    practice = world.service.guides.practices[0]
    voice, spoken = (world.service.voices.of(locale) for locale in ("en", "es"))
    assert thanks_for(voice, person, practice.id) == "Thank you."
    assert thanks_for(spoken, person, practice.id) == "Gracias."
    assert thanks_for(voice, replace(person, discreet=False), practice.id) == practice.thanks
    assert thanks_for(voice, replace(person, discreet=False), None) == "Thank you."


def test_who_becomes_discreet_between_a_claim_and_its_intent_gets_no_open_words(db: Db) -> None:
    world = World(db)
    person = world.join()

    def change() -> None:
        with db.write() as tx:
            preferences.set_wishes(tx, person.id, discreet=True)

    world.service = world.rebuilt(PLANS, Interrupting(change))
    world.at("2026-06-02 09:15").run()
    world.run()
    [message] = world.sms.ledger
    assert "Your note for today is ready." in message.text


def test_another_try_does_not_repeat_open_words_to_who_is_discreet_by_now(db: Db) -> None:
    world = World(db)
    person = world.join()
    world.sms.answers.append(fault(Fault.BUSY))
    world.at("2026-06-02 09:15").run()
    [opened] = world.sms.tried
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, discreet=True)
    world.later(minutes=5).run()
    [message] = world.sms.ledger
    practice = world.service.guides.practice(world.nudge().practice, world.nudge().take)
    assert practice.sms in opened.text
    assert practice.sms not in message.text
    assert practice.title in get(world, link(message)).text


def test_everybody_of_a_list_is_discreet_who_does_not_say_no(db: Db) -> None:
    world = World(db)
    lines = [
        "phone,zone,plan,discreet",
        *(f"+1555010000{n},Europe/Paris,daily,{said}" for n, said in enumerate(("", "yes", "no", "maybe"))),
    ]
    result = import_file(world.service, PROMPT, read_csv(iter([f"{line}\n" for line in lines])), world.now)
    assert [line for line, _ in result.bad] == [5]
    import_file(
        world.service,
        PROMPT,
        read_csv(iter(["phone,zone,plan\n", "+15550100009,Europe/Paris,daily\n"])),
        world.now,
    )
    with db.read() as tx:
        found = [people.find(tx, f"+1555010000{n}") for n in (0, 1, 2, 9)]
    assert [person and person.discreet for person in found] == [True, True, False, True]


def test_a_wish_is_changed_alone(db: Db) -> None:
    world = World(db)
    person = world.join(partner=True, quiet_acks=True)
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, discreet=True, locale="es")
        preferences.set_wishes(tx, person.id)
    assert world.person(person.id) == replace(person, discreet=True, locale="es")
    assert len(world.rows(t.person)) == 1
