"""The weekly mail: one a local week, about the right week, with the figures that the replies add up to."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from nudges.channels.base import Message
from nudges.core.language import ENGLISH
from nudges.core.plan import Plan
from nudges.core.progress import week
from nudges.core.summary_words import week_label
from nudges.flow.enrol import Newcomer
from nudges.flow.summarise import BEGINNING, compose_summary
from nudges.store import replies
from nudges.store.db import Db
from tests.house import EMAIL, NAME, PARIS, PHONE, PLANS, World, local, plan, step


def a_week(db: Db, plans: Mapping[str, Plan] = PLANS) -> World:
    """Monday to Sunday: four days kept, one of rest, and one rating."""
    world = World(db, plans)
    world.join(phone=PHONE, email=EMAIL)
    for day, text in ((2, "done"), (3, "done, 4"), (4, "skip"), (5, "done"), (6, ""), (7, "done")):
        world.at(f"2026-06-0{day} 09:15").run()
        if text:
            world.later(minutes=3).says(text)
    return world


def mails(world: World) -> list[Message]:
    return list(world.mail.ledger)


def test_one_summary_a_week_with_the_figures_of_the_replies(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 17:59").run()
    assert mails(world) == []
    for minutes in (1, 5, 60):
        world.later(minutes=minutes).run()
    [mail] = mails(world)
    [person] = {n.person_id for n in world.nudges()}
    with db.read() as tx:
        figures = week(replies.asked(tx, person, BEGINNING), date(2026, 6, 1))
    assert (figures.kept, figures.rest, figures.asked, figures.median) == (4, 1, 6, 4)
    assert NAME.split()[0] in mail.text
    assert "4 of 6" in " ".join(mail.text.split()), mail.text
    assert "Daily" in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [n.status for n in world.nudges("summary")] == ["accepted"]


def test_a_summary_that_comes_on_monday_is_about_the_week_before(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-08 10:00").run()
    [mail] = mails(world)
    world.forget_sent()
    person = world.person(world.nudges()[0].person_id)
    on_sunday = compose_summary(world.service, person, date(2026, 6, 7))
    assert not isinstance(on_sunday, str)
    assert (mail.subject, mail.text) == (on_sunday.subject, on_sunday.text)
    for hours in range(0, 48, 6):
        world.at("2026-06-08 12:00").later(hours=hours).run()
    assert mails(world) == []


@pytest.mark.parametrize(
    ("on", "at", "monday"),
    [
        ("sun", "2026-06-07 18:00", date(2026, 6, 1)),
        ("mon", "2026-06-08 18:00", date(2026, 6, 1)),
        ("wed", "2026-06-10 18:00", date(2026, 6, 1)),
        ("sun", "2026-06-14 18:00", date(2026, 6, 8)),
    ],
)
def test_a_summary_is_about_the_newest_week_that_is_whole(db: Db, on: str, at: str, monday: date) -> None:
    weekly = step("18:00", every="week", on=on, channel="email", sends="summary", max_late="24h")
    world = a_week(db, PLANS | {"weekly-summary": plan(summary=weekly)})
    world.at("2026-06-07 17:00").run()
    for day in range(8, 15):
        if (moment := local(f"2026-06-{day:02} 09:15")) < local(at):
            world.now = moment
            world.run()
    world.forget_sent()
    world.at(at).run()
    [mail] = mails(world)
    assert week_label(monday, ENGLISH) in mail.subject
    assert ("4 of 6" in " ".join(mail.text.split())) == (monday == date(2026, 6, 1)), mail.text


def test_a_plan_that_has_not_begun_has_no_summary(db: Db) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL, starts_on=date(2026, 6, 15))
    world.at("2026-06-07 18:00").run()
    assert world.nudges() == [], "its plan has not begun, and neither has its summary"
    world.at("2026-06-21 18:00").run()
    assert [n.status for n in world.nudges("summary")] == ["accepted"]


def test_nothing_to_say_is_said_to_nobody(db: Db) -> None:
    world = World(db)
    world.join(plan="pulse", phone=PHONE, email=EMAIL)
    world.service = world.rebuilt({name: p for name, p in PLANS.items() if name != "pulse"})
    world.at("2026-06-07 18:00").run()
    assert [(n.status, n.why) for n in world.nudges("summary")] == [
        ("skipped", "not sent: there was nothing in this week to write about")
    ]
    assert mails(world) == []


def test_a_summary_is_a_mail_and_never_a_text(db: Db) -> None:
    world = World(db)
    world.join()
    world.joined(Newcomer("weekly-summary", PARIS, phone=PHONE))
    world.at("2026-06-07 09:15").run()
    world.forget_sent()
    world.at("2026-06-07 18:00").run()
    assert world.sms.tried == []
    assert [n.status for n in world.nudges("summary")] == ["skipped"]


def test_a_summary_every_week_of_a_month(db: Db) -> None:
    world = a_week(db)
    for days in range(28):
        world.at("2026-06-07 18:00")
        world.now += timedelta(days=days)
        world.run()
    summaries = world.nudges("summary")
    assert [n.local_date.day for n in summaries] == [7, 14, 21, 28]
    assert len({m.subject for m in mails(world)}) == 4
