"""What a person changes on their settings page takes effect, and what cannot be is said at its field."""

import re
from datetime import time
from html import unescape

import pytest

from nudges.core.vocabulary import Medium
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.harness import local, plan, step
from tests.my_pages import everything, fields_of, save, see, settled, upcoming


def test_saving_the_form_untouched_changes_nothing(db: Db) -> None:
    callers, _, me = settled(db, locale="es-MX", times={"daily": "07:30, 20:30"})
    before = everything(callers.world)
    answer = save(callers, me)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{me}/settings?saved=1")
    assert everything(callers.world) == before
    assert "Guardado." in see(callers, answer.headers["location"])


@pytest.mark.both_databases
def test_another_time_moves_the_next_nudge(db: Db) -> None:
    callers, _, me = settled(db)
    assert upcoming(callers.world)["daily"] == local("2026-06-02 09:15")
    assert save(callers, me, **{"time-daily-daily": "18:40"}).status_code == 303
    assert upcoming(callers.world)["daily"] == local("2026-06-01 18:40")
    callers.world.at("2026-06-01 18:40").run()
    assert len(callers.world.sms.ledger) == 1


def test_another_day_moves_what_comes_by_the_week_and_no_day_comes_twice(db: Db) -> None:
    callers, _, me = settled(db, plan="pulse")
    page = see(callers, f"{me}/settings")
    assert "each week on Wednesday" in page
    assert 'name="day-weekly-summary-summary"' not in page, "the weekly mail tells of a week that ends"
    assert upcoming(callers.world)["pulse"] == local("2026-06-03 19:00")
    assert save(callers, me, **{"day-pulse-pulse": "sat"}).status_code == 303
    assert upcoming(callers.world)["pulse"] == local("2026-06-06 19:00")
    assert "each week on Saturday" in see(callers, f"{me}/settings")
    assert save(callers, me, **{"day-pulse-pulse": "someday"}).status_code == 303
    assert upcoming(callers.world)["pulse"] == local("2026-06-06 19:00")


def test_two_days_of_a_step_are_different_ones(db: Db) -> None:
    twice = {"pulse": plan(pulse=step("19:00", every="week", on=["mon", "wed"]))}
    callers, _, me = settled(db, plan="pulse", plans=twice)
    refused = save(callers, me, **{"day-pulse-pulse-2": "mon"})
    assert (refused.status_code, "Choose a different day for each." in refused.text) == (422, True)
    assert upcoming(callers.world)["pulse"] == local("2026-06-01 19:00")
    assert save(callers, me, **{"day-pulse-pulse": "fri"}).status_code == 303
    assert upcoming(callers.world)["pulse"] == local("2026-06-03 19:00")


def test_the_summarys_time_is_theirs_too(db: Db) -> None:
    callers, _, me = settled(db)
    save(callers, me, **{"time-weekly-summary-summary": "10:00"})
    assert upcoming(callers.world)["summary"] == local("2026-06-07 10:00")


@pytest.mark.both_databases
def test_another_zone_moves_everything(db: Db) -> None:
    callers, person, me = settled(db)
    save(callers, me, zone="America/New_York")
    assert callers.world.person(person.id).zone == "America/New_York"
    assert upcoming(callers.world)["daily"] == local("2026-06-01 09:15", "America/New_York")


def test_hours_language_and_wishes_are_kept(db: Db) -> None:
    callers, person, me = settled(db)
    boxes = dict.fromkeys(("discreet", "care", "partner", "partner_safe", "notes", "quiet_acks"), "on")
    save(callers, me, opens="08:00", closes="21:00", language="es", who="both", **boxes)
    now = callers.world.person(person.id)
    assert (now.opens, now.closes, now.locale) == (time(8), time(21), "es")
    wishes = (now.discreet, now.care, now.partner, now.partner_safe, now.notes_in_summary, now.quiet_acks)
    assert (wishes, now.who) == ((True,) * 6, "both")
    assert '<html lang="es">' in see(callers, f"{me}/settings")
    save(callers, me, **dict.fromkeys(boxes, None))
    now = callers.world.person(person.id)
    wishes = (now.discreet, now.care, now.partner, now.partner_safe, now.notes_in_summary, now.quiet_acks)
    assert wishes == (False,) * 6


