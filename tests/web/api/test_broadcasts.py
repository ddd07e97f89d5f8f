"""A message to many through the API: counted, sent once, watched and stopped."""

from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import World
from tests.web.api.program import Program

NOTE = {"words": {"en": "We meet an hour later."}, "at": "2026-06-02T10:00"}


def test_a_message_to_many_is_checked_sent_once_watched_and_stopped(db: Db) -> None:
    world = World(db)
    for n in range(3):
        world.join(phone=f"+1555010448{n}", plan="daily" if n else "pulse")
    program = Program(world)
    checked = program.post("/broadcasts/check", NOTE | {"plan": "daily"})
    assert (checked["people"], checked["segments"]) == (2, 2)
    assert checked["groups"] == [{"language": "en", "medium": "sms", "people": 2, "segments": 1}]
    sent = [program.post("/broadcasts", NOTE | {"plan": "daily"}, Idempotency_Key="a") for _ in range(2)]
    assert sent[0] == sent[1]
    assert len(world.rows(t.broadcast)) == 1
    world.at("2026-06-02 10:01").run()
    assert len([one for one in world.sms.ledger if "an hour later" in one.text]) == 2
    told = program.get(f"/broadcasts/{sent[0]['id']}")
    assert (told["at"], told["made_by"], told["nudges"]) == (
        *("2026-06-02T10:00", program.id),
        {"accepted": 2},
    )
    other = program.post("/broadcasts", NOTE | {"at": "2026-06-02T18:00"})
    assert program.post(f"/broadcasts/{other['id']}/stop")["ended"] in (0, 3)
    world.at("2026-06-02 18:30").run()
    assert len([one for one in world.sms.ledger if "an hour later" in one.text]) == 2
    assert [one["id"] for one in program.get("/broadcasts")["items"]] == [other["id"], sent[0]["id"]]
    did = [row.action for row in world.rows(t.audit) if row.staff_id == program.id]
    assert did == ["broadcast send", "broadcast send", "broadcast stop"]


def test_what_cannot_be_sent_is_refused_in_three_parts(db: Db) -> None:
    world = World(db)
    world.join()
    program = Program(world)
    for wrong in (
        {"words": {"es": "Hola"}},
        {"words": {"en": "x" * 300}},
        {"words": {"en": "Hello {name}"}},
        {"at": "2026-05-01T10:00"},
        {"plan": "nothing"},
    ):
        answer = program.ask("POST", "/broadcasts", NOTE | wrong)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:nudges:not_possible"), wrong
    for at in ("2026-06-02T10:00:00Z", "2026-06-31T10:00"):
        answer = program.ask("POST", "/broadcasts", NOTE | {"at": at})
        assert answer.json()["errors"][0]["pointer"] == "/at"
    assert program.ask("GET", "/broadcasts/1").status_code == 404
    assert world.rows(t.broadcast) == []
