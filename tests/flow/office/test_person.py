"""What staff do for a person: each is a change like the person's own, and each is in the audit."""

import json
from datetime import time, timedelta

import pytest
from sqlalchemy import update

from nudges.channels.base import Fault
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PERSONS, PROMPT, Action, Role
from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.maintenance.operator_notices import advice
from nudges.flow.office import people, person, today, words
from nudges.flow.office.act import NotThereError, WordsClosedError
from nudges.flow.office.person import SaidBy
from nudges.flow.office.view import view
from nudges.flow.portal import readers
from nudges.flow.portal.export import as_json
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from nudges.store.office.find import Filter
from tests.callers import PUBLIC, Callers
from tests.harness import EMAIL, NAME, PHONE, SECRET, World, fault, plan, step, why
from tests.my_pages import lived
from tests.office_staff import hire

OTHER = "+33612345678"


def actions(world: World) -> list[str]:
    return [row.action for row in world.rows(t.audit)]


def test_a_corrected_number_is_the_one_that_is_known_and_old_links_end(db: Db) -> None:
    world = World(db)
    her = world.join()
    callers, me = Callers(world), world.service.links.page(her.id, world.now).removeprefix(PUBLIC)
    assert callers.call(me, method="GET").status_code == 200
    world.later(minutes=1)
    person.correct(world.service, PROMPT, her.id, world.now, name="Mina", phone="+33 6 12 34 56 78")
    assert callers.call(me, method="GET").status_code == 404
    changed = world.person(her.id)
    assert (changed.name, changed.phone) == ("Mina", OTHER)
    world.says("done", sender=OTHER)
    assert [row.person_id for row in world.rows(t.reply)] == [her.id]
    assert OTHER not in repr(world.rows(t.person)) + repr(world.rows(t.audit))