def test_nobody_can_be_what_their_plan_is_not_for(db: Db) -> None:
    callers, person, me = settled(db)
    page = see(callers, f"{me}/settings")
    assert ('value="both"' in page, "repairing" in page) == (True, False)
    save(callers, me, who="repairing")
    assert callers.world.person(person.id).who == "hurt"


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


def test_a_pause_that_begins_later_is_shown_and_ended(db: Db) -> None:
    callers, person, me = settled(db)
    world = callers.world
    save(callers, me, pause_from="2026-06-03", pause="2026-06-05")
    days = (local("2026-06-03 00:00"), local("2026-06-05 00:00"))
    assert world.person(person.id).pause(world.now) == days
    shown = fields_of(callers, me)
    assert (shown["pause_from"], shown["pause"]) == ("2026-06-03", "2026-06-05")
    world.at("2026-06-02 09:15").run()
    assert len(world.sent) == 1, "until then it comes as ever"
    save(callers, me)
    assert world.person(person.id).pause(world.now) == days, "untouched"
    world.at("2026-06-03 12:00").run()
    save(callers, me, **shown)
    assert world.person(person.id).pause(world.now) == (None, days[1]), "an old page takes nothing back"
    shown = fields_of(callers, me)
    assert (shown["pause_from"], shown["pause"]) == ("", "2026-06-05")
    save(callers, me, pause_from="2026-06-04")
    assert world.person(person.id).pause(world.now) == (local("2026-06-04 00:00"), days[1]), "put off"
    save(callers, me, pause="")
    assert world.person(person.id).pause(world.now) is None


@pytest.mark.parametrize(
    ("field", "said", "line"),
    [
        ("time-daily-daily", "25:00", "Write a time such as 19:30."),
        ("time-daily-daily", "", "Write a time such as 19:30."),
        ("time-daily-daily", "20:00", "Choose a time between your two hours below, 9:00 AM and 8:00 PM"),
        ("time-daily-daily", "08:59", "Choose a time between your two hours below, 9:00 AM and 8:00 PM"),
        ("opens", "07:59", "Choose a time from 8:00 AM to 9:00 PM."),
        ("opens", "", "Choose a time from 8:00 AM to 9:00 PM."),
        ("closes", "21:01", "Choose a time from 8:00 AM to 9:00 PM."),
        ("closes", "09:59", "Leave at least an hour between the two."),
        ("zone", "Mars/Olympus", "Choose a place from the list."),
        ("language", "xx", "Choose a language from the list."),
        ("pause", "2026-06-01", "Choose a day after today"),
        ("pause", "2027-06-03", "Choose a day after today"),
        ("pause", "soon", "Choose a day after today"),
        ("pause_from", "2026-06-03", "Choose a day before messages start again"),
        ("pause_from", "soon", "Choose a day before messages start again"),
    ],
)
def test_bad_input_loses_nothing_and_says_so_at_the_field(db: Db, field: str, said: str, line: str) -> None:
    callers, _, me = settled(db)
    before = everything(callers.world)
    ends = {"pause": "2026-06-03"} if field == "pause_from" else {}
    answer = save(callers, me, **{**ends, field: said, "discreet": "on", "partner": "on"})
    page = unescape(answer.text)
    assert (answer.status_code, everything(callers.world) == before) == (422, True)
    assert f'id="{field}-wrong">{line}' in page
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="{field}-wrong', page)
    assert re.search(r'id="partner" name="partner" checked', page), "nothing lost"
    assert "1 thing is not right yet" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"time-daily-daily": "19:59"},
        {"time-daily-daily": "09:00"},
        {"opens": "08:00", "closes": "21:00"},
        {"closes": "10:00"},
        {"pause": "2026-06-02"},
        {"pause": "2027-06-02"},
    ],
)
def test_what_lies_just_within_the_bounds_is_saved(db: Db, fields: dict[str, str]) -> None:
    callers, _, me = settled(db)
    assert save(callers, me, **fields).status_code == 303
    assert {name: fields_of(callers, me)[name] for name in fields} == fields


