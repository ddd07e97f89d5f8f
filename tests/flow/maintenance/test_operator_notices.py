"""A refused account holds its sender; what the operator is to be told is mailed to them, each thing once."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from nudges.channels.base import Fault
from nudges.core.errors import NudgesError
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, NoticeKind
from nudges.flow.delivery.hold_sender import HOLD, refused
from nudges.flow.maintenance.operator_notices import advice, tell_operator
from nudges.store import tables as t
from nudges.store.db import Db, db_clock
from nudges.store.maintenance import leases, operator_notices
from nudges.store.maintenance.operator_notices import Notice
from nudges.store.nudges import senders
from tests.harness import EMAIL, NAME, PHONE, World, fault, why

OPERATOR = "operator@clinic.example"


def watched(db: Db) -> World:
    """A world whose operator wants to know."""
    world = World(db)
    world.join()
    world.service = replace(world.service, operator=OPERATOR)
    return world


def held(world: World) -> dict[Medium, str]:
    with world.db.read() as tx:
        return senders.held(tx)


def told(world: World) -> int:
    return asyncio.run(tell_operator(world.service, world.now))


def let_go(world: World) -> None:
    with world.db.write() as tx:
        tx.conn.execute(t.sender.update().values(held_until=db_clock() - 1))


def test_a_refused_account_holds_its_sender_for_everybody(db: Db) -> None:
    world = watched(db)
    with capture_logs() as logs:
        for _ in range(3):
            refused(world.service, Medium.SMS, Fault.ACCOUNT, "20003", world.now)
    assert len(logs) == 1, "many sends at once are refused as one"
    assert held(world) == {Medium.SMS: "20003"}
    with db.read() as tx:
        [refusal] = senders.refusals(tx).values()
    assert HOLD - 30 < refusal.seconds <= HOLD
    world.at("2026-06-02 09:15").run()
    assert (world.nudge().status, world.sms.tried) == ("queued", [])


def test_when_the_hold_is_over_sends_go_and_a_new_refusal_holds_anew(db: Db) -> None:
    world = watched(db)
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "20003", world.now)
    let_go(world)
    assert held(world) == {}
    world.at("2026-06-02 09:15").run()
    assert world.nudge().status == "accepted"
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "30002", world.now)
    assert held(world) == {Medium.SMS: "30002"}


def test_a_hold_leaves_the_senders_pace_alone(db: Db) -> None:
    world = watched(db)
    with db.write() as tx:
        tx.conn.execute(t.sender.insert().values(medium="sms", next_at=7.0, held_until=0.0, held_why=""))
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "20003", world.now)
    assert world.rows(t.sender)[0].next_at == 7.0


def test_one_number_the_account_may_not_write_to_holds_nobody(db: Db) -> None:
    world = watched(db)
    refused(world.service, Medium.SMS, Fault.FORBIDDEN, "21408", world.now)
    assert held(world) == {}
    world.at("2026-06-02 09:15")
    world.sms.answers.append(fault(Fault.FORBIDDEN, "21408"))
    world.run()
    assert (world.nudge().status, why(world.nudge())) == (
        "failed",
        "failed: our account may not write to this number (21408)",
    )
    assert world.rows(t.suppression) == []
    assert told(world) == 1


def test_a_refusal_in_a_callback_holds_the_sender_too_but_not_when_it_is_repeated(db: Db) -> None:
    world = watched(db)
    world.at("2026-06-02 09:15").run()
    attempt = world.nudge().attempt_id
    world.report(attempt, Status.FAILED, "30034", fault=Fault.ACCOUNT)
    assert held(world) == {Medium.SMS: "30034"}
    let_go(world)
    world.report(attempt, Status.FAILED, "30034", fault=Fault.ACCOUNT)
    assert held(world) == {}


def test_the_operator_is_told_what_why_and_what_next(db: Db) -> None:
    world = watched(db)
    assert told(world) == 0
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "30034", world.now)
    assert told(world) == 1
    [mail] = world.mail.ledger
    what, why, step = mail.text.splitlines()
    assert (mail.to, mail.subject) == (OPERATOR, "Nudges: sms is refused (30034)")
    assert what == "Sending by sms is refused, and nothing is sent by it for now."
    assert why == "30034: the sender is not registered for texts to US numbers (A2P 10DLC)."
    assert step.startswith("Register a brand")
    assert not [word for word in (NAME, PHONE, EMAIL) if word in mail.text + mail.subject]


def test_the_operator_is_told_of_the_same_code_once_in_six_hours(db: Db) -> None:
    world = watched(db)
    for code, hours, mails in (("20003", 0, 1), ("20003", 5, 0), ("30002", 0, 1), ("20003", 1, 1)):
        let_go(world)
        refused(world.service, Medium.SMS, Fault.ACCOUNT, code, world.now)
        assert told(world.later(hours=hours)) == mails


@pytest.mark.parametrize("why", ["nobody asked", "no mail", "mail is what is refused"])
def test_who_cannot_be_told_by_mail_is_not(db: Db, why: str) -> None:
    world = watched(db)
    medium = Medium.SMS
    match why:
        case "nobody asked":
            world.service = replace(world.service, operator="")
        case "no mail":
            world.service = replace(world.service, channels={Medium.SMS: world.sms})
        case "mail is what is refused":
            medium = Medium.EMAIL
    refused(world.service, medium, Fault.ACCOUNT, "http-401", world.now)
    assert told(world) == 0
    assert world.mail.tried == []


def test_a_mail_that_did_not_go_is_tried_again(db: Db) -> None:
    world = watched(db)
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "20003", world.now)
    world.mail.answers.append(fault(Fault.BUSY))
    assert told(world) == 0
    assert told(world) == 0, "the mail provider is left alone for a moment"
    assert told(world.later(minutes=5)) == 1
    assert told(world.later(hours=1)) == 0


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("code", ["20003", "http-401", "535", ""])
def test_every_refusal_has_words_and_a_next_step(medium: Medium, code: str) -> None:
    means, step = advice(medium, code)
    assert not means.endswith(".")
    assert step.endswith(".")


def test_a_turn_comes_once_in_a_while_whoever_asks_and_whatever_clocks_do(db: Db) -> None:
    world = World(db)
    hour = world.later(hours=1).now - world.later(hours=-1).now

    def turn(**later: float) -> bool:
        world.later(**later)
        with db.write() as tx:
            return leases.take(tx, "x", world.now, hour)

    assert [turn(), turn(), turn(minutes=59), turn(minutes=1)] == [True, False, False, True]
    assert turn(minutes=-5) is False, "another machine's clock is a little behind"
    assert turn(hours=-6) is True, "the clock was hours ahead"
    with db.write() as tx:
        leases.give_back(tx, "x")
    assert turn() is True


MISTAKE = NudgesError("walk.yaml:3: there is no practice.", "A step names practices.", "Name one.")


def test_mistakes_in_the_content_are_told_in_one_mail_a_day(db: Db) -> None:
    world = watched(db)
    another = NudgesError("words.po:7 cannot be read.", "It is a catalogue.", "Correct this line.")
    world.service = replace(world.service, mistakes=(MISTAKE, another))
    assert [told(world), told(world.later(hours=23)), told(world.later(hours=1))] == [1, 0, 1]
    first, second = world.mail.ledger
    assert first.text == second.text
    for one in (MISTAKE, another):
        assert all(line in first.text for line in (one.what, one.why, one.fix))
    world.service = replace(world.service, mistakes=())
    assert told(world.later(hours=25)) == 0, "they were mended"


def test_a_machine_that_answers_is_told_once_a_day_by_the_id_alone(db: Db) -> None:
    world = watched(db)
    her = world.join(phone="+15550000007")
    went = []
    for hours in (0, 23, 1):
        world.later(hours=hours)
        with db.write() as tx:
            operator_notices.note(tx, Notice(NoticeKind.LOOP, her.id, her.id), world.now)
        went.append(told(world))
    assert went == [1, 0, 1]
    mail = world.mail.ledger[0]
    assert (mail.to, mail.subject) == (OPERATOR, "Nudges: a machine seems to answer")
    assert f"nudges explain {her.id}" in mail.text
    assert "+15550000007" not in mail.text


def test_without_a_way_to_send_nobody_is_told_and_nothing_is_lost(db: Db) -> None:
    world = watched(db)
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "20003", world.now)
    whole, world.service = world.service, replace(world.service, channels={})
    assert told(world) == 0
    world.service = whole
    assert told(world) == 1


def test_what_two_workers_have_to_tell_one_of_them_tells(db: Db) -> None:
    world = watched(db)
    notices = [Notice(NoticeKind.DANGER, str(n), world.join(phone=f"+1555000000{n}").id) for n in (1, 2)]
    with db.write() as tx:
        for one in notices:
            operator_notices.note(tx, one, world.now)
        waiting = operator_notices.untold(tx, world.now, {NoticeKind.DANGER: None})
        assert operator_notices.take(tx, waiting[:1], world.now) == waiting[:1]
        assert operator_notices.take(tx, waiting, world.now) == waiting[1:]
        assert operator_notices.untold(tx, world.now, {NoticeKind.DANGER: None}) == []
    assert told(world) == 0
    assert told(world.later(minutes=6)) == 2, "whoever took them told them to nobody"


def test_a_kind_that_is_told_once_is_never_told_again_and_is_forgotten_in_the_end(db: Db) -> None:
    world = watched(db)
    notice = Notice(NoticeKind.DANGER, "7", world.join(phone="+15550000007").id)
    for later in (0, 1, 24 * 29):
        with db.write() as tx:
            operator_notices.note(tx, notice, world.later(hours=later).now)
        assert told(world) == (later == 0)
    with db.write() as tx:
        operator_notices.told(tx, [], world.later(hours=48).now)
    assert world.rows(t.operator_notice) == []
