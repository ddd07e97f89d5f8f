"""Sending is turned on: whoever was invited only in the sandbox is asked, once, at a decent hour."""

from nudges.channels.base import SANDBOX
from nudges.core.person.person import Person, State
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.planning.invite_live import invite_live
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import EMAIL, PHONE, World, why


def tried_out(db: Db) -> tuple[World, Person]:
    """Somebody who was invited while sending was off."""
    world = World(db)
    world.sms.name = world.mail.name = SANDBOX
    person = world.join(consent=None, quiet=False, phone=PHONE, email=EMAIL)
    world.run()
    assert why(world.nudge("invitation")) == "kept in the sandbox"
    world.forget_sent()
    return world, person


def go_live(world: World) -> int:
    world.sms.name, world.mail.name = "twilio", "smtp"
    return invite_live(world.service, world.now)


def test_nobody_is_woken_for_it(db: Db) -> None:
    world, _ = tried_out(db)
    world.at("2026-06-03 23:00")
    assert go_live(world) == 1
    world.run()
    assert world.sent == []
    assert why(world.nudge("invitation")) == "held: quiet hours until 09:00"
    world.at("2026-06-04 09:00").run()
    assert len(world.sent) == 1
    assert (world.nudge("invitation").status, why(world.nudge("invitation"))) == (Status.ACCEPTED, "sent")
    assert [(row.channel, row.outcome) for row in world.rows(t.attempt)] == [
        (SANDBOX, Status.ACCEPTED),
        ("twilio", Status.ACCEPTED),
    ]


def test_it_goes_out_once_however_often_workers_start(db: Db) -> None:
    world, _ = tried_out(db)
    assert [go_live(world), go_live(world)] == [1, 0]
    world.run()
    assert go_live(world) == 0
    world.later(days=1).run()
    assert len(world.sent) == 1


def test_a_yes_said_meanwhile_needs_no_asking(db: Db) -> None:
    world, her = tried_out(db)
    world.says("yes")
    assert world.person(her.id).state is State.ACTIVE
    assert go_live(world) == 0


def test_it_goes_the_way_that_there_is(db: Db) -> None:
    world, _ = tried_out(db)
    del world.service.channels[Medium.SMS]  # type: ignore[attr-defined]  # the harness keeps them in a dict
    assert go_live(world) == 1
    world.run()
    assert [message.to for message in world.sent] == [EMAIL]


def test_whom_no_live_channel_reaches_is_asked_when_one_does(db: Db) -> None:
    world = World(db)
    world.sms.name = world.mail.name = SANDBOX
    world.join(consent=None, quiet=False, phone=PHONE, email=None)
    world.run()
    channels = world.service.channels
    sms = channels.pop(Medium.SMS)  # type: ignore[attr-defined]
    assert go_live(world) == 0
    channels[Medium.SMS] = sms  # type: ignore[index]
    assert go_live(world) == 1