def test_a_number_of_somebody_else_or_of_a_stop_is_refused_and_nothing_is_changed(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    with pytest.raises(NudgesError, match="somebody else's"):
        person.correct(world.service, PROMPT, her.id, world.now, phone=OTHER)
    person.stop_by_telephone(world.service, PROMPT, him.id, SaidBy.CLOSE, world.now)
    person.erase(world.service, PROMPT, him.id, world.now)
    with pytest.raises(NudgesError, match="must not be written to"):
        person.correct(world.service, PROMPT, her.id, world.now, phone=OTHER)
    with pytest.raises(NudgesError, match="neither number nor address"):
        person.correct(world.service, PROMPT, her.id, world.now, phone="")
    assert world.person(her.id) == her
    assert actions(world) == ["person stop", "person erase"]


def test_a_stop_by_telephone_is_a_stop_and_a_start_is_their_own(db: Db) -> None:
    world = World(db)
    her = world.join()
    person.write(world.service, PROMPT, her.id, "I am here.", world.at("2026-06-01 21:30").now)
    person.stop_by_telephone(world.service, PROMPT, her.id, SaidBy.CLOSE, world.now)
    person.stop_by_telephone(world.service, PROMPT, her.id, SaidBy.CLOSE, world.now)
    assert world.person(her.id).state is State.STOPPED
    world.at("2026-06-02 12:00").run()
    assert world.sent == []
    assert [row.method for row in world.rows(t.consent) if not row.given] == ["phone_close"]
    person.start_by_telephone(world.service, PROMPT, her.id, world.now)
    assert world.person(her.id).state is State.ACTIVE
    assert world.rows(t.upcoming) != []


def test_words_of_staff_go_through_the_queue_in_the_persons_hours(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.at("2026-06-01 21:30")
    assert person.write(world.service, PROMPT, her.id, f"Call me.\n{SECRET}", world.now) == 1
    world.run()
    assert world.sent == []
    world.at("2026-06-02 09:05").run()
    assert [message.text for message in world.sent if SECRET in message.text] == [
        f"Nudges: Call me. {SECRET}"
    ]
    kept = [row for row in world.rows(t.nudge) if row.message == ServiceMessage.STAFF]
    assert [row.status for row in kept] == [Status.ACCEPTED]
    assert SECRET not in repr(kept) + repr(world.rows(t.audit))
    for words_, what in (("", "no words"), ("  \n", "no words"), ("é" * 600, "too long")):
        with pytest.raises(NudgesError, match=what):
            person.write(world.service, PROMPT, her.id, words_, world.now)


def test_leaving_one_plan_leaves_the_others(db: Db) -> None:
    world = World(db)
    her = lived(world)
    world.at("2026-06-29 21:00")
    person.leave(world.service, PROMPT, her.id, "daily", world.now)
    with pytest.raises(NotThereError):
        person.leave(world.service, PROMPT, her.id, "daily", world.now)
    assert {row.plan for row in world.rows(t.upcoming)} == {"pulse", "weekly-summary"}
    world.at("2026-06-30 12:00").run()
    assert [row for row in world.rows(t.nudge) if row.plan == "daily" and row.local_date.month == 7] == []


def test_what_waits_of_a_plan_that_was_left_is_not_sent(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.at("2026-06-02 09:15")
    world.plan_due()
    person.leave(world.service, PROMPT, her.id, "daily", world.now)
    world.run()
    [nudge] = [row for row in world.rows(t.nudge) if row.step == "daily"]
    assert (nudge.status, why(nudge)) == (Status.SKIPPED, "not sent: they left the plan")


def test_hours_and_pauses_have_the_bounds_that_people_have(db: Db) -> None:
    world = World(db)
    her = world.join()
    for opens, closes in (
        *((time(7, 59), time(20)), (time(9), time(21, 1)), (time(12), time(12, 59))),
        *((time(12), time(12)), (time(13), time(12))),
    ):
        with pytest.raises(NudgesError, match="not possible"):
            person.set_hours(world.service, PROMPT, her.id, opens, closes, world.now)
    for span in (timedelta(days=-1), timedelta(), timedelta(days=367)):
        with pytest.raises(NudgesError, match="cannot end then"):
            person.pause(world.service, PROMPT, her.id, world.now + span, world.now)
    assert actions(world) == []
    day = (world.now + timedelta(days=9)).date()
    person.pause_until(world.service, PROMPT, her.id, day, world.now)
    until = world.person(her.id).paused_until
    assert until is not None
    assert f"{her.local(until):%H:%M %d}" == "00:00 10"
    assert actions(world) == ["person pause"]


def test_the_widest_and_the_narrowest_hours_and_the_longest_and_the_shortest_pause(db: Db) -> None:
    world = World(db)
    her = world.join()
    for opens, closes in ((time(8), time(21)), (time(8), time(9)), (time(12, 30), time(13, 30))):
        person.set_hours(world.service, PROMPT, her.id, opens, closes, world.now)
        now = world.person(her.id)
        assert (now.opens, now.closes) == (opens, closes)
    for span in (timedelta(seconds=1), timedelta(days=366, hours=23)):
        person.pause(world.service, PROMPT, her.id, world.now + span, world.now)
        assert world.person(her.id).paused_until == world.now + span


def test_a_step_that_is_spread_keeps_to_new_hours_from_the_next_on(db: Db) -> None:
    world = World(db, plans={"daily": plan(daily=step("16:00", within="2h"))})
    her = world.join()
    ends = []
    for closes in (time(20), time(16, 1)):
        person.set_hours(world.service, PROMPT, her.id, time(9), closes, world.now)
        with db.read() as tx:
            [up] = upcoming.of(tx, her.id)
        ends.append(her.local(up.slot.due_at).time())
    assert ends[0] > time(16, 1) > ends[1] >= time(16)


def test_a_note_has_words_and_is_no_book(db: Db) -> None:
    world = World(db)
    her = world.join()
    longest = "x" * person.LONGEST_NOTE
    for said in ("", " \r\n ", longest + "x"):
        with pytest.raises(NudgesError, match="cannot be kept like this"):
            person.note(world.service, PROMPT, her.id, said, world.now)
    person.note(world.service, PROMPT, her.id, f" {longest}\r\n", world.now)
    [kept] = view(world.service, PROMPT, her.id, world.now).notes
    assert kept.words == longest


def test_only_their_own_word_ends_a_stop(db: Db) -> None:
    world = World(db)
    her = world.join()
    person.stop_by_telephone(world.service, PROMPT, her.id, SaidBy.THEMSELVES, world.now)
    with pytest.raises(NudgesError, match="cannot be resumed") as told:
        person.resume(world.service, PROMPT, her.id, world.now)
    assert told.value.why.startswith("Their state is stopped")


def test_an_id_of_another_system_is_one_persons(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    for _ in range(2):  # the same again changes nothing
        person.correct(world.service, PROMPT, her.id, world.now, external_id="A7")
    with pytest.raises(NudgesError, match="somebody else's"):
        person.correct(world.service, PROMPT, him.id, world.now, external_id="A7")
    person.correct(world.service, PROMPT, her.id, world.now, external_id="")
    person.correct(world.service, PROMPT, him.id, world.now, external_id="A7")
    with pytest.raises(NudgesError, match="somebody else's"):
        person.correct(world.service, PROMPT, her.id, world.now, external_id="A7")


def test_people_are_chosen_up_to_a_number_and_each_once(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)

    def those(*ids: str) -> set[str]:
        return {one.id for one, _ in people.those(world.service, PROMPT, ids, 2, world.now)}

    assert those(her.id, him.id, her.id) == {her.id, him.id}
    with pytest.raises(NudgesError, match="too many at once"):
        those(her.id, him.id, "another")
    for ids in ((), ("another",), (her.id, "another")):
        with pytest.raises(NotThereError):
            those(*ids)


def test_notes_are_sealed_and_go_with_the_person_and_their_export_has_the_date_alone(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    person.note(world.service, ada.acting, her.id, f"Prefers mornings {SECRET}", world.now)
    assert SECRET not in repr(world.rows(t.staff_note))
    said = as_json(world.service, her)
    assert SECRET not in said
    assert len(json.loads(said)["notes_of_staff_at"]) == 1
    person.erase(world.service, ada.acting, her.id, world.now)
    assert world.rows(t.staff_note) == []


def test_the_export_says_who_looked_and_staff_take_it_only_with_consent(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    world.says(f"done, {SECRET}")
    with pytest.raises(WordsClosedError):
        person.export(world.service, ada.acting, her.id, world.now)
    readers.decide(world.service, her.id, True, "v1", world.now)
    words.read(world.service, ada.acting, her.id, world.now)
    said = json.loads(person.export(world.service, ada.acting, her.id, world.now))
    looks = [(one["by"], one["what"]) for one in said["seen_and_done_by_staff"]]
    assert looks == [("Ada Office", "person words"), ("Ada Office", "person export")]
    assert [one["about"] for one in said["consents"]] == ["messages", "words"]


def test_closing_words_is_no_stop_and_the_persons_page_says_who_looked(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    callers, me = Callers(world), world.service.links.page(her.id, world.now).removeprefix(PUBLIC)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    world.later(minutes=1)
    assert callers.call(f"{me}/readers", b"open=1", form).status_code == 303
    world.says(f"done, {SECRET}")
    read = words.read(world.service, ada.acting, her.id, world.now)
    assert [line.words for line in read if line.theirs] == [f"done, {SECRET}"]
    assert callers.call(f"{me}/readers", b"open=0", form).status_code == 303
    page = callers.call(f"{me}/readers", method="GET").text
    assert "Ada Office" in page
    with pytest.raises(WordsClosedError):
        words.read(world.service, ada.acting, her.id, world.now)
    assert world.person(her.id).state is State.ACTIVE


def test_people_are_found_by_number_address_id_and_name_in_ones_own_caseload(db: Db) -> None:
    world = World(db)
    her, him = world.join(email=EMAIL, phone=PHONE), world.join(phone=OTHER, name="José Núñez")
    ben = hire(world, Role.COACH, "Ben")
    person.give_coach(world.service, PROMPT, him.id, ben.id, world.now)

    def found(query: str, **fields: object) -> list[str]:
        wanted = Filter(**fields)  # type: ignore[arg-type]
        listed = people.listed(world.service, PROMPT, wanted, query, "", world.now)
        return sorted(one.id for one, _ in listed.rows)

    both = sorted([her.id, him.id])
    assert [found(PHONE), found(EMAIL.upper()), found(her.id), found("quackenbush")] == [[her.id]] * 4
    assert [found("jose NUNEZ"), found("", coach=ben.id)] == [[him.id]] * 2
    assert [found(""), found("", plan="daily"), found("", state=State.ACTIVE)] == [both] * 3
    assert [found("nobody"), found("", state=State.STOPPED), found("%")] == [[]] * 3
    mine = people.listed(world.service, ben.acting, Filter(), "", "", world.now)
    assert [one.id for one, _ in mine.rows] == [him.id]
    assert people.listed(world.service, ben.acting, Filter(), PHONE, "", world.now).rows == []


def test_today_has_who_fell_silent_what_failed_and_what_goes_out(db: Db) -> None:
    world = World(db)
    her = lived(world)
    for day in range(29, 36):
        world.at("2026-06-01 09:15").later(days=day).run()
    world.later(hours=2)
    seen = today.todays(world.service, PROMPT, world.now)
    assert [one.person_id for one in seen.silent] == [her.id]
    assert seen.names == {her.id: NAME}
    assert sum(count for _, count in seen.hours) >= 1
    vera = hire(world, Role.VIEWER, "Vera")
    assert today.todays(world.service, vera.acting, world.now).names == {}
    cleo = hire(world, Role.COACH, "Cleo")
    assert today.todays(world.service, cleo.acting, world.now).silent == []


def test_today_has_what_was_refused_with_its_code_its_meaning_and_whose(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    world.at("2026-06-02 09:15")
    world.sms.answers += [fault(Fault.PERMANENT, "30006")] * 2
    world.run()
    ben = hire(world, Role.COACH, "Ben")
    person.give_coach(world.service, PROMPT, him.id, ben.id, world.now)
    for acting, whose in ((PROMPT, {her.id, him.id}), (ben.acting, {him.id})):
        [seen] = today.todays(world.service, acting, world.now).failures
        assert (seen.medium, seen.code, seen.count) == (Medium.SMS, "30006", len(whose))
        assert set(seen.person_ids) == whose
        assert (seen.means, seen.step) == advice(Medium.SMS, "30006")
    world.later(days=1)
    assert len(today.todays(world.service, PROMPT, world.now).failures) == 1
    world.later(seconds=1)
    assert today.todays(world.service, PROMPT, world.now).failures == []


@pytest.mark.parametrize("role", PERSONS)
def test_what_was_done_for_somebody_is_shown_to_those_who_may_read_the_audit(db: Db, role: Role) -> None:
    world = World(db)
    her, one = world.join(), hire(world, role).acting
    person.give_coach(world.service, PROMPT, her.id, one.staff_id if role is Role.COACH else None, world.now)
    found = view(world.service, one, her.id, world.now)
    assert bool(found.audit) == one.may(Action.AUDIT) == (role is Role.OWNER)


def test_the_page_of_somebody_whose_key_is_damaged_opens_all_the_same(db: Db) -> None:
    world = World(db)
    her = world.join()
    person.note(world.service, PROMPT, her.id, "Prefers mornings.", world.now)
    with db.write() as tx:
        tx.conn.execute(update(t.person).values(data_key=b"damaged"))
    found = view(world.service, PROMPT, her.id, world.now)
    assert (found.person.name, [one.words for one in found.notes]) == ("", [None])
