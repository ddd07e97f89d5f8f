"""People through the API: found by what another system calls them, changed whole or not at all, in pages."""

import json
from base64 import urlsafe_b64encode

import pytest

from nudges.core.office.roles import PROMPT
from nudges.flow.consent.pause import pause
from nudges.flow.office import person as office
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import EMAIL, NAME, PARIS, PHONE, World, local
from tests.web.api.program import Program

pytestmark = pytest.mark.both_databases


HER = {"plan": "daily", "zone": PARIS, "phone": PHONE, "consented_on": "2026-05-01"}
ID = "patient-4711"


def test_whoever_is_here_is_not_added_twice(db: Db) -> None:
    program = Program(World(db))
    added = program.post("/people", HER | {"external_id": ID})
    assert added["result"] == "added"
    assert program.post("/people", HER) == {"id": added["id"], "result": "known"}
    elsewhere = {"plan": "pulse", "zone": PARIS, "external_id": ID, "phone": PHONE}
    assert program.post("/people", elsewhere) == {"id": added["id"], "result": "enrolled"}
    fresh = {"plan": "daily", "zone": PARIS, "email": EMAIL}
    assert program.post("/people", fresh)["result"] == "invited"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-06-10T00:00:00", "It is a moment with its offset"),
        ("soon", ""),
        (None, ""),
    ],
)
def test_a_pause_ends_at_a_moment_with_its_offset(db: Db, until: str | None, said: str) -> None:
    program = Program(World(db))
    her = program.post("/people", HER)["id"]
    refused = program.ask("POST", f"/people/{her}/pause", {"until": until})
    assert refused.status_code == 422
    [fault] = refused.json()["errors"]
    assert fault["pointer"] == "/until"
    assert fault["detail"].startswith(said)


def test_a_first_day_is_within_a_year(db: Db) -> None:
    program = Program(World(db))
    far = HER | {"starts_on": "9999-12-31"}
    assert program.ask("POST", "/people", far).status_code == 422
    assert program.world.rows(t.person) == []
    lines = "\n".join(json.dumps(one) for one in (far, HER))
    answer = program.ask("POST", "/people/import", lines.encode(), Content_Type="application/x-ndjson")
    refused, added = (json.loads(line) for line in answer.text.splitlines()[:2])
    assert (refused["problem"]["title"], added["result"]) == ("They cannot begin on that day.", "added")
    assert program.post("/people", far)["result"] == "known", "she is on the plan already"
    played = {"plan": "daily", "days": 1, "starts_on": "9999-12-31"}
    assert program.ask("POST", "/plans/simulate", played).status_code == 422


def test_nobody_lives_in_a_zone_with_the_sign_of_posix(db: Db) -> None:
    program = Program(World(db))
    assert program.ask("POST", "/people", HER | {"zone": "Etc/GMT+9"}).status_code == 422
    hers = program.post("/people", HER | {"zone": "UTC"})["id"]
    assert program.ask("PATCH", f"/people/{hers}", {"zone": "Etc/GMT+9"}).status_code == 422
    assert program.ask("PATCH", f"/people/{hers}", {"zone": "Asia/Calcutta"}).status_code == 204


def test_a_pause_that_is_to_come_is_told_from_one_that_holds(db: Db) -> None:
    program = Program(World(db))
    world, hers = program.world, program.post("/people", HER)["id"]
    pause(world.service, world.person(hers), local("2026-06-12 00:00"), world.now, local("2026-06-10 00:00"))

    def told() -> tuple[str | None, ...]:
        [listed] = program.get("/people")["items"]
        one = program.get(f"/people/{hers}")
        stands = tuple(one[name] for name in ("state", "paused_from", "paused_until"))
        assert tuple(listed[name] for name in ("state", "paused_from", "paused_until")) == stands
        return stands

    begins, ends = "2026-06-09T22:00:00Z", "2026-06-11T22:00:00Z"
    assert told() == ("active", begins, ends)
    world.at("2026-06-10 00:00")
    assert told() == ("paused", None, ends)
    world.at("2026-06-12 00:00")
    assert told() == ("active", None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"phone": PHONE, "external_id": "another"},  # her number, and somebody else
        {"phone": "+15550104478", "external_id": ID},  # hers, with another number
    ],
)
def test_what_is_somebody_elses_is_a_conflict(db: Db, given: dict[str, str]) -> None:
    program = Program(World(db))
    program.post("/people", HER | {"external_id": ID})
    people = program.world.rows(t.person)
    answer = program.ask("POST", "/people", {"plan": "daily", "zone": PARIS} | given)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:nudges:taken")
    assert program.world.rows(t.person) == people


def test_an_external_id_is_sealed_found_to_the_letter_and_gone_with_the_person(db: Db) -> None:
    program = Program(World(db))
    known = program.post("/people", HER)["id"]
    program.post("/people", HER | {"external_id": ID})  # the other system comes to know her later
    assert [one["id"] for one in program.get(f"/people?external_id={ID}")["items"]] == [known]
    assert program.get(f"/people?external_id={ID.upper()}")["items"] == []
    assert program.get(f"/people/{known}")["external_id"] == ID
    assert ID not in str(program.world.rows(t.person))
    assert ID in office.export(program.world.service, PROMPT, known, program.world.now)
    assert program.ask("DELETE", f"/people/{known}").status_code == 204
    assert program.get(f"/people?external_id={ID}")["items"] == []
    [row] = program.world.rows(t.person)
    assert (row.external_id, row.external_lookup) == (None, None)
    assert program.post("/people", HER | {"external_id": ID})["result"] == "added"


