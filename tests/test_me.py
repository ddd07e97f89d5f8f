"""A person's own pages: what they show, what they change, and whom they open to."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import SQLModel

from nudges.channels.base import Heard
from nudges.core.person import Person
from nudges.core.plan import Medium
from nudges.flow.consent import erase
from nudges.flow.my_week import my_week
from nudges.flow.relist import relist
from nudges.flow.renew import renew
from nudges.store import people
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.web.pages import HEADERS
from tests.callers import PUBLIC, Callers
from tests.house import EMAIL, NAME, PHONE, SECRET, FakeRecords, World, local
from tests.my_pages import my_page

PAGES = ("", "/nudges", "/replies", "/settings")


def settled(db: Db, **fields: Any) -> tuple[Callers, Person, str]:
    """Somebody who has just joined, and the path of their pages."""
    world = World(db)
    person = world.join(**({"phone": PHONE, "email": EMAIL} | fields))
    return Callers(world), person, my_page(world, person)


def see(callers: Callers, path: str) -> str:
    answer = callers.call(path, method="GET")
    assert answer.status_code == 200, path
    return unescape(re.sub(r"\s+", " ", answer.text))


def fields_of(callers: Callers, me: str) -> dict[str, str]:
    """The settings form as a browser would post it, untouched."""
    html = callers.call(f"{me}/settings", method="GET").text
    form = html[html.index("<form") : html.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        found[said["name"]] = said.get("value", "on")
    for name, options in re.findall(r'<select id="\w+" name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]+)"[^>]* selected', options)[0]
    return found


def post(callers: Callers, path: str, fields: dict[str, str]) -> httpx.Response:
    content = {"Content-Type": "application/x-www-form-urlencoded"}
    return callers.call(path, urlencode(fields).encode(), content)


def save(callers: Callers, me: str, **changes: str | None) -> httpx.Response:
    """The form with these changes; None for a box that is not ticked."""
    fields = fields_of(callers, me) | changes
    return post(callers, f"{me}/settings", {name: said for name, said in fields.items() if said is not None})


def everything(world: World) -> list[object]:
    return [world.rows(table) for table in SQLModel.metadata.sorted_tables]


def upcoming(world: World) -> dict[str, datetime]:
    return {row.step: row.due_at.replace(tzinfo=UTC) for row in world.rows(t.upcoming)}


# -- the week


def test_the_week_says_in_words_and_in_a_table_what_was_kept(db: Db) -> None:
    callers, _, me = settled(db)
    for day, said in ((2, "done, 4"), (3, "skip"), (4, "")):
        callers.world.at(f"2026-06-0{day} 09:15").run()
        if said:
            callers.world.later(minutes=1).says(said)
    page = see(callers, me)
    assert "1 of 3 days kept" in re.sub("<[^>]+>", "", page)
    assert "1 day of rest" in page
    row = page[page.index('<th scope="row">Daily</th>') :].partition("</tr>")[0]
    words = re.findall(r'<span class="off">([^<]+)</span></span>', row)
    assert words == ["no nudge", "kept", "rest", "open", "no nudge", "no nudge", "no nudge"]
    assert '<th scope="row">1 Jun</th><td>4</td><td>4</td>' in page


def test_past_weeks_are_a_link_away_and_no_week_lies_outside(db: Db) -> None:
    callers, _, me = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done")
    world.at("2026-06-16 10:00")
    page = see(callers, me)
    assert ("15 to 21 June" in page, f"{me}?week=2026-06-08" in page, "Week after" in page) == (
        True,
        True,
        False,
    )
    page = see(callers, f"{me}?week=2026-06-08")
    assert (f"{me}?week=2026-06-01" in page, f"{me}?week=2026-06-15" in page) == (True, True)
    assert "No nudge came in this week." in page
    first = see(callers, f"{me}?week=2026-06-04")
    assert ("1 to 7 June" in first, "Week before" in first) == (True, False)
    for odd, label in (("1999-01-01", "1 to 7 June"), ("2999-01-01", "15 to 21"), ("soon", "15 to 21")):
        assert label in see(callers, f"{me}?week={odd}")


def test_the_week_is_their_own_calendars(db: Db) -> None:
    """Sunday 23:30 in New York is Monday for the server."""
    callers, person, _ = settled(db, zone="America/New_York")
    callers.world.at("2026-06-07 23:30", "America/New_York")
    shown = my_week(callers.world.service, person, None, callers.world.now)
    assert shown.view.week.monday == date(2026, 6, 1)


def test_a_newcomer_finds_a_calm_page(db: Db) -> None:
    callers, _, me = settled(db)
    assert "Your first nudge is still to come." in see(callers, me)
    assert "Nothing yet." in see(callers, f"{me}/replies")


# -- nudges


def test_every_nudge_has_its_reason(db: Db) -> None:
    callers, person, me = settled(db)
    world = callers.world
    with db.write() as tx:
        people.set_hours(tx, person.id, time(10), time(20))
    world.at("2026-06-02 09:15").run()
    page = see(callers, f"{me}/nudges")
    assert ("held: quiet hours until 10:00 AM" in page, ">waiting<" in page) == (True, True)
    world.at("2026-06-03 18:00").run()
    page = see(callers, f"{me}/nudges")
    assert ("it could not be sent in time" in page, ">missed<" in page) == (True, True)
    assert ("What comes next" in page, "Thu 4 Jun, 9:15 AM" in page) == (True, True)
    save(callers, me, language="es")
    page = see(callers, f"{me}/nudges")
    assert ("no se pudo enviar a tiempo" in page, ">perdido<" in page) == (True, True)


def test_a_long_list_comes_in_pages(db: Db) -> None:
    callers, person, _ = settled(db)
    for day in range(1, 56):
        callers.world.at("2026-06-01 09:15").later(days=day).run()
    me = my_page(callers.world, person)
    first, second = (see(callers, f"{me}/nudges?nr={n}") for n in (1, 2))
    assert (first.count('class="badge'), f"{me}/nudges?nr=2" in first, "Newer" in first) == (50, True, False)
    assert second.count('class="badge') == 56 + 7 - 50, "each day, and each Sunday"
    assert (f"{me}/nudges?nr=1" in second, "Older" in second) == (True, False)
    for odd in ("0", "-1", "x", "9" * 40):
        see(callers, f"{me}/nudges?nr={odd}")


# -- replies


def test_a_reply_is_changed_where_it_stands(db: Db) -> None:
    callers, _, me = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done 2, it was raining")
    [row] = world.rows(t.reply)
    form = see(callers, f"{me}/replies/{row.id}")
    assert ("it was raining" in form, "<option selected>2</option>" in form) == (True, True)
    answer = post(callers, f"{me}/replies/{row.id}", {"words": f"it was {SECRET}", "rating": "5"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{me}/replies?done=changed")
    page = see(callers, answer.headers["location"])
    assert (f"it was {SECRET}" in page, "rated 5 of 5" in page, "raining" in page) == (True, True, False)
    [after] = world.rows(t.reply)
    assert (after.local_date, after.kind, after.nudge_id) == (row.local_date, row.kind, row.nudge_id)
    assert SECRET not in str(after), "sealed"
    assert "<td>5</td>" in see(callers, me)


def test_a_rating_alone_reads_as_it_is_now(db: Db) -> None:
    callers, _, me = settled(db, plan="pulse")
    callers.world.at("2026-06-03 19:00").run()
    callers.world.later(minutes=1).says("2")
    [row] = callers.world.rows(t.reply)
    post(callers, f"{me}/replies/{row.id}", {"words": "2", "rating": "4"})
    assert "<blockquote>4</blockquote>" in see(callers, f"{me}/replies")


@pytest.mark.parametrize("wrong", [{"rating": "6"}, {"rating": "x"}, {"words": "x" * 1601}])
def test_what_cannot_be_kept_is_shown_again_and_changes_nothing(db: Db, wrong: dict[str, str]) -> None:
    callers, _, me = settled(db)
    callers.world.at("2026-06-02 09:15").run()
    callers.world.later(minutes=1).says("done 2, it was raining")
    before = everything(callers.world)
    [row] = callers.world.rows(t.reply)
    answer = post(callers, f"{me}/replies/{row.id}", {"words": "kept here", "rating": "3"} | wrong)
    assert (answer.status_code, wrong.get("words", "kept here") in answer.text) == (422, True)
    assert everything(callers.world) == before


def test_a_deleted_reply_is_gone_and_progress_follows(db: Db) -> None:
    callers, _, me = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says(f"done, {SECRET}")
    [row] = world.rows(t.reply)
    before = everything(world)
    ask = see(callers, f"{me}/replies/{row.id}/delete")
    assert ("Delete this reply?" in ask, SECRET in ask, everything(world) == before) == (True, True, True)
    for _ in range(2):
        answer = post(callers, f"{me}/replies/{row.id}/delete", {})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{me}/replies?done=deleted")
    assert world.rows(t.reply) == []
    assert ("days kept" in see(callers, me), "There is no hurry." in see(callers, me)) == (False, True)


def test_a_deleted_reply_does_not_come_back_from_the_providers_list(db: Db) -> None:
    import asyncio

    callers, _, me = settled(db)
    world = callers.world
    records = world.sms.records = FakeRecords()
    asyncio.run(relist(world.service, world.now))
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done", provider_id="SM7")
    records.heard = [Heard("SM7", PHONE, "done", world.now)]
    [row] = world.rows(t.reply)
    post(callers, f"{me}/replies/{row.id}/delete", {})
    asyncio.run(relist(world.service, world.later(minutes=20).now))
    assert (len(records.asked), world.rows(t.reply)) == (1, [])


def test_nobody_reaches_anothers_reply(db: Db) -> None:
    callers, _, me = settled(db)
    world = callers.world
    other = world.join(phone="+15550104488", email="other@secluded.example", name="Somebody Else")
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done, mine", sender="+15550104488")
    [row] = world.rows(t.reply)
    before = world.rows(t.reply)
    for path in (
        f"{me}/replies/{row.id}",
        f"{me}/replies/{row.id}/delete",
        f"{me}/replies/x",
        f"{me}/replies/9",
    ):
        assert callers.call(path, method="GET").status_code == 404
    assert post(callers, f"{me}/replies/{row.id}", {"words": "not theirs"}).status_code == 404
    post(callers, f"{me}/replies/{row.id}/delete", {})
    assert world.rows(t.reply) == before
    assert "done, mine" in see(callers, f"{my_page(world, other)}/replies")


# -- settings


def test_saving_the_form_untouched_changes_nothing(db: Db) -> None:
    callers, _, me = settled(db, locale="es-MX", times={"daily": "07:30, 20:30"})
    before = everything(callers.world)
    answer = save(callers, me)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{me}/settings?saved=1")
    assert everything(callers.world) == before
    assert "Guardado." in see(callers, answer.headers["location"])


def test_another_time_moves_the_next_nudge(db: Db) -> None:
    callers, _, me = settled(db)
    assert upcoming(callers.world)["daily"] == local("2026-06-02 09:15")
    assert save(callers, me, **{"time-daily-daily": "18:40"}).status_code == 303
    assert upcoming(callers.world)["daily"] == local("2026-06-01 18:40")
    callers.world.at("2026-06-01 18:40").run()
    assert len(callers.world.sms.ledger) == 1


def test_the_summarys_time_is_theirs_too(db: Db) -> None:
    callers, _, me = settled(db)
    save(callers, me, **{"time-weekly-summary-summary": "10:00"})
    assert upcoming(callers.world)["summary"] == local("2026-06-07 10:00")


def test_another_zone_moves_everything(db: Db) -> None:
    callers, person, me = settled(db)
    save(callers, me, zone="America/New_York")
    assert callers.world.person(person.id).zone == "America/New_York"
    assert upcoming(callers.world)["daily"] == local("2026-06-01 09:15", "America/New_York")


def test_hours_language_and_wishes_are_kept(db: Db) -> None:
    callers, person, me = settled(db)
    boxes = dict.fromkeys(("discreet", "care", "partner", "notes", "quiet_acks"), "on")
    save(callers, me, opens="08:00", closes="21:00", language="es", **boxes)
    now = callers.world.person(person.id)
    assert (now.opens, now.closes, now.locale) == (time(8), time(21), "es")
    wishes = (now.discreet, now.care, now.partner, now.notes_in_summary, now.quiet_acks)
    assert wishes == (True,) * 5
    assert '<html lang="es">' in see(callers, f"{me}/settings")
    save(callers, me, **dict.fromkeys(boxes, None))
    now = callers.world.person(person.id)
    assert (now.discreet, now.care, now.partner, now.notes_in_summary, now.quiet_acks) == (False,) * 5


def test_practices_go_the_way_they_prefer_and_the_summary_by_mail(db: Db) -> None:
    callers, person, me = settled(db)
    world = callers.world
    assert fields_of(callers, me)["prefers"] == "sms"
    save(callers, me, prefers="email")
    assert world.person(person.id).prefers is Medium.EMAIL
    world.at("2026-06-02 09:15").run()
    assert (len(world.sms.ledger), len(world.mail.ledger)) == (0, 1)
    world.later(minutes=1).says("done")
    save(callers, me, prefers="sms")
    world.forget_sent()
    world.at("2026-06-07 18:00").run()
    assert [m.subject for m in world.mail.ledger] == ["Your week, 1 to 7 June"]


def test_there_is_no_way_to_choose_where_there_is_one(db: Db) -> None:
    callers, person, me = settled(db, email=None)
    assert "prefers" not in fields_of(callers, me)
    save(callers, me, prefers="email")
    assert callers.world.person(person.id).prefers is None


def test_a_pause_begins_and_ends(db: Db) -> None:
    callers, person, me = settled(db)
    world = callers.world
    save(callers, me, pause="2026-06-04")
    until = world.person(person.id).paused_until
    assert until == local("2026-06-04 00:00")
    assert fields_of(callers, me)["pause"] == "2026-06-04"
    world.at("2026-06-02 09:15").run()
    assert world.sent == []
    page = see(callers, f"{me}/nudges")
    assert "you were on a pause until 4 June" in page
    save(callers, me)
    assert world.person(person.id).paused_until == until, "untouched"
    save(callers, me, pause="")
    assert world.person(person.id).paused_until is None
    world.at("2026-06-03 09:15").run()
    assert len(world.sent) == 1


@pytest.mark.parametrize(
    ("field", "said", "line"),
    [
        ("time-daily-daily", "25:00", "Write a time such as 19:30."),
        ("time-daily-daily", "", "Write a time such as 19:30."),
        ("time-daily-daily", "22:00", "Choose a time between your two hours below, 9:00 AM and 8:00 PM"),
        ("opens", "05:00", "Choose a time from 8:00 AM to 9:00 PM."),
        ("closes", "23:00", "Choose a time from 8:00 AM to 9:00 PM."),
        ("closes", "09:30", "Leave at least an hour between the two."),
        ("zone", "Mars/Olympus", "Choose a place from the list."),
        ("language", "xx", "Choose a language from the list."),
        ("pause", "2026-06-01", "Choose a day after today"),
        ("pause", "2028-06-01", "Choose a day after today"),
        ("pause", "soon", "Choose a day after today"),
    ],
)
def test_bad_input_loses_nothing_and_says_so_at_the_field(db: Db, field: str, said: str, line: str) -> None:
    callers, _, me = settled(db)
    before = everything(callers.world)
    answer = save(callers, me, **{field: said, "discreet": "on", "partner": "on"})
    page = unescape(answer.text)
    assert (answer.status_code, everything(callers.world) == before) == (422, True)
    assert f'id="{field}-wrong">{line}' in page
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="{field}-wrong', page)
    assert re.search(r'id="partner" name="partner" checked', page), "nothing lost"
    assert "1 thing is not right yet" in page


def test_two_nudges_cannot_come_at_one_time(db: Db) -> None:
    callers, _, me = settled(db, times={"daily": "10:00, 15:00"})
    answer = save(callers, me, **{"time-daily-daily-2": "10:00"})
    assert (answer.status_code, "Choose a different time for each." in answer.text) == (422, True)


def test_who_agreed_to_more_hours_may_keep_them(db: Db) -> None:
    callers, person, me = settled(db)
    with db.write() as tx:
        people.set_hours(tx, person.id, time(6, 30), time(22))
    assert save(callers, me, opens="07:00").status_code == 303
    assert callers.world.person(person.id).opens == time(7)
    assert save(callers, me, opens="06:30").status_code == 422, "and no further than it is now"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=%zz&&&", b"a=1&" * 500, b"zone=" + b"x" * 60_000])
def test_a_garbled_form_is_a_422(db: Db, body: bytes) -> None:
    callers, _, me = settled(db)
    before = everything(callers.world)
    assert callers.call(f"{me}/settings", body).status_code == 422
    assert callers.call(f"{me}/settings", b"x" * 70_000).status_code == 413
    assert everything(callers.world) == before


# -- whom it opens to


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


@pytest.mark.parametrize("how", ["guessed", "altered", "anothers", "of another use", "old", "STOP", "erased"])
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
            world.later(days=30)
        case "STOP":
            world.later(minutes=1).says("STOP")
            world.later(minutes=1).says("START")
        case "erased":
            erase(world.service, person, world.now)
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


def asked(callers: Callers, address: str) -> httpx.Response:
    return post(callers, "/me/renew", {"address": address})


@pytest.mark.parametrize(
    ("address", "medium"), [(f" {PHONE} ", "sms"), (PHONE[1:], "sms"), (EMAIL.upper(), "email")]
)
def test_a_new_link_goes_the_way_it_was_asked_for(db: Db, address: str, medium: str) -> None:
    callers, _, _ = settled(db)
    world = callers.world.at("2026-06-10 22:30")  # it answers, so that quiet hours do not hold it
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


def test_at_most_one_an_hour(db: Db) -> None:
    callers, person, _ = settled(db)
    world = callers.world
    went = []
    for minutes in (0, 10, 40, 59, 61, 90, 125):
        now = world.now + timedelta(minutes=minutes)
        went.append(renew(world.service, PHONE, now))
    assert went == [True, False, False, False, True, False, True]
    assert {row.person_id for row in world.nudges("link")} == {person.id}


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
