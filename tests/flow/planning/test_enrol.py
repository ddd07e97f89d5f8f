"""A person joins: once, with consent or waiting for it, greeted at a decent hour, and their slots known."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nudges.content.people_csv import read_csv
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person, State
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, Who
from nudges.flow.consent.consent import erase, stop
from nudges.flow.office.joining import import_file
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.planning.refusals import CLASH
from nudges.flow.planning.schedule import move, reschedule_if_changed, schedule
from nudges.flow.service import Service
from nudges.flow.staff.import_csv import BATCH, Fate, rehearse_import
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from nudges.store.people import people, preferences
from tests.harness import (
    CONSENT,
    EMAIL,
    MONDAY,
    PARIS,
    PHONE,
    PLANS,
    Databases,
    World,
    local,
    opened_db,
    plan,
    step,
    why,
)
from tests.properties import examples


def coming(world: World, person: Person) -> dict[str, str]:
    """What comes next by step, on the person's clock."""
    with world.db.read() as tx:
        return {u.step: f"{person.local(u.slot.due_at):%m-%d %H:%M}" for u in upcoming.of(tx, person.id)}


def enrolled(world: World, person: Person) -> list[str]:
    with world.db.read() as tx:
        return [e.plan for e in people.enrolments(tx, [person.id])]


def test_joining_twice_adds_nobody_twice(db: Db) -> None:
    world = World(db)
    newcomer = Newcomer("daily", PARIS, phone=PHONE, email=EMAIL, consent=CONSENT)
    first, again = world.joined(newcomer), world.joined(newcomer)
    assert (first.new_person, first.new_enrolment) == (True, True)
    assert (again.person_id, again.new_person, again.new_enrolment) == (first.person_id, False, False)
    world.run()
    assert len(world.rows(t.person)) == 1
    assert len(world.sms.ledger) == 1, "one welcome"


def test_the_same_person_twice_in_one_list(db: Db) -> None:
    world = World(db)
    lines = [
        Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT),
        Newcomer("pulse", PARIS, phone=PHONE, email=EMAIL, consent=CONSENT),
        Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT),
    ]
    joined = join(world.service, lines, world.now)
    assert [(j.new_person, j.new_enrolment) for j in joined] == [(True, True), (False, True), (False, False)]
    assert len({j.person_id for j in joined}) == 1
    world.run()
    assert len(world.sms.ledger) == 1


def test_a_known_person_joins_a_second_plan(db: Db) -> None:
    world = World(db)
    person = world.join()
    joined = world.joined(Newcomer("pulse", PARIS, phone=PHONE))
    assert (joined.person_id, joined.new_person, joined.new_enrolment) == (person.id, False, True)
    assert coming(world, person) == {"daily": "06-02 09:15", "pulse": "06-03 19:00"}


def test_the_weekly_summary_is_for_those_with_an_address(db: Db) -> None:
    world = World(db)
    assert enrolled(world, world.join()) == ["daily"]
    assert enrolled(world, world.join(phone="+15550000001", email=EMAIL)) == ["daily", "weekly-summary"]


def test_an_address_that_we_do_not_hold_brings_no_summary(db: Db) -> None:
    """A known number comes again with an address: the address is not taken over, so no mail can go."""
    world = World(db)
    person = world.join()
    world.joined(Newcomer("pulse", PARIS, phone=PHONE, email=EMAIL))
    assert enrolled(world, person) == ["daily", "pulse"]


def test_without_consent_one_invitation_is_all_until_they_say_start(db: Db) -> None:
    world = World(db)
    person = world.join(consent=None)
    assert person.state is State.INVITED
    for day in ("02", "03", "04"):
        world.at(f"2026-06-{day} 09:15").run()
    assert (world.sms.tried, world.nudges(), coming(world, person)) == ([], [], {})
    assert world.says("START")
    assert coming(world, person) == {"daily": "06-05 09:15"}
    world.at("2026-06-05 09:15").run()
    assert len(world.sms.ledger) == 1


