"""A disclosure opens a case; staff on duty are told until one has seen it; what was done is sealed."""

import asyncio

import pytest

from nudges.channels.base import Fault
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Role
from nudges.core.render.sms_segments import count
from nudges.core.vocabulary import Danger
from nudges.flow.accounts import accounts
from nudges.flow.consent import consent
from nudges.flow.maintenance.operator_notices import tell_operator
from nudges.flow.office import cases, person
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office import cases as kept
from tests.harness import SECRET, World, fault
from tests.office_staff import hire

CRY = "I want to kill myself"


def told(world: World) -> list[tuple[str, str]]:
    """To whom mail about cases went since this was asked last, and its subject."""
    asyncio.run(tell_operator(world.service, world.now))
    went = [(one.to, one.subject or "") for one in world.mail.ledger]
    world.mail.ledger.clear()
    return went


def test_something_certain_opens_one_case_however_often_it_is_said(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.says(CRY)
    world.later(minutes=3).says(CRY)
    [case] = cases.open_cases(world.service, PROMPT)
    assert (case.person_id, case.dangers, case.certain, case.times) == (her.id, [Danger.SELF], True, 2)


def test_a_case_has_every_kind_of_danger_that_was_said(db: Db) -> None:
    world = World(db)
    world.join()
    for words in ("he hit me", CRY, "he hit me again"):
        world.later(minutes=3).says(words)
    [case] = cases.open_cases(world.service, PROMPT)
    assert (case.dangers, case.times) == ([Danger.SELF, Danger.VIOLENCE], 3)


def test_what_is_only_possible_is_listed_and_nobody_is_woken(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    with db.write() as tx:
        kept.disclosed(tx, her.id, Danger.COERCION, False, world.now)
    assert told(world) == []
    assert [case.certain for case in cases.open_cases(world.service, ada.acting)] == [False]
    with db.write() as tx:  # then something certain, which is graver than whatever was possible
        kept.disclosed(tx, her.id, Danger.VIOLENCE, True, world.now)
        kept.disclosed(tx, her.id, Danger.SELF, False, world.now)
    [case] = cases.open_cases(world.service, ada.acting)
    assert (case.dangers, case.certain, case.times) == ([Danger.VIOLENCE], True, 1)


def test_staff_on_duty_are_told_again_and_the_next_after_half_an_hour_until_one_has_seen_it(db: Db) -> None:
    world = World(db)
    her, ada, ben = world.join(), hire(world), hire(world, Role.COACH, "Ben")
    accounts.set_duty(world.service, ada.acting, ben.id, True, world.now)
    person.give_coach(world.service, ada.acting, her.id, ben.id, world.now)
    world.mail.ledger.clear()
    world.says(CRY)
    [case] = cases.open_cases(world.service, ben.acting)
    subject = f"Nudges: somebody may need help (case {case.id})"
    assert [told(world), told(world)] == [[(ben.email, subject)], []]
    assert told(world.later(minutes=15)) == [(ben.email, subject)]
    assert told(world.later(minutes=15)) == [(ada.email, subject)]
    cases.seen(world.service, ada.acting, case.id, world.now)
    assert told(world.later(minutes=15)) == []
    world.says(CRY)  # said anew, so it has to be seen anew
    assert told(world) == [(ben.email, subject)]


def test_a_call_says_the_id_and_the_link_and_nothing_of_the_person(db: Db) -> None:
    world = World(db)
    her, _ = world.join(), hire(world)
    world.says(f"{CRY} {SECRET}")
    asyncio.run(tell_operator(world.service, world.now))
    [mail] = world.mail.ledger
    [case] = cases.open_cases(world.service, PROMPT)
    assert f"https://nudges.example/office/cases/{case.id}" in mail.text
    assert her.id in mail.text
    for secret in (SECRET, her.name, her.phone or "", "kill"):
        assert secret not in mail.text


def test_whoever_has_a_number_is_texted_too_by_number_and_link_alone(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    with pytest.raises(NudgesError, match="phone number"):
        accounts.set_phone(world.service, ada.acting, ada.id, "12", world.now)
    accounts.set_phone(world.service, ada.acting, ada.id, "+33 6 12 34 56 78", world.now)
    assert "612345678" not in repr(world.rows(t.staff)) + repr(world.rows(t.audit))
    world.says(f"{CRY} {SECRET}")
    [case] = cases.open_cases(world.service, PROMPT)
    world.sms.answers.append(fault(Fault.BUSY))
    assert (len(told(world)), world.sms.ledger) == (1, [])
    assert told(world.later(minutes=5)) == []  # the text alone is tried again
    [text] = world.sms.ledger
    link = f"https://nudges.example/office/cases/{case.id}"
    assert (text.to, text.text) == ("+33612345678", f"Nudges: nobody has seen case {case.id} yet. {link}")
    assert count(text.text).segments == 1
    world.says("STOP", sender="+33612345678")  # a STOP holds, whoever says it: then by mail alone
    assert (len(told(world.later(minutes=10))), len(world.sms.ledger)) == (1, 1)
    accounts.set_phone(world.service, ada.acting, ada.id, "", world.now)
    assert [one.phone for one in accounts.everybody(world.service, PROMPT)] == [""]
    assert her.phone not in (text.to, text.text)


def test_calls_that_could_not_go_are_not_made_up_for(db: Db) -> None:
    world = World(db)
    world.join()
    hire(world)
    world.says(CRY)
    assert len(told(world.later(hours=3))) == 1


def test_seen_done_closed_each_with_who_and_when(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    world.says(CRY)
    [case] = cases.open_cases(world.service, ada.acting)
    with pytest.raises(NudgesError, match="cannot be closed yet"):
        cases.close(world.service, ada.acting, case.id, world.now)
    first = world.later(minutes=1).now
    cases.seen(world.service, ada.acting, case.id, world.now)
    cases.seen(world.service, PROMPT, case.id, world.later(minutes=1).now)
    cases.note(world.service, ada.acting, case.id, f"Called, {SECRET}", world.now)
    cases.close(world.service, ada.acting, case.id, world.now)
    case = cases.find(world.service, ada.acting, case.id)
    assert (case.seen_at, case.seen_by, case.closed_at, case.closed_by) == (first, ada.id, world.now, ada.id)
    assert cases.open_cases(world.service, ada.acting) == []
    assert SECRET not in repr(world.rows(t.staff_note)) + repr(world.rows(t.audit))
    actions = [(row.action, row.staff_id, row.person_id) for row in world.rows(t.audit)][2:]
    assert actions == [
        ("case seen", ada.id, her.id),
        ("case seen", None, her.id),
        ("case note", ada.id, her.id),
        ("case close", ada.id, her.id),
    ]


def test_a_coach_has_the_cases_of_their_caseload_and_a_viewer_only_looks(db: Db) -> None:
    world = World(db)
    her, ben, vera = world.join(), hire(world, Role.COACH, "Ben"), hire(world, Role.VIEWER, "Vera")
    world.says(CRY)
    [case] = cases.open_cases(world.service, vera.acting)
    assert cases.open_cases(world.service, ben.acting) == []
    with pytest.raises(NotThereError):
        cases.seen(world.service, ben.acting, case.id, world.now)
    with pytest.raises(ForbiddenError):
        cases.seen(world.service, vera.acting, case.id, world.now)
    person.give_coach(world.service, PROMPT, her.id, ben.id, world.now)
    assert cases.seen(world.service, ben.acting, case.id, world.now).seen_by == ben.id


def test_an_erasure_ends_the_case_and_takes_what_was_written(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    world.says(CRY)
    [case] = cases.open_cases(world.service, ada.acting)
    cases.note(world.service, ada.acting, case.id, "Called", world.now)
    consent.erase(world.service, her, world.now)
    assert cases.open_cases(world.service, ada.acting) == []
    assert world.rows(t.staff_note) == []
    assert told(world) == []
