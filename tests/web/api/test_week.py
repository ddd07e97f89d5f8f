"""From an empty database to a week lived through the API, by the client generated from its description."""

from datetime import date

import pytest

from nudges.flow.portal import readers
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import NAME, PARIS, PHONE, SECRET, World
from tests.web.api.program import Program, model


@pytest.mark.both_databases
def test_a_week_lived_through_the_api(db: Db) -> None:
    world = World(db)
    assert world.rows(t.person) == []
    clinic = Program(world)

    new = model("PersonNew")(
        plan="daily",
        zone=PARIS,
        name=NAME,
        phone=PHONE,
        external_id="patient-4711",
        consented_on=date(2026, 5, 1),
        discreet=False,
    )
    added = clinic.client("add_person", body=new, idempotency_key="one")
    again = clinic.client("add_person", body=new, idempotency_key="one")
    assert (added.result, again.id) == ("added", added.id)
    [found] = clinic.client("list_people", external_id="patient-4711").items
    assert (found.id, found.state, [one.plan for one in found.enrolments]) == (added.id, "active", ["daily"])

    for day, words in (("02", "done 4"), ("03", "not today"), ("04", f"Done, I {SECRET} it")):
        world.at(f"2026-06-{day} 09:16").run()
        assert clinic.callers.sms(words)  # the provider calls our webhook, and is answered
    world.at("2026-06-05 09:16").run()

    nudges = clinic.client("list_nudges", person_id=added.id).items
    told = [(one.local_date.day, one.message or one.step, one.status, one.reason.code) for one in nudges]
    assert told == [
        *((day, "daily", "accepted", "sent") for day in (5, 4, 3, 2)),
        (1, "welcome", "accepted", "sent"),
    ]
    replies = clinic.client("list_replies", person_id=added.id).items
    assert [(one.kind, one.rating, one.words) for one in replies] == [
        ("done", None, None),
        ("not_done", None, None),
        ("done", 4, None),
    ]
    assert replies[0].nudge_id == nudges[1].id
    [week] = clinic.client("read_progress", person_id=added.id).weeks
    assert (week.kept, week.rests, week.asked) == (2, 1, 4)

    refused = clinic.ask("GET", f"/people/{added.id}/replies?words=true")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:nudges:words_closed")
    readers.decide(world.service, added.id, True, "v1", world.now)
    opened = clinic.client("list_replies", person_id=added.id, words=True).items
    assert opened[0].words == f"Done, I {SECRET} it"

    until = model("Pause").from_dict({"until": "2026-06-07T00:00:00+02:00"})
    paused = clinic.client("pause_person", person_id=added.id, body=until)
    assert (paused.state, paused.paused_until.isoformat()) == ("paused", "2026-06-06T22:00:00+00:00")
    world.at("2026-06-06 09:16").run()
    back, newest = clinic.client("list_nudges", person_id=added.id, limit=2).items
    assert (back.message, back.status) == ("back", "queued")  # what says that the pause is over
    assert (newest.status, newest.reason.code) == ("skipped", "paused")
    world.at("2026-06-07 09:16").run()

    stop = model("Stop").from_dict({"said_by": "a professional"})
    assert clinic.client("stop_person", person_id=added.id, body=stop).state == "stopped"
    world.forget_sent()
    world.at("2026-06-08 09:16").run()
    assert world.sent == []
    said = [(row.given, row.method) for row in world.rows(t.consent) if row.about == "messages"]
    assert said == [(True, "written"), (False, "program_professional")]

    assert clinic.client("erase_person", person_id=added.id) is None
    assert clinic.ask("GET", f"/people/{added.id}").status_code == 404
    assert clinic.client("list_people", external_id="patient-4711").items == []
    audit = [(row.staff_id, row.action) for row in world.rows(t.audit)]
    assert {who for who, _ in audit} == {None, clinic.id}
    assert [what for who, what in audit if who == clinic.id] == [
        *("person add", "person list"),
        *("person show", "person show", "person show"),
        *("person words", "person pause", "person show", "person stop", "person erase", "person list"),
    ]
    assert [what for who, what in audit if who is None] == ["token add"]