def test_a_consent_recorded_later_lets_an_invited_person_begin(db: Db) -> None:
    world = World(db)
    invited = world.join(consent=None)
    assert world.joined(Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT)).new_enrolment is False
    assert world.person(invited.id).state == "active"
    assert [c.given for c in world.rows(t.consent)] == [True]
    world.run()
    assert [m.to for m in world.sms.ledger] == [PHONE]  # the welcome
    world.at("2026-06-02 09:15").run()
    assert len(world.sms.ledger) == 2


def test_a_consent_that_is_still_to_come_is_none(db: Db) -> None:
    world = World(db)
    assert world.join(consent=date(2026, 6, 2)).state == "invited"
    assert world.rows(t.consent) == []


def test_no_import_brings_back_somebody_who_said_stop(db: Db) -> None:
    world = World(db)
    person = world.join()
    world.says("STOP")
    world.joined(Newcomer("pulse", PARIS, phone=PHONE, consent=CONSENT))
    assert world.person(person.id).state == "stopped"
    assert world.rows(t.upcoming) == []


def test_the_welcome_says_who_writes_how_often_and_how_to_end_it(db: Db) -> None:
    world = World(db)
    world.join(quiet=False)
    world.run()
    [message] = world.sms.ledger
    assert message.to == PHONE
    for words in ("Nudges", "7 a week", "HELP", "STOP"):
        assert words in message.text


def test_the_welcome_waits_for_a_decent_hour(db: Db) -> None:
    world = World(db).at("2026-06-01 22:30")
    world.join(quiet=False)
    world.run()
    world.at("2026-06-02 08:59").run()
    assert world.sms.tried == []
    [welcome] = world.nudges("welcome")
    assert (welcome.status, why(welcome)) == (Status.QUEUED, "held: quiet hours until 09:00")
    world.at("2026-06-02 09:00").run()
    assert len(world.sms.ledger) == 1


def test_somebody_without_a_number_is_welcomed_by_mail(db: Db) -> None:
    world = World(db)
    world.join(email=EMAIL, quiet=False)
    world.run()
    [message] = world.mail.ledger
    assert (message.to, message.subject != "", "STOP" in message.text) == (EMAIL, True, True)
    assert "List-Unsubscribe" in message.headers


def test_personal_times_replace_those_of_the_plan(db: Db) -> None:
    world = World(db)
    person = world.join(times={"daily": "12:30, 18:00"})
    assert coming(world, person) == {"daily": "06-01 12:30"}
    for hour in ("09:15", "12:30", "18:00"):
        world.at(f"2026-06-01 {hour}").run()
    assert [(n.local_date, n.n, n.status) for n in world.nudges()] == [
        (date(2026, 6, 1), 0, "accepted"),
        (date(2026, 6, 1), 1, "accepted"),
    ]


def test_a_plan_that_starts_later_is_silent_until_then(db: Db) -> None:
    world = World(db)
    person = world.join(starts_on=date(2026, 6, 10))
    assert coming(world, person) == {"daily": "06-10 09:15"}


def test_an_unknown_plan_is_the_callers_to_refuse(db: Db) -> None:
    world = World(db)
    person = world.join(plan="no-such-plan")
    assert (enrolled(world, person), coming(world, person)) == (["no-such-plan"], {})
    world.later(days=2).run()
    assert world.sms.tried == []


def test_an_erased_person_may_come_back_as_somebody_new(db: Db) -> None:
    world = World(db)
    person = world.join()
    erase(world.service, person, world.now)
    assert world.joined(Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT)).new_person


