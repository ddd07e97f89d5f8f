"""Idempotency-Key: the same request is carried out once, whatever happens to its answer."""

import json
from typing import Any

import pytest

from nudges.core.office.roles import Acting, Role, Scope
from nudges.flow.accounts import requests
from nudges.flow.accounts.requests import AnswerLostError, UnderWayError
from nudges.flow.office import cases
from nudges.flow.office import person as office
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office.requests import OvertakenError
from tests.harness import PARIS, PHONE, World
from tests.web.api.program import API, Program

pytestmark = pytest.mark.both_databases

HER = {"plan": "daily", "zone": PARIS, "phone": PHONE}


def disclosed(db: Db) -> Program:
    """Somebody wrote of danger, so that there is a case to write notes for: each note is one more."""
    world = World(db)
    world.join()
    world.says("I want to kill myself")
    return Program(world)


def case_of(program: Program) -> int:
    [case] = program.world.rows(t.person_case)
    return int(case.id)


def noted(program: Program, words: str = "Called.", **headers: str) -> Any:
    return program.ask("POST", f"/cases/{case_of(program)}/notes", {"words": words}, **headers)


def notes(program: Program) -> int:
    return len(program.world.rows(t.staff_note))


def test_the_same_request_is_carried_out_once_and_answered_alike(db: Db) -> None:
    program = disclosed(db)
    first, again = (noted(program, Idempotency_Key="a") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert notes(program) == 1
    noted(program, Idempotency_Key="b")
    noted(program)
    noted(program)
    assert notes(program) == 4
    other = Program(program.world)
    assert noted(other, Idempotency_Key="a").status_code == 201  # a key is one token's own
    assert notes(program) == 5


def test_a_key_with_another_request_is_refused(db: Db) -> None:
    program = disclosed(db)
    noted(program, Idempotency_Key="a")
    for answer in (
        noted(program, "Called again.", Idempotency_Key="a"),
        program.ask("POST", f"/cases/{case_of(program)}/close", Idempotency_Key="a"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:nudges:key_reused")
    assert notes(program) == 1
    for key in ("", "x" * 256, "é"):
        headers: Any = {"Idempotency_Key": key.encode() if key == "é" else key}
        assert noted(program, **headers).status_code == 422
    assert notes(program) == 1


def test_a_key_is_kept_for_a_day(db: Db) -> None:
    program = disclosed(db)
    noted(program, Idempotency_Key="a")
    program.world.later(hours=23, minutes=59)
    assert noted(program, Idempotency_Key="a").headers["Idempotency-Replayed"]
    program.world.later(minutes=2)
    assert "Idempotency-Replayed" not in noted(program, Idempotency_Key="a").headers
    assert notes(program) == 2


@pytest.mark.parametrize("key", ["a", "x" * 256])
def test_what_only_reads_is_read_anew_whatever_the_key(db: Db, key: str) -> None:
    program = disclosed(db)
    seen = []
    for words in ("Called.", "Called again."):
        noted(program, words)
        answer = program.ask("GET", f"/cases/{case_of(program)}", Idempotency_Key=key)
        assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (200, False)
        seen.append(len(answer.json()["notes"]))
    assert seen == [1, 2]


def test_what_was_refused_may_come_again_put_right(db: Db) -> None:
    program = Program(World(db))
    wrong = program.ask("POST", "/people", HER | {"zone": "Nowhere"}, Idempotency_Key="a")
    assert wrong.status_code == 422
    malformed = program.ask("POST", "/people", b"{", Idempotency_Key="a")
    assert malformed.json()["errors"] == [{"pointer": "/1", "detail": "This is not JSON."}]
    assert program.post("/people", HER, Idempotency_Key="a")["result"] == "invited"


def test_the_same_request_at_once_is_carried_out_once(db: Db) -> None:
    program = disclosed(db)
    whole = (
        f"POST {API}/cases/{case_of(program)}/notes?\n".encode() + json.dumps({"words": "Called."}).encode()
    )
    first = begin(program, whole)
    second = noted(program, Idempotency_Key="a")
    assert (second.status_code, second.json()["type"]) == (409, "urn:nudges:under_way")
    assert second.headers["Retry-After"] == "5"
    assert notes(program) == 0
    requests.give_up(program.world.service, first)
    assert noted(program, Idempotency_Key="a").status_code == 201


def acting(program: Program) -> Acting:
    return Acting(program.id, Role.PROGRAM, frozenset(Scope))


def begin(program: Program, whole: bytes = b"the same") -> Acting:
    begun = requests.begin(program.world.service, acting(program), "a", whole, program.world.now)
    assert isinstance(begun, Acting)
    return begun


def test_a_try_that_died_before_it_was_done_is_followed_by_another(db: Db) -> None:
    program = disclosed(db)
    world = program.world
    first = begin(program)
    with pytest.raises(UnderWayError):
        begin(program)
    world.later(seconds=61)
    second = begin(program)
    with pytest.raises(OvertakenError):  # it was only slow, and may not do it now
        cases.note(world.service, first, case_of(program), "Called.", world.now)
    assert notes(program) == 0
    cases.note(world.service, second, case_of(program), "Called.", world.now)
    assert notes(program) == 1


def test_a_try_that_died_after_it_was_done_is_not_done_again(db: Db) -> None:
    program = disclosed(db)
    world = program.world
    cases.note(world.service, begin(program), case_of(program), "Called.", world.now)
    with pytest.raises(UnderWayError):
        begin(program)
    world.later(seconds=61)
    with pytest.raises(AnswerLostError):
        begin(program)
    assert notes(program) == 1


def test_what_is_kept_of_a_request_holds_no_word_of_anybody(db: Db) -> None:
    world = World(db)
    program = Program(world)
    given = {"name": "Wilhelmina", "external_id": "patient-4711", "consented_on": "2026-05-01"}
    her = program.post("/people", HER | given, Idempotency_Key="wilhelmina")
    program.post(f"/people/{her['id']}/pause", {"until": "2026-06-09T00:00:00Z"}, Idempotency_Key="b")
    kept = str(world.rows(t.api_request)).lower()
    for word in ("wilhelmina", "4711", PHONE):
        assert word not in kept
    office.erase(world.service, acting(program), her["id"], world.now)
    assert program.post("/people", HER | given, Idempotency_Key="wilhelmina") == her  # the answer of then
