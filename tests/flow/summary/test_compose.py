"""The weekly mail: one per local week, about the right week, with figures that match the replies."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select, update

from nudges.channels.base import Fault, Message
from nudges.channels.smtp import SmtpChannel
from nudges.core.language import ENGLISH
from nudges.core.plan.plan import Plan
from nudges.core.progress.weeks import week
from nudges.core.summary.openings import PLAIN
from nudges.core.summary.sentences import week_label
from nudges.core.vocabulary import Medium
from nudges.flow.consent.pause import pause
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.summary.compose import BEGINNING, Summary, compose_summary, summary_of
from nudges.flow.summary.week import my_week
from nudges.loop import run_due
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from nudges.store.replies import replies
from tests.channels.test_smtp import Mailbox, mail_server
from tests.harness import EMAIL, NAME, PARIS, PHONE, PLANS, SECRET, World, fault, local, plan, step, why

#: And a plan with a theme.
THEMED = PLANS | {
    "themed": Plan.model_validate(
        {
            "title": "A plan",
            "about": "For tests.",
            "phases": [{"weeks": "1-12", "theme": "Looking back", "about": "It was.", "sections": ["g1-s5"]}],
            "after": "repeat",
            "steps": {"daily": PLANS["daily"].steps["daily"]},
        }
    ),
}


def a_week(db: Db, plans: Mapping[str, Plan] = PLANS) -> World:
    """Monday to Sunday: something kept on four days, one rest, and a number nobody asked for."""
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
    assert (figures.kept, figures.rests, figures.asked) == (4, 1, 6)
    assert NAME.split()[0] in mail.text
    assert "4 days with something kept · 1 rest\n" in mail.text
    assert "Daily" in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [n.status for n in world.nudges("summary")] == ["accepted"]


def test_a_summary_that_comes_on_monday_is_about_the_week_before(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-08 10:00").run()
    [mail] = mails(world)
    world.forget_sent()
    person = world.person(world.nudges()[0].person_id)
    on_sunday = compose_summary(world.service, person, date(2026, 6, 7), local("2026-06-07 18:00"))
    assert isinstance(on_sunday, Summary)
    assert (mail.subject, mail.text) == (on_sunday.mail.subject, on_sunday.mail.text)
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
            world.says("done")
    world.forget_sent()
    world.at(at).run()
    [mail] = mails(world)
    assert week_label(monday, ENGLISH) in mail.subject
    assert ("4 days with something kept · 1 rest" in mail.text) == (monday == date(2026, 6, 1)), mail.text


def test_a_plan_that_has_not_begun_has_no_summary(db: Db) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL, starts_on=date(2026, 6, 15))
    world.at("2026-06-07 18:00").run()
    assert world.nudges() == [], "its plan has not begun, and neither has its summary"
    world.at("2026-06-15 09:15").run()
    world.says("done")
    world.at("2026-06-21 18:00").run()
    assert [n.status for n in world.nudges("summary")] == ["accepted"]


def test_nothing_to_say_is_said_to_nobody(db: Db) -> None:
    world = World(db)
    world.join(plan="pulse", phone=PHONE, email=EMAIL)
    world.service = world.rebuilt({name: p for name, p in PLANS.items() if name != "pulse"})
    world.at("2026-06-07 18:00").run()
    assert [(n.status, why(n)) for n in world.nudges("summary")] == [
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


def weeks_go_by(world: World, n: int, *kept: int) -> None:
    """From the second Monday on; of each week's days the first is nudged, and those that are `kept`."""
    for monday in range(0, 7 * n, 7):
        for day in sorted({0, *kept}):
            world.at("2026-06-08 09:15").later(days=monday + day).run()
            if day in kept:
                world.says("done")
        world.at("2026-06-14 18:00").later(days=monday).run()


def test_a_summary_every_week_of_a_month(db: Db) -> None:
    world = a_week(db)
    weeks_go_by(world, 4, 2)
    summaries = world.nudges("summary")
    assert [(n.local_date.month, n.local_date.day) for n in summaries] == [
        *((6, day) for day in (7, 14, 21, 28)),
        (7, 5),
    ]
    assert len({m.subject for m in mails(world)}) == 5