def test_moving_west_and_east_keeps_one_nudge_a_date(db: Db) -> None:
    world = World(db)
    person = world.join(zone="Asia/Tokyo")
    world.at("2026-06-02 09:15", "Asia/Tokyo").run()
    move(world.service, person.id, "America/Los_Angeles", world.now)  # where it is 1 June again
    world.at("2026-06-02 09:15", "America/Los_Angeles").run()
    assert [n.local_date for n in world.nudges()] == [date(2026, 6, 2)]
    world.at("2026-06-03 09:15", "America/Los_Angeles").run()
    move(world.service, person.id, "Asia/Tokyo", world.now)  # where 4 June has just begun
    world.at("2026-06-04 09:15", "Asia/Tokyo").run()
    assert [(n.local_date.day, n.status) for n in world.nudges()] == [
        (2, "accepted"),
        (3, "accepted"),
        (4, "accepted"),
    ]


HEADER = "name,phone,email,zone,plan,consent"
ZONES = ["Pacific/Kiritimati", "Asia/Kolkata", "Africa/Cairo", PARIS, "America/St_Johns", "Pacific/Pago_Pago"]


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=st.lists(st.tuples(st.integers(1, 30), st.sampled_from(ZONES)), max_size=6))
def test_never_twice_for_one_date_whatever_the_moves(
    databases: Databases, moves: list[tuple[int, str]]
) -> None:
    with opened_db(databases) as db:
        world = World(db)
        person = world.join()
        for hours, zone in moves:
            world.later(hours=hours).run()
            move(world.service, person.id, zone, world.now)
        for _ in range(8):
            world.later(hours=6).run()
        dates = [n.local_date for n in world.nudges()]
        assert dates == sorted(set(dates))
        assert len({m.attempt_id for m in world.sms.ledger}) == len(world.sms.ledger) <= len(dates)


def test_a_new_time_in_the_plan_file_gives_no_second_nudge_today(db: Db) -> None:
    world = World(db)
    person = world.join()
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-02 09:15").run()
    world.service = world.rebuilt(PLANS | {"daily": plan(daily=step("11:00"))})
    assert reschedule_if_changed(world.service, world.now) == 1
    assert reschedule_if_changed(world.service, world.now) == 0, "only once"
    assert coming(world, person) == {"daily": "06-03 11:00"}
    world.at("2026-06-02 11:00").run()
    world.at("2026-06-03 09:15").run()
    world.at("2026-06-03 11:00").run()
    assert [n.due_at for n in world.nudges()] == [local("2026-06-02 09:15"), local("2026-06-03 11:00")]
    assert len(world.sms.ledger) == 2


def test_a_time_moved_to_one_gone_by_leaves_today_where_it_was(db: Db) -> None:
    world = World(db)
    world.join(times={})
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-02 08:30")
    world.service = world.rebuilt(PLANS | {"daily": plan(daily=step("08:00"))})
    reschedule_if_changed(world.service, world.now)
    world.run()
    assert world.nudges() == []
    world.at("2026-06-02 09:15").run()
    assert world.nudge().status == "accepted"
    world.at("2026-06-03 09:00").run()
    assert world.nudge().due_at == local("2026-06-03 08:00")


def test_no_slot_is_lost_when_a_plan_was_edited_while_nothing_ran(db: Db) -> None:
    world = World(db)
    world.join()
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-02 09:15").run()
    world.at("2026-06-05 12:00")
    world.service = world.rebuilt(PLANS | {"daily": plan(daily=step("09:20"))})
    reschedule_if_changed(world.service, world.now)
    world.run()
    assert [(n.local_date.day, n.status, n.reason) for n in world.nudges()] == [
        (2, "accepted", "sent"),
        (3, "missed", "overtaken"),
        (4, "missed", "overtaken"),
        (5, "accepted", "sent"),
    ]


