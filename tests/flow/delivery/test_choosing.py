"""What one person gets: by their own settings, by what they were given, and by whether they answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nudges.core.plan.plan import Plan
from nudges.core.reasons import ReasonCode
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.summary.compose import Summary, compose_summary
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import history
from nudges.store.people import preferences
from tests.harness import EMAIL, PARIS, PHONE, World, guides

DAILY = {"daily": {"every": "day", "at": "09:15", "practices": ["g1-s2-b2", "g2-s5-b4", "g1-s5-b3"]}}
MAILED = {"channel": "email", "expects": "note"}
#: A question by mail and a text at the same minute, from pools that share nothing but the enrolment.
BOTH = {
    "text": {"every": "day", "at": "09:15", "practices": ["g1-s2-b2", "g1-s5-b3"]},
    "mail": {
        "every": "day",
        "at": "09:15",
        "channel": "email",
        "expects": "note",
        "practices": ["g1-s1-b3", "g1-s3-b1", "g1-s5-b4"],
    },
}


def world_of(db: Db, steps: Mapping[str, Mapping[str, Any]], **more: Any) -> World:
    made = {name: {"channel": "sms", "expects": "done", **one} for name, one in steps.items()}
    return World(db, {"daily": Plan.model_validate({"title": "T", "about": "A", "steps": made, **more})})


def given(world: World) -> list[str]:
    return [nudge.practice for nudge in world.nudges() if nudge.practice]


def test_practices_for_two_come_only_where_somebody_takes_part(db: Db) -> None:
    world = world_of(db, DAILY)
    person = world.join()
    for day in range(2, 8):
        world.at(f"2026-06-0{day} 09:15").run()
        world.says("done")
    assert set(given(world)) == {"g1-s2-b2", "g1-s5-b3"}
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, partner=True, partner_safe=True, care=False)
    world.at("2026-06-08 09:15").run()
    assert world.nudge().practice == "g2-s5-b4"


def test_what_can_stir_pain_comes_when_asked_for_after_a_week_and_the_reason_is_told_until_then(
    db: Db,
) -> None:
    when = {"every": "week", "on": ["tue"], "at": "10:00"}
    world = world_of(db, {"ask": {**when, **MAILED, "practices": ["g1-s1-b1"]}})
    person = world.join(email=EMAIL, care=True)
    world.at("2026-06-02 10:00").run()
    assert (world.nudge().status, world.nudge().reason) == ("skipped", ReasonCode.STIRS_PAIN)
    world.at("2026-06-09 10:00").run()
    assert (world.nudge().status, world.nudge().practice) == ("accepted", "g1-s1-b1")
    assert "SKIP" in world.mail.ledger[-1].text
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, partner=False, care=False)
    world.at("2026-06-16 10:00").run()
    assert (world.nudge().status, world.nudge().reason) == ("skipped", ReasonCode.STIRS_PAIN)


def test_a_heavy_practice_is_not_squeezed_into_a_text(db: Db) -> None:
    world = world_of(db, {"ask": {"every": "day", "at": "10:00", **MAILED, "practices": ["g1-s3-b1"]}})
    world.join()
    world.at("2026-06-02 10:00").run()
    assert (world.nudge().status, world.nudge().reason, world.sent) == (
        "skipped",
        ReasonCode.TOO_LONG_FOR_SMS,
        [],
    )


def test_what_two_ways_give_at_one_minute_is_both_kept(db: Db) -> None:
    """A text and a mail are claimed side by side: neither forgets what the other gave."""
    world = world_of(db, BOTH)
    person = world.join(phone=PHONE, email=EMAIL)
    for day in range(2, 5):
        world.at(f"2026-06-0{day} 09:15").run()
        world.says("done")
        world.says("a line", EMAIL)
    with db.read() as tx:
        kept = history.histories(tx, [person.id])[person.id, "daily"]
    assert set(kept.given) == {f"{one.practice}/{one.take}" for one in world.nudges() if one.practice}
    assert set(given(world)) == {
        *("g1-s2-b2", "g1-s5-b3"),
        *("g1-s1-b3", "g1-s3-b1", "g1-s5-b4"),
    }


def test_two_steps_of_one_pool_at_one_minute_give_two_practices(db: Db) -> None:
    pool = ["g1-s2-b2", "g1-s5-b3", "g1-s6-b1"]
    world = world_of(
        db, {name: {"every": "day", "at": "09:15", "practices": pool} for name in ("one", "two")}
    )
    world.join()
    world.at("2026-06-02 09:15").run()
    first, second = given(world)
    assert first != second


def test_silence_is_counted_and_an_answer_takes_from_it(db: Db) -> None:
    world = world_of(db, DAILY)
    person = world.join()

    def quiet() -> int:
        return next(int(row.quiet) for row in world.rows(t.enrolment) if row.person_id == person.id)

    for day in range(2, 7):
        world.at(f"2026-06-0{day} 09:15").run()
    assert quiet() == 5
    world.says("done")
    assert quiet() == 2
    world.says("she laughed at it")
    assert quiet() == 0


def test_a_nudge_that_is_tried_again_counts_once(db: Db) -> None:
    world = world_of(db, DAILY)
    person = world.join()
    world.sms.answers.append(ConnectionError("odd"))
    world.at("2026-06-02 09:15").run()
    for minutes in (1, 3, 10):
        world.later(minutes=minutes).look()
        world.run()
    with db.read() as tx:
        assert len(history.histories(tx, [person.id])[person.id, "daily"].given) == 1


def test_the_summary_names_the_theme_of_the_week_to_come(db: Db) -> None:
    phases = [
        {"weeks": 1, "theme": "First things", "about": "Where it begins.", "sections": ["g1-s2"]},
        {"weeks": 2, "theme": {"en": "Then", "es": "Luego"}, "about": "What follows.", "sections": ["g1-s5"]},
    ]
    world = world_of(db, DAILY, phases=phases, after="repeat")
    joined = world.joined(Newcomer("daily", PARIS, phone=PHONE, consent=date(2026, 5, 1)))
    for day in range(2, 8):
        world.at(f"2026-06-0{day} 09:15").run()
        world.later(minutes=5).says("done")
    summary = compose_summary(world.service, world.person(joined.person_id), date(2026, 6, 7))
    assert isinstance(summary, Summary)
    assert "NEXT WEEK'S THEME: Then" in summary.mail.text
    assert "What follows." in summary.mail.html


def test_a_theme_comes_first(db: Db) -> None:
    pool = ["g1-s2-b2", "g2-s3-b3", "g1-s7-b1", "g1-s5-b3", "g1-s6-b1"]
    phases = [
        {"weeks": 1, "theme": "T", "about": "A", "sections": ["g1-s2", "g2-s3", "g1-s7"]},
        {"weeks": 2, "theme": "T", "about": "A", "sections": ["g1-s5", "g1-s6"]},
    ]
    steps = {"some": {"every": "week", "on": ["tue", "wed", "thu"], "at": "09:15", "practices": pool}}
    world = world_of(db, steps, phases=phases, after="farewell")
    world.join()
    for day in (2, 3, 4, 9, 10):
        world.at(f"2026-06-{day:02} 09:15").run()
        world.says("done")
    sections = [guides().practice(name).section for name in given(world)]
    assert set(sections[:3]) == {"g1-s2", "g2-s3", "g1-s7"}
    assert set(sections[3:]) == {"g1-s5", "g1-s6"}


def test_a_plan_that_ends_says_farewell_and_is_silent_after_it(db: Db) -> None:
    phases = [{"weeks": 1, "theme": "T", "about": "A", "sections": ["g1-s2"]}]
    world = world_of(db, DAILY, phases=phases, after="farewell")
    world.join()
    for day in range(2, 14):
        world.at(f"2026-06-{day:02} 09:15").run()
    assert [(n.message or n.step) for n in world.nudges()].count("farewell") == 1
    assert "This was T, and it ends here." in world.sms.ledger[-1].text
    assert not world.rows(t.upcoming)