def test_a_list_has_no_name_number_or_address_and_one_line_in_the_audit(db: Db) -> None:
    program = Program(World(db))
    program.post("/people", HER | {"name": NAME, "email": EMAIL})
    for path in ("/people", f"/people?phone={PHONE.replace('+', '%2B')}", f"/people?email={EMAIL}"):
        text = program.ask("GET", path).text
        assert '"state":"active"' in text
        for secret in (NAME, PHONE, EMAIL):
            assert secret not in text
    told = [(row.action, row.details) for row in program.world.rows(t.audit)][2:]
    assert told == [("person list", {"people": 1})] * 3


def test_pages_hold_everybody_once(db: Db) -> None:
    program = Program(World(db))
    ids = [program.post("/people", HER | {"phone": f"+1555010{n:04}"})["id"] for n in range(7)]
    found, cursor = [], ""
    while cursor is not None:
        page = program.get(f"/people?limit=3{cursor and f'&cursor={cursor}'}")
        assert len(page["items"]) <= 3
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert found == sorted(ids)
    person = ids[0]
    for day in range(2, 7):
        program.world.at(f"2026-06-0{day} 09:16").run()
        program.world.says(f"done {day - 1}", sender="+15550100000")
    for what in ("nudges", "replies"):
        told, path = [], f"/people/{person}/{what}"
        whole = [one["id"] for one in program.get(path)["items"]]
        page = program.get(f"{path}?limit=2")
        while page["next"]:
            told += [one["id"] for one in page["items"]]
            page = program.get(f"{path}?limit=2&cursor={page['next']}")
        assert [*told, *(one["id"] for one in page["items"])] == whole
        assert len(whole) in (5, 6)


CURSORS = ("x", "[]", "[1]", '["a", 1]', '["2026-06-01", 1]', '["2026-06-01T00:00:00+00:00", -1]', "[" * 60)


def test_a_cursor_that_is_not_ours_is_refused(db: Db) -> None:
    program = Program(World(db))
    person = program.post("/people", HER)["id"]
    for cursor in CURSORS:
        encoded = urlsafe_b64encode(cursor.encode()).decode().rstrip("=")
        for path in ("/people", "/cases", f"/people/{person}/nudges"):
            answer = program.ask("GET", f"{path}?cursor={encoded}")
            if (path, cursor) == ("/cases", "[1]"):  # which is one
                assert answer.status_code == 200
            else:
                assert (answer.status_code, answer.json()["title"]) == (422, "The cursor cannot be used.")


def test_a_change_is_whole_or_not_at_all(db: Db) -> None:
    program = Program(World(db))
    person = program.post("/people", HER | {"name": NAME, "email": EMAIL})["id"]
    before = program.get(f"/people/{person}")
    for wrong in (
        {"name": "Mina", "zone": "Nowhere"},
        {"name": "Mina", "opens": "23:00"},
        {"zone": "Asia/Tokyo", "phone": None, "email": None},
        {"zone": "Asia/Tokyo", "language": "xx-what-is-this"},
    ):
        assert program.ask("PATCH", f"/people/{person}", wrong).status_code == 422
        assert program.get(f"/people/{person}") == before
    right = {"name": "Mina", "phone": None, "zone": "Asia/Tokyo", "opens": "10:00", "partner": True}
    assert program.ask("PATCH", f"/people/{person}", right).status_code == 204
    after = program.get(f"/people/{person}")
    changed = {key for key, value in after.items() if value != before[key]}
    assert changed == {"name", "phone", "zone", "opens", "partner"}
    assert (after["name"], after["phone"], after["opens"]) == ("Mina", None, "10:00")
    assert program.ask("PATCH", f"/people/{person}", {"partner": None}).status_code == 422
    did = [row.action for row in program.world.rows(t.audit)]
    assert [one for one in did if one not in ("person show", "token add")] == [
        *("person add", "person correct", "person move", "person hours", "person change"),
    ]


def test_joining_and_leaving_a_plan(db: Db) -> None:
    program = Program(World(db))
    person = program.post("/people", HER)["id"]
    path = f"/people/{person}/enrolments"
    begun = {"plan": "pulse", "starts_on": "2026-06-08", "times": {"pulse": ["18:00"]}}
    assert program.post(path, begun) == {"plan": "pulse", "new": True}
    assert program.post(path, begun) == {"plan": "pulse", "new": False}
    enrolled = {one["plan"]: one for one in program.get(f"/people/{person}")["enrolments"]}
    assert enrolled["pulse"] == {"plan": "pulse", "starts_on": "2026-06-08", "times": {"pulse": ["18:00"]}}
    for wrong in ({"plan": "nothing"}, {"plan": "letters", "times": {"pulse": ["18:00"]}}):
        assert program.ask("POST", path, wrong).status_code == 422
    assert program.ask("DELETE", f"{path}/pulse").status_code == 204
    assert program.ask("DELETE", f"{path}/pulse").status_code == 404
    assert [one["plan"] for one in program.get(f"/people/{person}")["enrolments"]] == ["daily"]


def test_what_is_wrong_is_told_by_its_place_and_never_repeated(db: Db) -> None:
    program = Program(World(db))
    given = {"plan": "daily", "zone": PARIS, "partner": NAME, "nickname": NAME, "times": {"daily": ["9"]}}
    answer = program.ask("POST", "/people", given)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:nudges:invalid")
    assert NAME not in answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/partner", "/times/daily/0", "/nickname"]
    assert program.ask("GET", "/people?limit=1000").json()["errors"][0]["pointer"] == "limit"
    large = program.ask("POST", "/people", b" " * 300_000)
    assert (large.status_code, large.json()["type"]) == (413, "urn:nudges:too_large")