def test_joining_a_second_plan_loses_no_slot_that_has_just_come(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:20")  # no tick since 09:15
    world.joined(Newcomer("pulse", PARIS, phone=PHONE))
    world.run()
    assert [(n.step, n.local_date.day, n.status) for n in world.nudges()] == [("daily", 2, "accepted")]


def test_two_workers_may_start_at_once_after_an_edit(db: Db) -> None:
    world = World(db)
    crowd = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(200)]
    join(world.service, crowd, world.now)
    for minute in (20, 21, 22):
        service = world.rebuilt(PLANS | {"daily": plan(daily=step(f"09:{minute}"))})
        both = threading.Barrier(2)

        def start(service: Service = service, both: threading.Barrier = both) -> None:
            both.wait()
            reschedule_if_changed(service, world.now)

        with ThreadPoolExecutor(2) as pool:
            for started in [pool.submit(start) for _ in range(2)]:
                started.result(timeout=20)
        assert {row.due_at for row in world.rows(t.upcoming)} == {local(f"2026-06-02 09:{minute}")}
        assert len(world.rows(t.upcoming)) == len(crowd)


@pytest.mark.parametrize(
    ("phone", "email"),
    [
        ("+15550000009", EMAIL),
        (PHONE, "other@secluded.example"),
        ("+15550000008", EMAIL),
        (PHONE, "b@b.example"),
    ],
    ids=[
        "another number",
        "another address",
        "the number of one and the address of another",
        "and the reverse",
    ],
)
def test_nobody_is_added_over_somebody_elses_number(db: Db, phone: str, email: str) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    world.join(phone="+15550000008", email="b@b.example", name="B")
    before = [world.rows(table) for table in (t.person, t.enrolment, t.consent, t.nudge)]
    joined = world.joined(Newcomer("pulse", PARIS, phone=phone, email=email, consent=CONSENT))
    assert (joined.refused, joined.new_person, joined.new_enrolment) == (CLASH, False, False)
    assert [world.rows(table) for table in (t.person, t.enrolment, t.consent, t.nudge)] == before


def test_a_clash_in_a_file_is_a_bad_line_and_stops_no_other(db: Db) -> None:
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    lines = [
        "name,phone,email,zone,plan,consent",
        f"A,+15550000007,{EMAIL},{PARIS},daily,2026-05-01",
        f"B,+15550000008,b@b.example,{PARIS},daily,2026-05-01",
        f"C,+15550000009,b@b.example,{PARIS},daily,2026-05-01",
        f"D,{PHONE},{EMAIL},{PARIS},pulse,2026-05-01",
    ]
    done = import_file(world.service, PROMPT, read_csv(iter(lines)), world.now)
    assert done.bad == [(2, CLASH), (4, CLASH)]
    assert (done.added, done.enrolled, done.known, done.invited) == (1, 2, 0, 0)
    [line] = world.rows(t.audit)
    assert (line.action, line.details) == ("person import", {"lines": 4, "people": 1, "enrolments": 2})
    assert len(world.rows(t.person)) == 2


@pytest.mark.parametrize("first", ["with an address", "without"])
def test_two_people_on_one_number_are_told_apart_by_their_names(db: Db, first: str) -> None:
    world = World(db)
    ana, ben = f"Ana,{PHONE},,{PARIS},daily,2026-05-01", f"Ben,{PHONE},{EMAIL},{PARIS},daily,2026-05-01"
    lines = [ben, ana] if first == "with an address" else [ana, ben]
    done = import_file(world.service, PROMPT, read_csv(iter([HEADER, *lines])), world.now)
    assert (done.added, done.bad) == (1, [(3, CLASH)])
    assert len(world.rows(t.enrolment)) == (2 if first == "with an address" else 1)


def test_a_name_written_another_way_is_the_same_person(db: Db) -> None:
    world = World(db)
    lines = [f"Ana  Lee,{PHONE},,{PARIS},daily,", f"ana lee,{PHONE},{EMAIL},{PARIS},pulse,"]
    done = import_file(world.service, PROMPT, read_csv(iter([HEADER, *lines])), world.now)
    assert (done.added, done.enrolled, done.bad) == (1, 2, [])


OTHER_PHONE, OTHER_EMAIL = "+15550000009", "other@secluded.example"


