"""Two people have the same form open: what the second saves undoes nothing of what the first has saved."""

from datetime import time
from typing import Any

import pytest

from nudges.core.plan.personal import Personal
from nudges.core.vocabulary import Weekday
from nudges.flow.portal.settings import my_steps
from nudges.store.db import Db
from nudges.store.office import audit, staff
from tests.callers import Callers
from tests.filled import filled
from tests.harness import EMAIL, PHONE, World
from tests.my_pages import fields_of, my_page, post, save
from tests.office_staff import Desk, hire

pytestmark = pytest.mark.both_databases
OTHER = "+34600111299"


class Two:
    """Two members of staff, and a person whose page both have open."""

    def __init__(self, db: Db, **fields: Any) -> None:
        self.world = World(db)
        self.her = self.world.join(**({"phone": PHONE, "email": EMAIL, "name": "Rosa"} | fields))
        self.callers = Callers(self.world, office="on")
        self.ada, self.ben = (Desk(self.callers, hire(self.world, name=name)) for name in ("Ada A", "Ben B"))
        self.page = f"/people/{self.her.id}"

    def opened(self, form: str) -> dict[str, str]:
        fields = self.ada.filled(f"{self.page}/change", f"{self.page}/{form}")
        return {name: said for name, said in fields.items() if name != "csrf"}


def test_another_field_changed_meanwhile_stays(db: Db) -> None:
    two = Two(db)
    first, second = two.opened("correct"), two.opened("correct")
    assert two.ada.post(f"{two.page}/correct", **first | {"phone": OTHER}).status_code == 303
    assert two.ben.post(f"{two.page}/correct", **second | {"name": "Rosa O."}).status_code == 303
    now = two.world.person(two.her.id)
    assert (now.name, now.phone, now.email) == ("Rosa O.", OTHER, EMAIL)


def test_a_box_whose_tick_was_taken_off_meanwhile_stays_off(db: Db) -> None:
    two = Two(db, partner=True, partner_safe=True)
    first, second = two.opened("change"), two.opened("change")
    assert second["partner"] == "on"
    without = {name: said for name, said in first.items() if name not in ("partner", "partner_safe")}
    assert two.ada.post(f"{two.page}/change", **without | {"discreet": "on"}).status_code == 303
    assert two.ben.post(f"{two.page}/change", **second | {"quiet_acks": "on"}).status_code == 303
    now = two.world.person(two.her.id)
    assert (now.partner, now.partner_safe, now.discreet, now.quiet_acks) == (False, False, True, True)


def test_the_same_field_saves_nothing_and_shows_both(db: Db) -> None:
    two = Two(db)
    first, second = two.opened("correct"), two.opened("correct")
    two.ada.post(f"{two.page}/correct", **first | {"phone": OTHER})
    told = two.ben.post(f"{two.page}/correct", **second | {"phone": "+34600111288", "name": "Rosa O."})
    assert told.status_code == 409
    assert "Something was changed while this page was open." in told.text
    assert "This was changed meanwhile. You had chosen: +34600111288." in told.text
    now = two.world.person(two.her.id)
    assert (now.name, now.phone) == ("Rosa", OTHER)
    shown = filled(told.text, f'action="/office{two.page}/correct"')
    assert (shown["phone"], shown["name"]) == (OTHER, "Rosa O."), "theirs, and what nobody else changed"
    assert two.ben.post(f"{two.page}/correct", **shown).status_code == 303
    now = two.world.person(two.her.id)
    assert (now.name, now.phone) == ("Rosa O.", OTHER)


def test_the_same_value_twice_is_no_matter(db: Db) -> None:
    two = Two(db)
    first, second = two.opened("hours"), two.opened("hours")
    for desk, form in ((two.ada, first), (two.ben, second)):
        assert desk.post(f"{two.page}/hours", **form | {"opens": "10:00"}).status_code == 303
    assert two.world.person(two.her.id).opens == time(10)
    closes = two.ben.post(f"{two.page}/hours", **first | {"closes": "19:00"})
    assert closes.status_code == 303, "opened before, and of the other hour"
    now = two.world.person(two.her.id)
    assert (now.opens, now.closes) == (time(10), time(19))
    later = two.ben.post(f"{two.page}/hours", **first | {"closes": "18:00"})
    assert later.status_code == 409
    assert "You had chosen: 6:00 PM." in later.text


def test_zone_and_coach(db: Db) -> None:
    two = Two(db)
    moved, given = two.opened("move"), two.opened("coach")
    two.ada.post(f"{two.page}/move", **moved | {"zone": "Europe/Lisbon"})
    assert two.ben.post(f"{two.page}/move", **moved | {"zone": "Europe/Rome"}).status_code == 409
    assert two.world.person(two.her.id).zone == "Europe/Lisbon"
    two.ada.post(f"{two.page}/coach", **given | {"coach": two.ada.member.id})
    told = two.ben.post(f"{two.page}/coach", **given | {"coach": two.ben.member.id})
    assert (told.status_code, "You had chosen: Ben B." in told.text) == (409, True)
    with two.world.db.read() as tx:
        assert staff.coach_of(tx, two.her.id) == two.ada.member.id