def test_a_pause_that_begins_later_needs_an_end(db: Db) -> None:
    callers, _, me = settled(db)
    answer = save(callers, me, pause_from="2026-06-03")
    assert answer.status_code == 422
    assert "Say on which day messages start again." in answer.text
    assert save(callers, me, pause_from="2026-06-01", pause="2026-06-03").status_code == 303, "today is now"
    assert fields_of(callers, me)["pause_from"] == ""


def test_two_nudges_cannot_come_at_one_time(db: Db) -> None:
    callers, _, me = settled(db, times={"daily": "10:00, 15:00"})
    answer = save(callers, me, **{"time-daily-daily-2": "10:00"})
    assert (answer.status_code, "Choose a different time for each." in answer.text) == (422, True)


def test_who_agreed_to_more_hours_may_keep_them(db: Db) -> None:
    callers, person, me = settled(db)
    with db.write() as tx:
        preferences.set_hours(tx, person.id, time(6, 30), time(22))
    assert save(callers, me, opens="07:00").status_code == 303
    assert callers.world.person(person.id).opens == time(7)
    assert save(callers, me, opens="06:30").status_code == 422, "and no further than it is now"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"opens": "", "time-daily-daily": "11:00"}, ["opens"]),
        ({"closes": "", "time-daily-daily": "11:00"}, ["closes"]),
        ({"opens": "22:00", "closes": "21:30"}, ["closes", "opens"]),
        ({"opens": "20:00", "closes": "22:00", "time-daily-daily": "19:00"}, ["closes", "time-daily-daily"]),
    ],
)
def test_each_field_that_is_wrong_is_named_once(db: Db, fields: dict[str, str], wrong: list[str]) -> None:
    callers, _, me = settled(db)
    answer = save(callers, me, **fields)
    assert answer.status_code == 422
    assert sorted(re.findall(r'id="([\w-]+)-wrong"', answer.text)) == wrong
    assert "Leave at least an hour" not in answer.text


@pytest.mark.parametrize("hours", [{"opens": "10:00"}, {"closes": "15:00"}])
def test_a_time_that_is_kept_may_lie_outside_new_hours(db: Db, hours: dict[str, str]) -> None:
    callers, _, me = settled(db, times={"daily": "09:30, 15:00"})
    assert save(callers, me, **hours).status_code == 303
    shown = fields_of(callers, me)
    assert (shown["time-daily-daily"], shown["time-daily-daily-2"]) == ("09:30", "15:00")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=%zz&&&", b"a=1&" * 500, b"zone=" + b"x" * 60_000])
def test_a_garbled_form_is_a_422(db: Db, body: bytes) -> None:
    callers, _, me = settled(db)
    before = everything(callers.world)
    assert callers.call(f"{me}/settings", body).status_code == 422
    assert callers.call(f"{me}/settings", b"x" * 70_000).status_code == 413
    assert everything(callers.world) == before


def test_whoever_has_a_zone_that_is_not_offered_keeps_it_and_nobody_else_gets_it(db: Db) -> None:
    callers, person, me = settled(db, zone="Etc/GMT+9")
    assert '<option value="Etc/GMT+9" selected>' in see(callers, f"{me}/settings")
    assert save(callers, me).status_code == 303
    assert callers.world.person(person.id).zone == "Etc/GMT+9"
    assert save(callers, me, zone="Asia/Tokyo").status_code == 303
    assert "Etc/GMT" not in see(callers, f"{me}/settings")
    assert save(callers, me, zone="Etc/GMT+9").status_code == 422
    assert callers.world.person(person.id).zone == "Asia/Tokyo"