@pytest.mark.parametrize(
    ("held", "given", "same"),
    [
        # the same number or address, and nothing that speaks against it
        ({"phone": PHONE}, {"phone": PHONE}, True),
        ({"phone": PHONE, "email": EMAIL}, {"phone": PHONE, "email": EMAIL.upper()}, True),
        ({"phone": PHONE, "email": EMAIL}, {"phone": PHONE}, True),
        ({"phone": PHONE}, {"phone": PHONE, "email": EMAIL}, True),
        ({"phone": PHONE, "email": EMAIL}, {"email": EMAIL}, True),
        # another number or address beside it
        ({"phone": PHONE, "email": EMAIL}, {"phone": PHONE, "email": OTHER_EMAIL}, False),
        ({"phone": PHONE, "email": EMAIL}, {"phone": OTHER_PHONE, "email": EMAIL}, False),
        # another name counts with what only one of the two has
        ({"phone": PHONE, "name": "Ana"}, {"phone": PHONE, "name": "Ben"}, True),
        ({"phone": PHONE, "name": "Ana"}, {"phone": PHONE, "email": EMAIL, "name": "Ben"}, False),
        ({"phone": PHONE, "email": EMAIL, "name": "Ana"}, {"phone": PHONE, "name": "Ben"}, False),
        ({"phone": PHONE, "name": "Ana"}, {"phone": PHONE, "email": EMAIL, "name": " ANA "}, True),
        ({"phone": PHONE, "name": "Ana"}, {"phone": PHONE, "email": EMAIL, "name": ""}, True),
        ({"phone": PHONE, "name": ""}, {"phone": PHONE, "email": EMAIL, "name": "Ben"}, True),
        # what another system calls them
        ({"phone": PHONE, "external_id": "x"}, {"phone": PHONE, "external_id": "x"}, True),
        ({"phone": PHONE, "external_id": "x"}, {"phone": PHONE, "external_id": "y"}, False),
        ({"phone": PHONE, "external_id": "x"}, {"phone": PHONE}, True),
        ({"phone": PHONE}, {"phone": PHONE, "external_id": "x"}, True),
        ({"phone": PHONE, "external_id": "x"}, {"phone": OTHER_PHONE, "external_id": "x"}, False),
        ({"phone": PHONE, "external_id": "x"}, {"email": EMAIL, "external_id": "x"}, True),
    ],
)
def test_who_is_the_same_person(db: Db, held: dict[str, str], given: dict[str, str], same: bool) -> None:
    world = World(db)
    first = world.joined(Newcomer("daily", PARIS, consent=CONSENT, **held))  # type: ignore[arg-type]
    joined = world.joined(Newcomer("pulse", PARIS, consent=CONSENT, **given))  # type: ignore[arg-type]
    assert joined.person_id == first.person_id
    assert (joined.refused, joined.new_enrolment) == ((None, True) if same else (CLASH, False))


def test_an_unclosed_quote_costs_its_own_line_and_no_other(db: Db) -> None:
    world = World(db)
    lines = [
        *(f'"Ana,+15550000001,,{PARIS},daily,', f'"Lee, Ben",+15550000002,,{PARIS},daily,', ""),
        *(f'C"id,+15550000003,,{PARIS},daily,', f'"D"ee,+15550000004,,{PARIS},daily,'),
        *(f'"{"e" * 200_000}",+15550000005,,{PARIS},daily,', f"F,+15550000006,,{PARIS},daily,\r\n"),
    ]
    done = import_file(world.service, PROMPT, read_csv(iter([HEADER, *lines])), world.now)
    assert [line for line, _ in done.bad] == [2, 6, 7]
    assert {wrong.what for _, wrong in done.bad} == {"The quotes do not match.", "A cell is far too long."}
    with db.read() as tx:
        assert sorted(person.name for person in people.everyone(tx)) == ['C"id', "F", "Lee, Ben"]


def test_a_header_with_an_unclosed_quote_is_a_header_that_cannot_be_read(db: Db) -> None:
    with pytest.raises(NudgesError, match="quotes"):
        import_file(World(db).service, PROMPT, read_csv(iter(['name,"phone,zone,plan'])), MONDAY)


