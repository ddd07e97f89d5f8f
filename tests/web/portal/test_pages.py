"""A person's own pages: their weeks, their nudges with the reason of each, and their replies."""

import re
from datetime import date, time

import pytest

from nudges.channels.base import SANDBOX, Heard
from nudges.flow.maintenance.retention import forget
from nudges.flow.reply.backfill import relist
from nudges.flow.summary.week import my_week
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.harness import PHONE, SECRET, FakeRecords
from tests.my_pages import everything, my_page, post, save, see, settled


@pytest.mark.parametrize("path", ["", "/nudges", "/replies", "/settings"])
def test_every_page_leads_to_numbers_to_call(db: Db, path: str) -> None:
    callers, _, me = settled(db)
    [link] = re.findall(r'href="[^"]*(/q/[^"]+)"', see(callers, f"{me}{path}"))
    assert "112" in see(callers, link)


# -- the week


def test_the_week_says_in_words_and_in_a_table_what_was_kept(db: Db) -> None:
    callers, _, me = settled(db)
    for day, said in ((2, "done, 4"), (3, "skip"), (4, "")):
        callers.world.at(f"2026-06-0{day} 09:15").run()
        if said:
            callers.world.later(minutes=1).says(said)
    page = see(callers, me)
    assert "1 day with something kept" in re.sub("<[^>]+>", "", page)
    assert "1 rest</p>" in page
    row = page[page.index('<th scope="row">Daily</th>') :].partition("</tr>")[0]
    words = re.findall(r'<span class="off">([^<]+)</span></span>', row)
    assert words == ["no nudge", "kept", "rest", "open", "no nudge", "no nudge", "no nudge"]


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


def test_what_only_the_sandbox_took_is_not_called_sent(db: Db) -> None:
    callers, _, me = settled(db)
    callers.world.sms.name = SANDBOX
    callers.world.at("2026-06-02 09:15").run()
    page = see(callers, f"{me}/nudges")
    assert ("sending was not turned on yet" in page, ">not sent<" in page) == (True, True)


def test_every_nudge_has_its_reason(db: Db) -> None:
    callers, person, me = settled(db)
    world = callers.world
    with db.write() as tx:
        preferences.set_hours(tx, person.id, time(10), time(20))
    world.at("2026-06-02 09:15").run()
    page = see(callers, f"{me}/nudges")
    assert ("held: quiet hours until 10:00 AM" in page, ">waiting<" in page) == (True, True)
    assert ("Welcome" in page, page.count("Daily")) == (True, 2), "what came, and what comes"
    world.at("2026-06-03 18:00").run()
    page = see(callers, f"{me}/nudges")
    assert ("it could not be sent in time" in page, ">missed<" in page) == (True, True)
    assert ("What comes next" in page, "Thu 4 Jun, 9:15 AM" in page) == (True, True)
    save(callers, me, language="es")
    page = see(callers, f"{me}/nudges")
    assert ("no se pudo enviar a tiempo" in page, ">perdido<" in page) == (True, True)


@pytest.mark.both_databases
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


def test_what_a_reply_was_taken_for_is_said_unless_it_says_so_itself(db: Db) -> None:
    callers, _, me = settled(db)
    for day, words in ((2, "Done!"), (3, "skip")):
        callers.world.at(f"2026-06-0{day} 09:15").run()
        callers.world.later(minutes=1).says(words)
    assert re.findall(r"understood as: ([\w ]+)", see(callers, f"{me}/replies")) == ["not today"]


@pytest.mark.both_databases
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
    assert ("something kept" in see(callers, me), "has only begun" in see(callers, me)) == (False, True)


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


@pytest.mark.parametrize("days", [0, 30, 399])
def test_a_deleted_reply_does_not_come_back_by_a_webhook_that_is_played_again(db: Db, days: int) -> None:
    callers, _, me = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    callers.sms(f"done, {SECRET}", sid="SM7")
    [row] = world.rows(t.reply)
    post(callers, f"{me}/replies/{row.id}/delete", {})
    world.later(days=days)
    forget(world.service, world.now, 365, 0)
    assert callers.sms(f"done, {SECRET}", sid="SM7") is None
    assert world.rows(t.reply) == []


def test_a_start_that_is_played_again_brings_nobody_back(db: Db) -> None:
    callers, person, _ = settled(db)
    world = callers.world
    stranger = "+15550104499"
    callers.sms("START", sid="SM1")
    callers.sms("START", sid="SM2", sender=stranger)
    other = world.join(phone=stranger)
    for sid, sender in (("SM1", PHONE), ("SM2", stranger)):
        world.later(minutes=1).says("STOP", sender)
        assert callers.sms("START", sid=sid, sender=sender, OptOutType="START") is None
    assert [world.person(one.id).state for one in (person, other)] == ["stopped", "stopped"]
    assert callers.sms("START", sid="SM3") is not None
    assert world.person(person.id).state == "active"


def test_what_came_in_is_forgotten_after_thirteen_months(db: Db) -> None:
    callers, _, _ = settled(db)
    callers.sms("done", sid="SM7")
    for days, left in ((399, 1), (2, 0)):
        callers.world.later(days=days)
        forget(callers.world.service, callers.world.now, 0, 0)
        assert len(callers.world.rows(t.heard)) == left


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


def test_a_nudge_can_be_read_again_and_an_answer_stands_under_its_question(db: Db) -> None:
    callers, _, me = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done")
    practice = world.service.guides.practice(world.nudge().practice, world.nudge().take)
    nudges = see(callers, f"{me}/nudges")
    assert f'<summary>Read it again</summary><p class="text">{practice.sms}</p>' in nudges
    assert "Hello!" in nudges, "what the service said itself too"
    [row] = world.rows(t.reply)
    for path in ("replies", f"replies/{row.id}"):
        page = see(callers, f"{me}/{path}")
        assert 0 < page.index(practice.sms) < page.rindex("done"), path


def test_a_weekly_mail_opens_its_own_week(db: Db) -> None:
    callers, _, me = settled(db)
    world = callers.world
    world.at("2026-06-02 09:15").run()
    world.later(minutes=1).says("done")
    world.at("2026-06-07 18:00").run()
    [address] = re.findall(r"Your page: \S+(/me/\S+)", world.mail.ledger[-1].text)
    world.later(days=9)
    page = see(callers, address)
    assert "1 to 7 June" in page
    assert "1 day with something kept" in re.sub("<[^>]+>", "", page)
    assert "1 to 7 June" not in see(callers, me), "the page itself opens this week"