def test_the_coach_they_have_is_shown_and_another_is_given(db: Db) -> None:
    two = Two(db)
    with db.write() as tx:
        staff.set_coach(tx, two.her.id, two.ada.member.id)
    given = two.opened("coach")
    assert given["coach"] == two.ada.member.id
    assert two.ada.post(f"{two.page}/coach", **given | {"coach": two.ben.member.id}).status_code == 303
    with db.read() as tx:
        assert staff.coach_of(tx, two.her.id) == two.ben.member.id


def test_the_times_of_a_plan(db: Db) -> None:
    two = Two(db, plan="pulse")
    old = two.opened("times")
    assert two.ada.post(f"{two.page}/times", **old | {"day-0-pulse": "sat"}).status_code == 303
    told = two.ben.post(f"{two.page}/times", **old | {"time-0-pulse": "18:00"})
    assert (told.status_code, "You had chosen: 6:00 PM." in told.text) == (409, True)
    [pulse] = [
        one for one in my_steps(two.world.service, two.world.person(two.her.id)) if one.name == "pulse"
    ]
    assert Personal(pulse.days, pulse.times) == Personal((Weekday("sat"),), (time(19),))
    again = filled(told.text, f'action="/office{two.page}/times"')
    assert two.ben.post(f"{two.page}/times", **again | {"time-0-pulse": "18:00"}).status_code == 303
    [pulse] = [
        one for one in my_steps(two.world.service, two.world.person(two.her.id)) if one.name == "pulse"
    ]
    assert Personal(pulse.days, pulse.times) == Personal((Weekday("sat"),), (time(18),))


def test_nothing_changed_is_nothing_done(db: Db) -> None:
    two = Two(db)
    forms = {name: two.opened(name) for name in ("correct", "change", "move", "hours", "times")}
    for name, form in forms.items():
        assert two.ada.post(f"{two.page}/{name}", **form).status_code == 303
    with two.world.db.read() as tx:
        done = {str(one.action) for one in audit.newest(tx, 100, person_id=two.her.id)}
    assert done == {"person show"}


def test_her_own_page_and_the_staff(db: Db) -> None:
    two = Two(db, partner=True, partner_safe=True)
    me = my_page(two.world, two.her)
    hers, theirs = fields_of(two.callers, me), two.opened("change")
    assert save(two.callers, me, discreet="on").status_code == 303
    assert two.ada.post(f"{two.page}/change", **theirs | {"quiet_acks": "on"}).status_code == 303
    now = two.world.person(two.her.id)
    assert (now.discreet, now.quiet_acks) == (True, True)
    two.ada.post(f"{two.page}/hours", **two.opened("hours") | {"opens": "10:00"})
    assert post(two.callers, f"{me}/settings", hers | {"care": "on"}).status_code == 303
    now = two.world.person(two.her.id)
    assert (now.discreet, now.quiet_acks, now.care, now.opens) == (True, True, True, time(10))
    told = post(two.callers, f"{me}/settings", hers | {"opens": "11:00"})
    assert (told.status_code, "You had chosen: 11:00 AM." in told.text) == (409, True)
    assert two.world.person(two.her.id).opens == time(10)


def test_what_was_said_of_danger_meanwhile_is_not_taken_back_by_an_older_page(db: Db) -> None:
    two = Two(db, partner=True, partner_safe=True)
    me = my_page(two.world, two.her)
    hers = fields_of(two.callers, me)
    assert hers["partner_safe"] == "on"
    two.world.says("he hit me last night")
    assert two.world.person(two.her.id).disclosed
    assert post(two.callers, f"{me}/settings", hers | {"care": "on"}).status_code == 303
    now = two.world.person(two.her.id)
    assert (bool(now.disclosed), now.care) == (True, True)


def test_a_mistake_beside_it_keeps_what_the_form_was_opened_with(db: Db) -> None:
    two = Two(db)
    me = my_page(two.world, two.her)
    hers = fields_of(two.callers, me)
    two.ada.post(f"{two.page}/move", **two.opened("move") | {"zone": "Europe/Lisbon"})
    wrong = post(two.callers, f"{me}/settings", hers | {"opens": "3:00", "zone": "Europe/Rome"})
    assert wrong.status_code == 422
    fixed = filled(wrong.text) | {"opens": "09:00"}
    told = post(two.callers, f"{me}/settings", fixed)
    assert (told.status_code, "You had chosen: Rome." in told.text) == (409, True)
    assert two.world.person(two.her.id).zone == "Europe/Lisbon"
