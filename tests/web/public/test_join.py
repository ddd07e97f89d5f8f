"""Joining by the form: what it asks, what it refuses, and that it tells nobody who takes part."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import httpx
import pytest

from nudges.core.guide.parse import version_of
from nudges.core.person.person import State
from nudges.core.vocabulary import Who
from nudges.flow.consent.consent import erase_for_themselves
from nudges.flow.consent.requests import WAITING, deal_with_requests
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import people
from nudges.web.pages import HEADERS
from tests.callers import Callers
from tests.harness import EMAIL, NAME, PHONE, World, plan, step

PATH = "/join/daily"

GOOD = {
    "name": NAME,
    "phone": PHONE,
    "zone": "Europe/Paris",
    "time-daily": "09:15",
    "agree": "on",
    "discreet": "on",
}


def opened(db: Db, **settings: str) -> Callers:
    return Callers(World(db), **({"join": "on"} | settings))


def sent(callers: Callers, path: str = PATH, /, **fields: str | None) -> httpx.Response:
    """Post the form, and let the worker deal with it."""
    form = {name: value for name, value in (GOOD | fields).items() if value is not None}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = callers.call(path, urlencode(form).encode(), headers)
    deal_with_requests(callers.world.service, callers.world.now)
    return answer


def shown(callers: Callers, path: str = PATH, /, **headers: str) -> httpx.Response:
    return callers.call(path, method="GET", headers=headers)


def wrong(answer: httpx.Response) -> dict[str, str]:
    """The lines beside the fields."""
    return dict(re.findall(r'<p class="wrong" id="([^"]+)-wrong">([^<]+)</p>', answer.text))


def test_the_form_asks_with_the_plans_times(db: Db) -> None:
    callers = opened(db)
    answer = shown(callers)
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    for field in ('name="time-daily" min="09:00" max="20:00" value="09:15"', 'name="discreet" checked'):
        assert field in answer.text
    assert 'name="agree" required checked' not in answer.text, "nobody agrees by a tick of ours"
    callers.call(PATH, method="HEAD")
    assert callers.world.rows(t.person) == []


@pytest.mark.parametrize(
    ("phone", "contact", "line"),
    [
        ("+34600000000", "", None),
        (PHONE, "", "Numbers of this country cannot join here."),
        (PHONE, "hello@clinic.example", "hello@clinic.example"),
    ],
)
def test_a_number_of_another_country_is_told_whom_to_ask(
    db: Db, phone: str, contact: str, line: str | None
) -> None:
    world = World(db)
    world.service = replace(world.service, join_countries=frozenset({"ES"}), contact=contact)
    callers = Callers(world, join="on")
    told = wrong(sent(callers, phone=phone))
    assert (line or "") in told.get("phone", "")
    assert (told == {}) is (line is None)
    assert len(world.rows(t.person)) == (line is None)


def test_it_leads_to_one_invitation_and_their_own_yes(db: Db) -> None:
    callers = opened(db)
    world = callers.world
    answer = sent(callers, **{"time-daily": "11:30"})
    assert (answer.status_code, "Now look at your phone." in answer.text) == (200, True)
    [row] = world.rows(t.person)
    person = world.person(row.id)
    assert (person.state, person.name, person.phone, person.zone) == (
        State.INVITED,
        NAME,
        PHONE,
        "Europe/Paris",
    )
    assert (person.discreet, person.email) == (True, None)
    [said] = world.rows(t.consent)
    assert (said.given, said.method, said.medium) == (True, "web_form", None)
    assert re.fullmatch("[0-9a-f]{12}", said.text_version)
    world.run()
    assert [(m.to, "Reply YES" in m.text) for m in world.sent] == [(PHONE, True)]
    world.at("2026-06-02 11:30").run()
    assert len(world.sent) == 1, "nothing without their yes"
    world.says("YES")
    assert world.person(person.id).state is State.ACTIVE
    with db.read() as tx:
        assert [e.times for e in people.enrolments(tx, [person.id])] == [{"daily": "11:30"}]
    world.forget_sent()
    world.at("2026-06-03 11:30").run()
    assert [n.step for n in world.nudges("daily")] == ["daily"]
    assert len(world.sms.ledger) == 1


def test_by_mail_it_leads_to_a_mail(db: Db) -> None:
    callers = opened(db)
    answer = sent(callers, phone=None, email=EMAIL, discreet=None)
    assert "Now look at your mail." in answer.text
    callers.world.run()
    assert [m.to for m in callers.world.mail.ledger] == [EMAIL]
    assert callers.world.rows(t.person)[0].discreet is False
    assert [e.times for e in callers.world.rows(t.enrolment)] == [{}, {}], "the plan's times are no one's own"


@pytest.mark.both_databases
@pytest.mark.parametrize("state", ["invited", "active", "stopped", "erased", "a stranger who said STOP"])
def test_who_is_known_cannot_be_told_from_who_is_not_and_hears_nothing(db: Db, state: str) -> None:
    callers = opened(db)
    world = callers.world
    new = sent(callers, phone="+15550109988").text
    world.run()
    if state == "a stranger who said STOP":
        world.says("STOP")
    else:
        person = world.join(plan="pulse", consent=None) if state == "invited" else world.join(plan="pulse")
        if state == "stopped":
            world.says("STOP")
        if state == "erased":
            erase_for_themselves(world.service, person, world.now)
    world.run()
    world.forget_sent()
    tables = (t.person, t.enrolment, t.consent, t.nudge, t.upcoming, t.suppression)
    before = [world.rows(table) for table in tables]
    answer = sent(callers)
    assert (answer.status_code, answer.text) == (200, new)
    assert [world.rows(table) for table in tables] == before
    world.run()
    assert world.sent == []


def test_twice_is_once(db: Db) -> None:
    callers = opened(db)
    assert sent(callers).text == sent(callers).text
    callers.world.run()
    assert len(callers.world.sent) == 1


def test_at_night_the_invitation_waits_for_the_morning(db: Db) -> None:
    callers = opened(db)
    callers.world.at("2026-06-02 23:30")
    sent(callers)
    callers.world.run()
    assert callers.world.sent == []
    callers.world.at("2026-06-03 09:00").run()
    assert len(callers.world.sent) == 1


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"phone": "0664 123"}, "phone"),
        ({"phone": "+1"}, "phone"),
        ({"phone": None, "email": "ana at home"}, "email"),
        ({"phone": None}, "phone"),
        ({"email": EMAIL}, "email"),
        ({"zone": "Paris"}, "zone"),
        ({"zone": "Etc/GMT+9"}, "zone"),
        ({"zone": None}, "zone"),
        ({"time-daily": "25:00"}, "time-daily"),
        ({"time-daily": "08:59"}, "time-daily"),
        ({"time-daily": "20:00"}, "time-daily"),
        ({"time-daily": None}, "time-daily"),
        ({"agree": None}, "agree"),
        ({"name": "x" * 41}, "name"),
        ({"name": "\u200b"}, "name"),
    ],
)
def test_what_cannot_be_used_is_said_kindly_at_its_field_and_nothing_is_lost(
    db: Db, fields: dict[str, str | None], at: str
) -> None:
    callers = opened(db)
    answer = sent(callers, **fields)
    assert answer.status_code == 422
    assert list(wrong(answer)) == [at]
    assert f'aria-describedby="{at}-wrong' in answer.text
    assert "1 thing is not right yet; nothing was sent." in answer.text
    kept = {**GOOD, **fields}
    assert f'value="{kept["name"]}"' in answer.text
    if kept["phone"]:
        assert f'name="phone" autocomplete="tel" value="{kept["phone"]}"' in answer.text
    if kept["zone"] == "Europe/Paris":
        assert '<option value="Europe/Paris" selected>' in answer.text
    assert ('name="agree" required checked' in answer.text) is (kept["agree"] is not None)
    assert callers.world.rows(t.person) == []


def test_several_times_a_day_must_differ(db: Db) -> None:
    world = World(db, {"daily": plan(daily=step(["09:15", "18:00"]))})
    callers = Callers(world, join="on")
    assert wrong(sent(callers, **{"time-daily-2": "09:15"})) == {
        "time-daily-2": "Choose a different time for each."
    }
    sent(callers, **{"time-daily-2": "12:00"})
    assert [e.times for e in world.rows(t.enrolment)] == [{"daily": "09:15, 12:00"}]


def test_a_program_that_fills_in_everything_gets_the_same_answer_and_nothing_is_done(db: Db) -> None:
    callers = opened(db)
    trapped = sent(callers, website="https://spam.example")
    assert callers.world.rows(t.person) == []
    assert (trapped.status_code, trapped.text) == (200, sent(callers).text)


def test_the_sixth_in_a_minute_waits_and_keeps_what_was_written(db: Db) -> None:
    callers = opened(db)
    for n in range(5):
        assert sent(callers, phone=f"+1555010990{n}").status_code == 200
    answer = sent(callers)
    assert (answer.status_code, f'value="{PHONE}"' in answer.text) == (429, True)
    assert answer.headers["Retry-After"] == "60"
    assert len(callers.world.rows(t.person)) == 5
    callers.world.later(minutes=1)
    assert sent(callers).status_code == 200


def test_while_too_many_wait_to_be_dealt_with_one_is_asked_to_come_back(db: Db) -> None:
    callers = opened(db)
    row = {"kind": "link", "at": callers.world.now, "lookup": b"x", "words": b"", "granted": False}
    with db.write() as tx:
        tx.conn.execute(t.asked.insert(), [row] * (WAITING - 1))
    body = urlencode(GOOD).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert callers.call(PATH, body, headers).status_code == 200
    answer = callers.call(PATH, body, headers)
    assert (answer.status_code, f'value="{PHONE}"' in answer.text) == (429, True)
    assert len(callers.world.rows(t.asked)) == WAITING


@pytest.mark.parametrize("path", ["/join/none", "/join/weekly-summary", "/join/%00", "/join/x/y", "/join/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_no_plan_to_join_is_the_plain_page(db: Db, path: str, method: str) -> None:
    assert opened(db).call(path, method=method).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_is_off_unless_the_operator_wants_it(db: Db, method: str) -> None:
    callers = Callers(World(db))
    answer = callers.call(PATH, method=method)
    assert (answer.status_code, "This link does not work." in answer.text) == (404, True)
    assert answer.text == callers.call("/me/x", method="GET").text
    assert callers.world.rows(t.person) == []


def test_it_speaks_the_language_that_is_asked_for_and_so_does_all_that_follows(db: Db) -> None:
    callers = opened(db)
    by_browser = shown(callers, **{"Accept-Language": "es-MX,es;q=0.9"})
    assert ('<html lang="es">' in by_browser.text, "Tengo 16 años" in by_browser.text) == (True, True)
    assert shown(callers, f"{PATH}?lang=es", **{"Accept-Language": "de-MX"}).text == by_browser.text
    assert '<html lang="en">' in shown(callers, f"{PATH}?lang=xx").text
    answer = sent(callers, f"{PATH}?lang=es")
    assert "mira tu teléfono" in answer.text.lower()
    assert callers.world.rows(t.person)[0].locale == "es"
    callers.world.run()
    assert "Responde SI" in callers.world.sent[0].text
    sent(callers, phone="+15550109988")
    spanish, english = (c.text_version for c in callers.world.rows(t.consent))
    assert spanish != english


def test_nobody_is_asked_for_a_way_that_does_not_exist(db: Db) -> None:
    callers = opened(db)
    world = callers.world
    channels = {medium: channel for medium, channel in world.service.channels.items() if medium == "email"}
    object.__setattr__(world.service, "channels", channels)
    assert 'name="phone"' not in shown(callers).text
    assert list(wrong(sent(callers))) == ["email"]


def test_nothing_written_into_the_form_becomes_markup_or_a_log_line(
    db: Db, capsys: pytest.CaptureFixture[str]
) -> None:
    callers = opened(db)
    answer = sent(callers, name='"><script>alert(1)</script>', agree=None)
    assert "<script>alert" not in answer.text
    sent(callers)
    logged = capsys.readouterr()
    assert [word for word in (NAME, PHONE) if word in logged.out + logged.err] == []


def test_the_version_is_that_of_the_words(db: Db) -> None:
    callers = opened(db)
    sent(callers)
    [said] = callers.world.rows(t.consent)
    assert said.text_version != version_of("")
    assert "16 or older" in shown(callers).text


def test_what_decides_what_suits_them_is_kept_and_safe_if_they_say_nothing(db: Db) -> None:
    callers = opened(db)
    page = shown(callers).text
    assert 'id="who-hurt" name="who" value="hurt" checked' in page
    for box in ("partner", "partner_safe", "care"):
        assert f'name="{box}" aria-describedby' in page, "nothing is ticked"
    sent(callers)
    sent(callers, phone="+15550000001", who="both", partner="on", partner_safe="on", care="on")
    with db.read() as tx:
        kept = [(p.who, p.partner, p.partner_safe, p.care) for p in people.everyone(tx)]
    assert sorted(kept, key=str) == [("both", True, True, True), ("hurt", False, False, False)]


def test_a_plan_is_not_joined_by_whom_it_is_not_for(db: Db) -> None:
    world = World(
        db,
        plans={
            "daily": plan(daily=step()),
            "mend": plan(daily=step()).model_copy(update={"who": Who.REPAIRING}),
        },
    )
    callers = Callers(world, join="on")
    page = shown(callers).text
    assert ('value="repairing"' in page, 'href="/join/mend?lang=en"' in page) == (False, True)
    answer = sent(callers, who="repairing")
    assert (answer.status_code, wrong(answer)) == (422, {"who": "Choose what is true of you."})
    assert 'id="who-repairing" name="who" value="repairing" checked' in shown(callers, "/join/mend").text


def test_it_shows_what_a_message_is_like_and_whom_to_call(db: Db) -> None:
    callers = opened(db)
    page = shown(callers, **{"Accept-Language": "en"}).text
    assert re.search(r"<blockquote>Nudges: [^<]+Reply DONE or SKIP\.</blockquote>", page)
    assert ("findahelpline.com" in page, 'href="tel:112"' in page) == (True, True)
    assert 'href="tel:999"' in shown(callers, **{"Accept-Language": "en-GB,en;q=0.9"}).text
    madrid = sent(callers, name="x" * 99, zone="Europe/Madrid")
    assert (madrid.status_code, "tel:016" in madrid.text) == (422, True), "those of the place they chose"
    assert 'href="tel:911"' in sent(callers, phone="+14155550123").text
