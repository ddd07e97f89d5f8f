"""What is misspelt, empty or no JSON is refused in words that say so, and never finds everybody."""

import pytest

from nudges.store.db import Db
from tests.harness import EMAIL, PHONE, World
from tests.web.api.program import Program


def _type(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:nudges:")  # type: ignore[attr-defined]


def test_a_filter_that_is_unknown_or_empty_is_refused_on_every_list(lite: Db) -> None:
    world = World(lite)
    person = world.join(phone=PHONE, email=EMAIL)
    program = Program(world)
    own = f"/people/{person.id}"
    lists = (
        "/people",
        "/cases",
        "/plans",
        "/broadcasts",
        f"{own}/nudges",
        f"{own}/replies",
        f"{own}/progress",
    )
    for path in lists:
        answer = program.ask("GET", f"{path}?foo=1")
        assert _type(answer) == (422, "invalid"), path
        assert answer.json()["errors"] == [{"pointer": "foo", "detail": "There is no such parameter."}]
    for name in ("external_id", "phone", "email", "plan", "state"):
        answer = program.ask("GET", f"/people?{name}=")
        assert (*_type(answer), answer.json()["errors"][0]["pointer"]) == (422, "invalid", name)
    for wrong in ("phone=abc", "phone=0034", "email=abc"):
        assert _type(program.ask("GET", f"/people?{wrong}")) == (422, "not_possible"), wrong
    for right in ({"phone": PHONE}, {"email": EMAIL}):
        [(name, value)] = right.items()
        found = program.get(f"/people?{name}={value.replace('+', '%2B')}")["items"]
        assert [one["id"] for one in found] == [person.id]


NOT_JSON = [b"{", b'{"days": ' + b"9" * 5000 + b"}", b"[" * 100_000, b'{"plan": "\xff"}']


@pytest.mark.parametrize("n", range(len(NOT_JSON)))
def test_a_body_that_is_no_json_is_told_so(lite: Db, n: int) -> None:
    answer = Program(World(lite)).ask("POST", "/plans/simulate", NOT_JSON[n])
    assert (*_type(answer), answer.json()["errors"][0]["detail"]) == (422, "invalid", "This is not JSON.")


def test_a_body_has_to_say_that_it_is_json(lite: Db) -> None:
    answer = Program(World(lite)).ask("POST", "/plans/simulate", b"{}", Content_Type="text/plain")
    assert _type(answer) == (415, "not_json")
    assert "application/json" in answer.json()["fix"]


def test_a_mistyped_address_a_body_too_large_and_a_plan_that_is_not_there(lite: Db) -> None:
    program = Program(World(lite))
    assert program.ask("GET", "/poeple").json()["title"] == "There is no such address."
    assert "256 kB" in program.ask("POST", "/people", b" " * 300_000).json()["detail"]
    new = {"words": {"en": "Hello."}, "at": "2026-12-01T10:00", "plan": "nope"}
    new["at"] = f"{program.world.now:%Y-%m-%d}T23:59"
    assert program.ask("POST", "/broadcasts/check", new).json()["title"] == "There is no plan 'nope'."


@pytest.mark.parametrize("text", ["title: " + "9" * 5000, "title: " + "[" * 5000, "title: &a [*a]"])
def test_a_plan_that_no_parser_bears_is_a_mistake_in_it(lite: Db, text: str) -> None:
    program = Program(World(lite))
    checked = program.post("/plans/check", text.encode(), Content_Type="application/yaml")
    assert (checked["ok"], checked["mistake"]["what"].partition(": ")[0]) == (
        False,
        "schedules/my-plan.yaml:1",
    )