def test_a_long_list_is_added_whole_and_its_steps_are_known(db: Db) -> None:
    """More than one batch; what is planned is what planning each alone would give."""
    world = World(db)
    crowd = 2 * BATCH + 3
    zones = [PARIS, "Asia/Tokyo", "America/St_Johns"]
    lines = [f"P{n},+1555{n:07},p{n}@x{n % 7}.example,{zones[n % 3]},pulse,2026-05-01" for n in range(crowd)]
    seen: list[int] = []
    done = import_file(world.service, PROMPT, read_csv(iter([HEADER, *lines])), world.now, seen.append)
    assert (done.added, done.enrolled, done.known, done.invited, done.bad) == (crowd, crowd, 0, 0, [])
    assert (sum(seen), len(seen)) == (crowd, 3)
    assert len(world.rows(t.enrolment)) == 2 * crowd, "the summary as well"
    assert len(world.rows(t.consent)) == len(world.nudges("welcome")) == crowd
    before = world.rows(t.upcoming)
    assert len(before) == 2 * crowd
    with db.write() as tx:
        schedule(world.service, tx, people.everyone(tx, limit=crowd), world.now)
    assert world.rows(t.upcoming) == before
    again = import_file(world.service, PROMPT, read_csv(iter([HEADER, *lines])), world.now)
    assert (again.added, again.enrolled, again.known) == (0, 0, crowd)


def test_agreeing_takes_back_no_stop(db: Db) -> None:
    """A consent is recorded for somebody invited, who says STOP at that very moment."""
    world = World(db)
    person = world.join(consent=None)
    with db.write() as tx:
        stop(tx, person, ConsentMethod.REPLY, world.now)
    with db.write() as tx:
        preferences.agree(tx, person.id)
    assert world.person(person.id).state is State.STOPPED


def test_a_person_is_not_texted_for_a_time_before_they_joined(db: Db) -> None:
    """The first start of a worker computes the schedule anew, and must not reach back behind the joining."""
    world = World(db)
    person = world.join()
    reschedule_if_changed(world.service, world.now)
    assert coming(world, person) == {"daily": "06-02 09:15"}


def test_a_step_by_mail_reaches_a_person_with_only_a_number_by_sms(db: Db) -> None:
    world = World(db)
    world.join(plan="letters")
    world.at("2026-06-02 10:00").run()
    assert (world.nudge().medium, len(world.sms.ledger), world.mail.tried) == (Medium.SMS, 1, [])


def test_columns_in_any_case_and_empty_ones_at_the_end(db: Db) -> None:
    world = World(db)
    done = import_file(
        world.service,
        PROMPT,
        read_csv(iter(["Name,PHONE,Zone,Plan,,\n", f"Ana,+15550000001,{PARIS},daily,,\n"])),
        world.now,
    )
    assert (done.added, done.bad) == (1, [])


@pytest.mark.parametrize(("consent", "wrong"), [("2026-06-02", "future"), ("1999-12-31", "too long ago")])
def test_a_consent_that_cannot_be_is_a_bad_line(db: Db, consent: str, wrong: str) -> None:
    world = World(db)
    rows = ["phone,zone,plan,consent\n", f"+15550000001,{PARIS},daily,{consent}\n"]
    [(line, error)] = import_file(world.service, PROMPT, read_csv(iter(rows)), world.now).bad
    assert (line, wrong in error.what) == (2, True)


