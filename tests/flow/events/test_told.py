"""What happens is in the outbox with it, by ids and codes; nothing is, while no other system is told."""

import contextlib
import json
import re
from datetime import date
from typing import Any

import pytest

from nudges.channels.base import Fault, Message
from nudges.core.events import EventKind
from nudges.core.office.roles import PROMPT
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.status import Status
from nudges.flow.consent.consent import erase, stop
from nudges.flow.consent.pause import pause, resume
from nudges.flow.office.person import pause_until
from nudges.flow.portal.replies import change_reply, delete_reply
from nudges.store import tables as t
from nudges.store.db import Db
from tests.folders import REPOSITORY
from tests.harness import EMAIL, NAME, PHONE, SECRET, World, fault, local

#: What docs/events.md shows of each event.
EXAMPLES: dict[str, dict[str, Any]] = {
    kind: json.loads(data)
    for kind, data in re.findall(
        r"^\| `([a-z]+\.[a-z]+)` \| .* \| `(\{.*\})`",
        (REPOSITORY / "docs" / "events.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
}


@pytest.fixture
def world(db: Db) -> World:
    db.tells = True
    return World(db)


def told(world: World, after: int = 0) -> list[tuple[str, dict[str, Any]]]:
    """The events since that many, in their order; each as docs/events.md has it."""
    events = [(row.kind, row.data) for row in world.rows(t.event)]
    for kind, data in events:
        assert data.keys() <= EXAMPLES[kind].keys() | {"message"}, kind
    return events[after:]


def kinds(world: World, after: int = 0) -> list[str]:
    return [kind for kind, _ in told(world, after)]


def test_each_event_is_explained_with_an_example() -> None:
    assert set(EXAMPLES) == {*EventKind}


def test_without_an_endpoint_nothing_is_written(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:15").run()
    world.says("4")
    world.says("STOP")
    assert world.rows(t.event) == []


def test_the_end_of_a_pause_is_told_in_utc(world: World) -> None:
    her = world.join(zone="Europe/Madrid")
    pause_until(world.service, PROMPT, her.id, date(2026, 6, 20), world.now)
    assert told(world)[-1] == ("person.paused", {"until": "2026-06-19T22:00:00+00:00"})
    pause(world.service, her, local("2026-06-22 00:00"), world.now, since=local("2026-06-20 00:00"))
    days = {"from": "2026-06-19T22:00:00+00:00", "until": "2026-06-21T22:00:00+00:00"}
    assert told(world)[-1] == ("person.paused", days)
    resume(world.service, world.person(her.id), world.now)
    assert told(world)[-1] == ("person.resumed", {})


def test_a_life_is_told_in_order_and_without_a_word_of_theirs(world: World) -> None:
    person = world.join(email=EMAIL, phone=PHONE)
    assert told(world)[0] == ("person.joined", {"back": False, "plans": ["daily", "weekly-summary"]})
    assert kinds(world)[1:] == ["nudge.sent"]  # the welcome
    world.at("2026-06-02 09:15").run()
    nudge = world.nudge("daily")
    told_of = {"nudge": nudge.id, "plan": "daily", "step": "daily", "practice": nudge.practice}
    told_of |= {"medium": "sms", "local_date": "2026-06-02"}
    assert told(world)[2:] == [("nudge.sent", told_of)]
    world.report(nudge.attempt_id, Status.DELIVERED)
    assert told(world)[3:] == [("nudge.delivered", told_of)]
    world.report(nudge.attempt_id, Status.DELIVERED)  # again: nothing new
    world.says(f"Done. {SECRET}")
    [reply] = world.rows(t.reply)
    recorded = {"reply": reply.id, "kind": "done", "rating": None, "nudge": nudge.id, "medium": "sms"}
    assert told(world)[4:] == [("reply.recorded", recorded)]
    world.says("pause")
    assert kinds(world, 5) == ["reply.recorded", "person.paused"]
    world.says("resume")
    assert kinds(world, 7) == ["reply.recorded", "person.resumed"]
    world.says("STOP")
    assert told(world, 9)[1] == ("person.stopped", {"method": "reply"})
    world.later(minutes=1).says("START")
    assert told(world, 11)[1] == ("person.joined", {"back": True, "plans": ["daily", "weekly-summary"]})
    rows = world.rows(t.event)
    assert {row.person_id for row in rows} == {person.id}
    assert len({row.webhook_id for row in rows}) == len(rows)
    text = json.dumps([dict(row._mapping) for row in rows], default=str)
    assert not [word for word in (NAME, PHONE, EMAIL, SECRET, "Done") if word in text]


def test_what_fails_and_what_is_missed_says_why(world: World) -> None:
    world.join()
    before = len(told(world))
    world.sms.answers.append(fault(Fault.PERMANENT, "30007"))
    world.at("2026-06-02 09:15").run()
    [(kind, data)] = told(world, before)
    assert (kind, data["reason"], data["provider_code"]) == ("nudge.failed", "refused", "30007")
    world.at("2026-06-04 20:30").run()  # two slots came while nothing ran, and it is too late for the last
    missed = told(world, before + 1)
    assert [(kind, data["local_date"], data["reason"]) for kind, data in missed] == [
        ("nudge.missed", "2026-06-03", "overtaken"),
        ("nudge.missed", "2026-06-04", "too_late"),
    ]


def test_a_report_that_is_quicker_than_the_receipt_is_told_after_the_send(world: World) -> None:
    world.join()
    before = len(told(world))

    def at_once(message: Message) -> None:
        world.report(message.attempt_id, Status.DELIVERED)

    world.sms.before = at_once
    world.at("2026-06-02 09:15").run()
    assert kinds(world, before) == ["nudge.sent", "nudge.delivered"]


def test_what_a_dead_worker_left_is_told_once_it_is_given_up(world: World) -> None:
    world.join()
    before = len(told(world))
    world.sms.answers.append(fault(Fault.UNKNOWN, "ReadTimeout"))
    world.at("2026-06-02 09:15").run()
    assert kinds(world, before) == []  # nobody knows yet
    world.later(hours=4).run()
    assert [(kind, data["reason"]) for kind, data in told(world, before)] == [("nudge.missed", "no_word")]


def test_danger_is_told_by_its_case_alone(world: World) -> None:
    world.join()
    before = len(told(world))
    world.says("I want to kill myself")
    [case] = world.rows(t.person_case)
    events = dict(told(world, before))
    assert list(events) == ["reply.recorded", "danger.noticed", "person.paused"]
    assert events["danger.noticed"] == {"case": case.id, "tier": "certain"}


def test_what_becomes_of_a_reply_is_told_and_nothing_is_kept_of_one_that_is_deleted(world: World) -> None:
    person = world.join(plan="pulse")
    world.at("2026-06-03 19:00").run()
    world.says("4")
    [reply] = world.rows(t.reply)
    before = len(told(world))
    assert change_reply(world.service, person.id, reply.id, "5", 5, world.now)
    assert told(world, before) == [("reply.changed", {"reply": reply.id, "rating": 5})]
    world.says("undo")
    assert told(world, before + 1)[1:] == [("reply.removed", {"reply": reply.id})]
    delete_reply(world.service, person.id, reply.id, world.now)
    left = [data for kind, data in told(world) if data.get("reply") == reply.id]
    assert left == [{"reply": reply.id}]
    delete_reply(world.service, person.id, reply.id, world.now)  # twice is once
    assert kinds(world).count("reply.removed") == 1


def test_of_an_erased_person_only_that_is_left(world: World) -> None:
    person = world.join()
    world.says("hello")
    erase(world.service, person, world.now)
    assert told(world) == [("person.erased", {})]


def test_what_did_not_happen_in_the_end_is_not_told(world: World) -> None:
    """An event is in the transaction of what it tells of."""
    person = world.join()
    before = len(told(world))
    with contextlib.suppress(ZeroDivisionError), world.db.write() as tx:
        stop(tx, person, ConsentMethod.REPLY, world.now)
        raise ZeroDivisionError
    assert kinds(world, before) == []
