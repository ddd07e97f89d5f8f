"""A message to many: whom it reaches, what it costs, once for each, and what stops it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from nudges.core.errors import NudgesError
from nudges.core.office.broadcast import begins, due_at, over_everywhere
from nudges.core.office.roles import PROMPT, Role
from nudges.core.person.person import Person
from nudges.core.render.locale_bundle import Voice, Voices
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.consent.pause import pause
from nudges.flow.maintenance.retention import forget
from nudges.flow.office import person
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.flow.office.broadcasts import broadcasts, fan_out
from nudges.flow.office.broadcasts.broadcasts import Draft
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office import broadcasts as kept
from nudges.store.office.find import Filter
from nudges.store.people import preferences
from tests.harness import EMAIL, PHONE, SECRET, World, local, voices
from tests.office_staff import hire

ALL = Filter()
WORDS = {"en": f"We meet on Friday, {SECRET}.", "es": f"El viernes es la cita, {SECRET}."}
NOON = datetime(2026, 6, 2, 12)  # noqa: DTZ001 # a wall time


def draft(**fields: Any) -> Draft:
    return replace(Draft(ALL, NOON, timedelta(), WORDS), **fields)


def sends(world: World, token: str = "t", **fields: Any) -> int:
    return broadcasts.send(world.service, PROMPT, draft(**fields), token, world.now)


def phone(n: int) -> str:
    return f"+3361234{n:04d}"


def joined(world: World, count: int) -> list[Person]:
    return [world.join(phone=phone(n), quiet=False) for n in range(count)]


def texted(world: World) -> Counter[str]:
    return Counter(one.to for one in world.sent if SECRET in one.text)


def test_each_gets_it_once_in_their_language_and_at_their_own_time(db: Db) -> None:
    world = World(db)
    joined(world, 2)
    world.join(phone=phone(7), locale="es-MX", zone="America/Mexico_City")
    mailed = world.join(email=EMAIL)
    world.run()
    number = sends(world, spread=timedelta(minutes=30))
    world.at("2026-06-02 11:59").run()
    assert texted(world) == {}
    world.at("2026-06-02 12:31").run()
    assert texted(world) == {phone(0): 1, phone(1): 1, EMAIL: 1}
    world.at("2026-06-02 12:31", "America/Mexico_City").run()
    assert texted(world) == {phone(0): 1, phone(1): 1, EMAIL: 1, phone(7): 1}
    texts = {one.to: one.text for one in world.sms.ledger if SECRET in one.text}
    assert texts[phone(0)] == f"Nudges: {WORDS['en']}"
    assert texts[phone(7)] == f"Nudges: {WORDS['es']}"
    assert broadcasts.find(world.service, PROMPT, number)[1] == {Status.ACCEPTED: 4}
    assert SECRET not in repr(world.rows(t.broadcast)) + repr(world.rows(t.audit)) + repr(world.rows(t.nudge))
    assert world.person(mailed.id).email == EMAIL


def test_never_to_somebody_paused_stopped_invited_or_in_a_hold_then_or_later(db: Db) -> None:
    world = World(db)
    active, paused, stopped, held, *late = joined(world, 7)
    world.join(phone=phone(9), consent=None)
    world.run()
    pause(world.service, paused, local("2026-06-09 00:00"), world.now)
    world.says("STOP", sender=stopped.phone or "")
    world.says("I want to kill myself", sender=held.phone or "")
    assert broadcasts.check(world.service, PROMPT, draft(), world.now).people == 4
    number = sends(world)
    world.at("2026-06-02 11:30")
    fan_out.fan_out(world.service, lambda: world.now)
    assert broadcasts.find(world.service, PROMPT, number)[1] == {Status.QUEUED: 4}
    pause(world.service, late[0], local("2026-06-09 00:00"), world.now)
    world.says("please stop texting me", sender=late[1].phone or "")
    world.says("he hits me and I am scared he will kill me", sender=late[2].phone or "")
    world.at("2026-06-02 12:01").run()
    assert texted(world) == {active.phone: 1}
    stands = broadcasts.find(world.service, PROMPT, number)[1]
    assert stands == {Status.ACCEPTED: 1, Status.SKIPPED: 2, Status.SUPPRESSED: 1}


def test_the_last_moment_is_asked_too(db: Db) -> None:
    world = World(db)
    people = joined(world, 4)
    world.run()
    number = sends(world)
    fan_out.fan_out(world.service, lambda: world.at("2026-06-02 11:30").now)
    later = world.now + timedelta(days=3)
    became: tuple[dict[str, object], ...] = (
        {"state": "stopped"},
        {"state": "invited"},
        {"paused_until": later},
    )
    with db.write() as tx:  # nothing was withdrawn: what is in a worker's hands by then is not
        for one, values in zip(people, became, strict=False):
            tx.conn.execute(update(t.person).where(t.person.c.id == one.id).values(values))
    world.at("2026-06-02 12:01").run()
    assert texted(world) == {phone(3): 1}
    stands = broadcasts.find(world.service, PROMPT, number)[1]
    assert stands == {Status.ACCEPTED: 1, Status.SKIPPED: 1, Status.SUPPRESSED: 2}


class GoneError(Exception):
    """What kill -9 is to a transaction: nothing of it is there."""


class Dying(Voices):
    """The words of this house, until the process is gone."""

    def __init__(self, after: int) -> None:
        self.left = after

    @property
    def base(self) -> Voice:  # type: ignore[override]
        return voices().base

    def of(self, locale: str) -> Voice:
        self.left -= 1
        if self.left < 0:
            raise GoneError
        return voices().of(locale)


def test_a_worker_that_dies_in_the_middle_goes_on_and_nobody_gets_it_twice(db: Db) -> None:
    world = World(db)
    joined(world, 5)
    world.run()
    number = sends(world)
    world.at("2026-06-02 11:30")
    dying = replace(world.service, voices=Dying(after=3))
    with pytest.raises(GoneError):  # in its second slice, half of which was written
        fan_out.fan_out(dying, lambda: world.now, most=2)
    assert broadcasts.find(world.service, PROMPT, number)[1] == {Status.QUEUED: 2}
    world.at("2026-06-02 12:01").run()
    world.run()
    assert texted(world) == {phone(n): 1 for n in range(5)}


def test_the_database_itself_refuses_a_second_one(db: Db) -> None:
    world = World(db)
    joined(world, 2)
    world.run()
    number = sends(world)
    world.at("2026-06-02 11:30")
    fan_out.fan_out(world.service, lambda: world.now)
    with db.write() as tx:  # as if how far it was had been lost
        kept.filled(tx, number, "", None)
    world.later(days=1)
    fan_out.fan_out(world.service, lambda: world.now)
    assert sum(broadcasts.find(world.service, PROMPT, number)[1].values()) == 2


def test_it_can_be_stopped_while_it_goes(db: Db) -> None:
    world = World(db)
    ada, ben = hire(world), hire(world, Role.COACH, "Ben")
    joined(world, 3)
    world.join(phone=phone(8), zone="America/Mexico_City")
    world.run()
    number = sends(world)
    world.at("2026-06-02 12:01").run()
    assert sum(texted(world).values()) == 3
    with pytest.raises(NotThereError):
        broadcasts.stop(world.service, ben.acting, number, world.now)
    assert broadcasts.stop(world.service, ada.acting, number, world.now) == 1
    assert broadcasts.stop(world.service, ada.acting, number, world.now) == 0
    world.at("2026-06-02 12:01", "America/Mexico_City").run()
    assert sum(texted(world).values()) == 3
    [row] = [row for row in world.rows(t.nudge) if row.reason == "called_off"]
    assert (row.status, row.message) == (Status.SKIPPED, ServiceMessage.BROADCAST)
    done = [(row.action, row.details["broadcast"]) for row in world.rows(t.audit) if "cast" in row.action]
    assert done == [("broadcast send", number), ("broadcast stop", number)]


def test_one_that_is_stopped_before_its_time_is_never_planned(db: Db) -> None:
    world = World(db)
    joined(world, 2)
    world.run()
    number = sends(world)
    broadcasts.stop(world.service, PROMPT, number, world.now)
    world.at("2026-06-02 12:01").run()
    assert broadcasts.find(world.service, PROMPT, number)[1] == {}


def test_its_words_are_kept_as_long_as_all_words(db: Db) -> None:
    world = World(db)
    joined(world, 1)
    number = sends(world)
    over = local("2026-06-02 14:01") + timedelta(days=30)  # by the clock of UTC it was due at noon
    for now, there in ((over - timedelta(minutes=1), True), (over, False)):
        forget(world.service, now, 30, 0)
        assert bool(broadcasts.find(world.service, PROMPT, number)[0].words) is there
    assert [(row.words, row.data_key) for row in world.rows(t.broadcast)] == [(None, None)]


def test_the_same_form_twice_is_one_message(db: Db) -> None:
    world = World(db)
    joined(world, 1)
    assert sends(world) == sends(world)
    assert sends(world, "another") != sends(world)
    assert len(broadcasts.listed(world.service, PROMPT)) == 2


def test_it_is_counted_by_language_and_way_before_it_goes(db: Db) -> None:
    world = World(db)
    joined(world, 2)
    world.join(phone=phone(7), locale="es-MX", discreet=True)
    world.join(email=EMAIL)
    world.join(phone=phone(8), email="two@clinic.example")
    found = broadcasts.check(world.service, PROMPT, draft(), world.now)
    groups = {(one.language, one.medium): (one.people, one.segments) for one in found.groups}
    assert groups == {
        ("en", Medium.SMS): (3, 1),
        ("es", Medium.SMS): (1, 1),
        ("en", Medium.EMAIL): (1, 0),
    }
    assert (found.people, found.segments, found.discreet, found.seconds) == (5, 4, 1, None)
    only = broadcasts.check(world.service, PROMPT, draft(wanted=Filter(locale="es")), world.now)
    assert (only.people, only.segments) == (1, 1)
    with pytest.raises(NudgesError, match="Nobody would get it"):
        broadcasts.check(world.service, PROMPT, draft(wanted=Filter(plan="pulse")), world.now)
    assert world.rows(t.broadcast) == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"words": {"es": "Hola."}}, "no words in English"),
        ({"words": {"en": " "}}, "no words in English"),
        ({"words": {"en": "x" * 200}}, "costs 2 segments with"),
        ({"words": {"en": "será " * 20}}, "because of 'á'"),
        ({"words": {"en": "Hello {name}"}}, "holds {name}"),
        ({"at": NOON - timedelta(days=3)}, "cannot go out then"),
        ({"at": NOON + timedelta(days=90)}, "cannot go out then"),
        ({"spread": timedelta(days=1)}, "cannot go out then"),
    ],
)
def test_what_cannot_be_sent_is_told_before_anything_is_kept(
    db: Db, fields: dict[str, Any], wrong: str
) -> None:
    world = World(db)
    joined(world, 1)
    with pytest.raises(NudgesError) as told:
        sends(world, **fields)
    assert wrong in told.value.what
    assert (world.rows(t.broadcast), world.rows(t.audit)) == ([], [])


def test_the_last_moment_the_widest_spread_and_the_longest_words(db: Db) -> None:
    world = World(db)
    world.join(email=EMAIL)
    last = world.now.replace(tzinfo=None) + broadcasts.LATEST
    longest = {"en": ("word " * broadcasts.LONGEST)[: broadcasts.LONGEST - len("Nudges: ") - 1] + "s"}
    for fields in ({"at": last}, {"spread": broadcasts.WIDEST}, {"spread": timedelta()}):
        broadcasts.check(world.service, PROMPT, draft(**fields), world.now)
    for fields in (
        {"at": last + timedelta(seconds=1)},
        {"spread": broadcasts.WIDEST + timedelta(seconds=1)},
        {"spread": timedelta(seconds=-1)},
    ):
        with pytest.raises(NudgesError, match="cannot go out then"):
            broadcasts.check(world.service, PROMPT, draft(**fields), world.now)
    broadcasts.check(world.service, PROMPT, draft(words=longest), world.now)
    with pytest.raises(NudgesError, match="too long"):
        broadcasts.check(world.service, PROMPT, draft(words={"en": longest["en"] + "s"}), world.now)


def test_words_that_are_missing_are_missing_for_everybody_who_reads_them(db: Db) -> None:
    world = World(db)
    joined(world, 2)
    world.join(email=EMAIL)
    with pytest.raises(NudgesError) as told:
        sends(world, words={"es": "Hola."})
    assert told.value.why == "3 of those who would get it read English."


def test_a_coach_writes_to_their_own_and_a_viewer_to_nobody(db: Db) -> None:
    world = World(db)
    ada, ben, vera = hire(world), hire(world, Role.COACH, "Ben"), hire(world, Role.VIEWER, "Vera")
    his, _ = joined(world, 2)
    world.run()
    with pytest.raises(ForbiddenError):
        broadcasts.check(world.service, vera.acting, draft(), world.now)
    person.give_coach(world.service, PROMPT, his.id, ben.id, world.now)
    everybody = sends(world)
    mine = broadcasts.send(world.service, ben.acting, draft(), "b", world.now)
    assert [one.id for one in broadcasts.listed(world.service, ben.acting)] == [mine]
    assert [one.id for one in broadcasts.listed(world.service, ada.acting)] == [mine, everybody]
    broadcasts.stop(world.service, PROMPT, everybody, world.now)
    world.at("2026-06-02 12:01").run()
    assert texted(world) == {his.phone: 1}


def test_a_number_that_a_provider_refuses_is_passed_over(db: Db) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL)
    with db.write() as tx:
        lookup = tx.vault.lookup(PHONE)
        tx.conn.execute(t.suppression.insert().values(lookup=lookup, kind="refused", at=world.now))
    [group] = broadcasts.check(world.service, PROMPT, draft(), world.now).groups
    assert group.medium is Medium.EMAIL
    sends(world)
    world.at("2026-06-02 12:01").run()
    assert texted(world) == {EMAIL: 1}
    assert world.person(her.id).phone == PHONE


def test_who_cannot_be_reached_or_read_it_by_then_is_passed_over(db: Db) -> None:
    world = World(db)
    *_, lost = [world.join(phone=phone(n), locale="es") for n in range(2)]
    sends(world, words={"es": WORDS["es"]})
    world.join(phone=phone(2), locale="en")
    assert lost.phone is not None
    with db.write() as tx:
        lookup = tx.vault.lookup(lost.phone)
        tx.conn.execute(t.suppression.insert().values(lookup=lookup, kind="refused", at=world.now))
    world.at("2026-06-02 12:01").run()
    assert texted(world) == {phone(0): 1}


@pytest.mark.parametrize(
    ("prefers", "reached", "by"),
    [(None, PHONE, Medium.SMS), (Medium.SMS, PHONE, Medium.SMS), (Medium.EMAIL, EMAIL, Medium.EMAIL)],
)
def test_who_has_both_gets_it_as_they_prefer_else_by_text(
    db: Db, prefers: Medium | None, reached: str, by: Medium
) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL)
    with db.write() as tx:
        preferences.set_wishes(tx, her.id, prefers=prefers)
    [group] = broadcasts.check(world.service, PROMPT, draft(), world.now).groups
    sends(world)
    world.at("2026-06-02 12:01").run()
    assert (group.medium, texted(world)) == (by, {reached: 1})


@given(st.integers(0, 8 * 60), st.text(min_size=1), st.sampled_from(["Europe/Paris", "Pacific/Kiritimati"]))
def test_everybody_is_due_within_the_spread_and_never_before_now(minutes: int, who: str, zone: str) -> None:
    spread, now = timedelta(minutes=minutes), datetime(2026, 6, 1, tzinfo=UTC)
    wall = local("2026-06-02 12:00", zone)
    at = due_at(NOON, zone, spread, who, now)
    assert wall <= at <= wall + spread
    assert at == due_at(NOON, zone, spread, who, now)
    assert due_at(NOON, zone, spread, who, now + timedelta(days=9)) == now + timedelta(days=9)


def test_the_day_begins_in_the_east_and_is_over_in_the_west() -> None:
    hour = timedelta(hours=1)
    first, last = datetime(2026, 6, 1, 22, tzinfo=UTC), datetime(2026, 6, 3, 0, tzinfo=UTC)
    assert begins(NOON, first - hour, hour)
    assert not begins(NOON, first - hour - timedelta(minutes=1), hour)
    assert (over_everywhere(NOON, last), over_everywhere(NOON, last + timedelta(minutes=1))) == (False, True)