def test_a_rehearsed_import_says_what_each_line_would_do_and_does_nothing(db: Db) -> None:
    world = World(db)
    world.join(phone="+15550000001", plan="daily")
    rows = [
        "phone,zone,plan,consent\n",
        f"+15550000001,{PARIS},daily,\n",
        f"+15550000001,{PARIS},pulse,\n",
        f"+15550000002,{PARIS},daily,2026-05-01\n",
        f"+15550000002,{PARIS},daily,2026-05-01\n",
        f"+15550000003,{PARIS},daily,\n",
        f"+1555000000x,{PARIS},daily,\n",
    ]
    before, told = world.rows(t.person), dict[int, Fate]()
    result = rehearse_import(world.service, read_csv(iter(rows)), world.now, told.__setitem__)
    assert told == {2: Fate.KNOWN, 3: Fate.ENROLLED, 4: Fate.ADDED, 5: Fate.KNOWN, 6: Fate.INVITED}
    assert [line for line, _ in result.bad] == [7]
    assert world.rows(t.person) == before
    done = import_file(world.service, PROMPT, read_csv(iter(rows)), world.now)
    assert (done.added, done.enrolled, done.known, done.invited) == (2, 3, 2, 1)
    assert (result.added, result.enrolled, result.known, result.invited) == (2, 3, 2, 1)


def test_a_rehearsal_of_several_batches_knows_those_of_the_first(db: Db) -> None:
    world = World(db)
    rows = [f"+1555{n:07},{PARIS},daily,\n" for n in range(BATCH)]
    again = [
        rows[0],
        rows[0].replace("daily", "pulse"),
        rows[0].replace("daily", "pulse"),
        f"+15559,{PARIS},daily,\n",
    ]
    told = dict[int, Fate]()
    listed = read_csv(iter(["phone,zone,plan,consent\n", *rows, *again]))
    result = rehearse_import(world.service, listed, world.now, told.__setitem__)
    assert [told.get(BATCH + 2 + n) for n in range(4)] == [Fate.KNOWN, Fate.ENROLLED, Fate.KNOWN, None]
    assert (result.invited, result.enrolled, result.known) == (BATCH, BATCH + 1, 2)


SIDES = {
    "hurt": plan(daily=step()),
    "repair": plan(daily=step()).model_copy(update={"who": Who.REPAIRING}),
}


def sided(db: Db) -> World:
    return World(db, plans=SIDES)


def test_what_enrolling_asks_is_kept_with_safe_defaults(db: Db) -> None:
    world = sided(db)
    lines = [
        "Name,Phone,Zone,Plan,Consent,Who,Partner,Partner safe,CARE",
        f"A,+15550000001,{PARIS},hurt,2026-05-01,,,,",
        f"B,+15550000002,{PARIS},hurt,2026-05-01,Both,Yes,yes,yes",
        f"C,+15550000003,{PARIS},repair,2026-05-01,,yes,no,",
        f"D,+15550000004,{PARIS},repair,2026-05-01,both,,,",
        f"E,+15550000005,{PARIS},repair,2026-05-01,hurt,,,",
        f"F,+15550000006,{PARIS},hurt,2026-05-01,victim,,,",
    ]
    done = import_file(world.service, PROMPT, read_csv(iter(lines)), world.now)
    assert [(line, error.what) for line, error in done.bad] == [
        (6, "The plan repair is not for somebody who was hurt."),
        (7, "The who 'victim' is not known."),
    ]
    with db.read() as tx:
        kept = {p.name: (p.who, p.partner, p.partner_safe, p.care, p.for_two) for p in people.everyone(tx)}
    assert kept == {
        "A": ("hurt", False, False, False, False),
        "B": ("both", True, True, True, True),
        "C": ("repairing", True, False, False, False),
        "D": ("both", False, False, False, False),
    }


def test_a_further_plan_has_to_suit_who_they_are(db: Db) -> None:
    world = sided(db)
    person = world.join(plan="hurt", phone=PHONE)
    refused = world.joined(Newcomer("repair", PARIS, phone=PHONE)).refused
    assert refused is not None
    assert refused.what == "The plan repair is not for somebody who was hurt."
    assert enrolled(world, person) == ["hurt"]
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, who=Who.BOTH)
    assert world.joined(Newcomer("repair", PARIS, phone=PHONE)).new_enrolment