def test_weeks_without_an_answer_are_left_alone_but_for_every_fourth(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 18:00").run()
    world.forget_sent()
    weeks_go_by(world, 5)
    assert [n.status for n in world.nudges("summary")][1:] == [*["skipped"] * 3, "accepted", "skipped"]
    assert why(world.nudges("summary")[1]) == "not sent: a week without an answer; every fourth gets a line"
    [mail] = mails(world)
    assert mail.subject == "Your week, 29 June to 5 July"
    assert re.search("quiet|go by", mail.text)
    assert "open on" not in mail.text, "what was not done is not held up"
    world.at("2026-07-14 09:15").run()
    world.says("done")
    world.at("2026-07-19 18:00").run()
    assert world.nudges("summary")[-1].status == "accepted", "back, and the week is worth a mail again"


def test_a_pause_that_covers_the_week_gets_no_mail(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 18:00").run()
    world.says("pause 10 days")
    with db.write() as tx:
        preferences.set_pause(tx, world.nudges()[0].person_id, local("2026-06-14 12:00"))
    world.forget_sent()
    weeks_go_by(world, 1)
    assert world.nudges("summary")[-1].status == "skipped"
    assert mails(world) == []


def test_a_pause_that_begins_on_a_sunday_does_not_lose_that_week(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 12:00").says("pause for 10 days")
    world.forget_sent()
    for day in range(7, 22):
        for clock in ("09:15", "18:00"):
            world.at(f"2026-06-{day:02} {clock}").run()
    [mail] = mails(world)
    assert mail.subject == "Your week, 1 to 7 June"
    assert "4 days with something kept" in mail.text
    first, *others = world.nudges("summary")
    assert (first.status, first.due_at.date()) == ("accepted", date(2026, 6, 17))
    assert [n.status for n in others] == ["skipped", "skipped"], "nothing is written of the weeks in it"


def test_a_weekly_mail_that_waits_for_the_end_of_a_pause_comes_when_it_ends_early(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 12:00").says("pause for 10 days")
    world.at("2026-06-07 18:00").run()
    world.at("2026-06-09 12:00").says("resume")
    world.forget_sent()
    world.run()
    [mail] = mails(world)
    assert mail.subject == "Your week, 1 to 7 June"


def test_after_a_long_pause_no_old_mail_comes(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 12:00").says("pause for 60 days")
    world.at("2026-06-07 18:00").run()
    assert [n.status for n in world.nudges("summary")] == ["skipped"]


@pytest.mark.parametrize(("minutes", "stands"), [(0, "queued"), (1, "skipped")])
def test_a_weekly_mail_waits_for_three_weeks_and_no_longer(db: Db, minutes: int, stands: str) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL)
    until = local("2026-06-28 18:00") + timedelta(minutes=minutes)
    pause(world.service, her, until, world.at("2026-06-07 12:00").now)
    world.at("2026-06-07 18:00").run()
    assert [n.status for n in world.nudges("summary")] == [stands]


def celebrated(world: World) -> list[str | None]:
    return [n.milestone for n in world.nudges("summary") if n.status == "accepted"]


def test_a_milestone_is_said_once_and_its_nudge_remembers_it(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 18:00").run()
    weeks_go_by(world, 2, 0, 1, 2)
    assert celebrated(world) == ["first-reply", "kept-7", None]
    texts = [mail.text for mail in mails(world)]
    for title in ("Your first answer", "7 days kept"):
        assert sum(f"A MILESTONE: {title}" in text for text in texts) == 1


def test_a_week_with_a_disclosure_is_shown_and_not_praised(db: Db) -> None:
    world = a_week(db)
    world.later(hours=1).says("he hit me last night")
    person = world.person(world.nudges()[0].person_id)
    text = summary_of(world.service, person, date(2026, 6, 1)).mail.text
    assert PLAIN in text
    assert "Daily" in text, "what they answered stays theirs"
    for praise in ("days with something kept", "MILESTONE", "in a row"):
        assert praise not in text
    shown = my_week(world.service, person, None, world.now).view
    assert (shown.sentence, shown.figure, shown.run, shown.milestone) == (PLAIN, "", "", None)


def test_after_a_disclosure_no_rating_is_compared_and_no_theme_announced(db: Db) -> None:
    world = World(db, THEMED)
    her = world.join(plan="pulse", phone=PHONE, email=EMAIL)
    world.joined(Newcomer("themed", PARIS, phone=PHONE))
    for day, rating in (("03", "3"), ("10", "4")):
        world.at(f"2026-06-{day} 19:00").run()
        world.later(minutes=3).says(rating)
    counted = ("4 of 5", "higher than", "NEXT WEEK", "A day counts", "WEEKLY QUESTION")
    monday = date(2026, 6, 8)
    before = summary_of(world.service, her, monday).mail
    assert [one for one in counted if one in before.text] == list(counted)
    world.says("my husband hit me")
    her = world.person(her.id)
    after = summary_of(world.service, her, monday).mail
    assert "THE WEEK AT A GLANCE" in after.text, "which days had what is theirs"
    for one in counted:
        assert one.lower() not in after.text.lower()
        assert one.lower() not in (after.html or "").lower()
    shown = my_week(world.service, her, None, world.now).view
    assert (shown.question, shown.others, shown.theme) == (None, (), None)


def test_a_question_that_was_answered_in_words_has_an_answer(db: Db) -> None:
    world = World(db)
    her = world.join(plan="pulse", phone=PHONE, email=EMAIL)
    for day, said in ((3, "3"), (10, "done")):
        world.at(f"2026-06-{day:02} 19:00").run()
        world.later(minutes=3).says(said)
    text = summary_of(world.service, her, date(2026, 6, 8)).mail.text
    assert "This week you answered without a number, and that is fine." in text
    assert "No answer this week" not in text


def test_a_milestone_of_a_summary_that_never_left_is_said_by_the_next(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 18:00").run()
    world.mail.answers.extend([fault(Fault.PERMANENT)])  # the mail of the second Sunday
    weeks_go_by(world, 2, 0, 1, 2)
    assert [n.status for n in world.nudges("summary")] == ["accepted", "failed", "accepted"]
    assert celebrated(world) == ["first-reply", "kept-7"]


def test_a_summary_that_is_looked_at_again_says_what_it_said(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-07 18:00").run()
    weeks_go_by(world, 1, 0, 1, 2)
    person = world.person(world.nudges()[0].person_id)
    for mail, monday in zip(mails(world), (date(2026, 6, 1), date(2026, 6, 8)), strict=False):
        due_at = local(f"{monday + timedelta(days=6)} 18:00")
        assert summary_of(world.service, person, monday, due_at).mail.text == mail.text


@pytest.mark.parametrize(
    ("wanted", "discreet", "quoted"), [(True, False, 2), (False, False, 0), (True, True, 0)]
)
def test_notes_are_quoted_to_those_who_asked_for_them(
    db: Db, wanted: bool, discreet: bool, quoted: int
) -> None:
    reflect = plan(reflect=step("10:00", expects="note", practices=["g1-s1-b3"]))
    world = World(db, PLANS | {"reflect": reflect})
    person = world.join(plan="reflect", phone=PHONE, email=EMAIL)
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, notes_in_summary=wanted)
        tx.conn.execute(update(t.person).values(discreet=discreet))
    for day, text in ((2, "The first of them"), (3, SECRET), (4, "We saw the sea"), (5, "taken back")):
        world.at(f"2026-06-0{day} 10:00").run()
        world.later(minutes=3).says(text)
    with db.write() as tx:
        newest = select(func.max(t.reply.c.id)).scalar_subquery()
        tx.conn.execute(update(t.reply).where(t.reply.c.id == newest).values(undone_at=world.now))
    text = summary_of(world.service, world.person(person.id), date(2026, 6, 1)).mail.text
    found = [note for note in ("The first of them", SECRET, "We saw the sea", "taken back") if note in text]
    assert found == [SECRET, "We saw the sea"][:quoted]


def test_a_summary_arrives_whole_by_smtp(db: Db) -> None:
    world = a_week(db)
    world.at("2026-06-01 19:00")
    world.join(plan="pulse", phone="+15550104478", email="b@secluded.example", name="Bo")
    for day, rating in ((3, "3"), (10, "4")):
        world.at(f"2026-06-{day:02} 19:00").run()
        world.says(rating, sender="+15550104478")
    world.at("2026-06-14 18:00")
    mailbox = Mailbox()

    async def by_smtp() -> None:
        async with mail_server(mailbox) as port:
            smtp = SmtpChannel(f"smtp://127.0.0.1:{port}", "nudges@mail.example", "Nudges", lambda: world.now)
            service = replace(world.service, channels={Medium.SMS: world.sms, Medium.EMAIL: smtp})
            await run_due(service, lambda: world.now)
            await smtp.close()

    asyncio.run(by_smtp())
    [content] = [one.content for one in mailbox.taken if one.rcpt_tos == ["b@secluded.example"]]
    assert isinstance(content, bytes)
    mail = message_from_bytes(content, policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("Your week, 8 to 14 June", "b@secluded.example")
    assert mail["Message-ID"].endswith("@mail.example>")
    assert mail["List-Unsubscribe"].startswith("<https://nudges.example/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()] == [
        *("multipart/alternative", "text/plain", "text/html")
    ]
    plain, html = mail.iter_parts()
    for part in (plain, html):
        assert "Your answer this week is 4 of 5, a little higher than last week." in part.get_content()
    assert max(map(len, content.splitlines())) <= 998  # RFC 5322, 2.1.1
