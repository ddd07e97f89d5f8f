"""The description of the API, and that the API is what it says: whatever comes, with whichever scopes."""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nudges.core.office.roles import Scope
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.web.api.limits import QUOTA
from tests.harness import EMAIL, PHONE, World
from tests.web.api.program import API, Program, described_api

#: So many requests in the suite; `make api` sends some thousands.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "20"))


def _lines(_: Any, value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def test_the_description_is_for_whoever_has_a_token(lite: Db) -> None:
    program = Program(World(lite), [Scope.PLANS_READ])
    assert program.ask("GET", "/openapi.json", token="").status_code == 401
    described = program.get("/openapi.json")
    assert described == described_api()
    assert described["servers"] == [{"url": API}]
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            assert one["description"], path
            asked = [named for named in one.get("parameters", []) if named["in"] == "header"]
            endless = path == "/people/import"
            assert [one["name"] for one in asked] == ["Idempotency-Key"] * (method == "post" and not endless)


def test_whatever_comes_is_answered_as_described(lite: Db) -> None:
    # slow to import, and every worker imports this file
    import requests
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    # what every answer has to hold to; the others compare several requests, which here come in any order
    holds = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
        checks.negative_data_rejection,
    ]
    schemathesis.serializer("application/jsonl")(_lines)
    world = World(lite)
    person = world.join(phone=PHONE, email=EMAIL)
    world.says("I want to kill myself")
    first = Program(world)
    scopes = [{one} for one in Scope] + [set(Scope)] * len(Scope)
    programs = [Program(world, some, first.callers) for some in scopes]
    open_to_all = {key: part for key, part in described_api().items() if key != "security"}
    schema = schemathesis.openapi.from_dict(open_to_all)  # the token is put in below
    every: Any = schema.get_all_operations()
    operations = [found.ok() for found in every]
    [case] = world.rows(t.person_case)
    there = {"person_id": person.id, "case_id": str(case.id), "plan": "daily", "broadcast_id": "1"}
    cases = []
    for one in operations:
        known = {name: there[name] for name in there if f"{{{name}}}" in one.path}
        cases.append(one.as_strategy(path_parameters=known))
        cases.append(one.as_strategy())
        if one.path not in ("/people/import", "/plans/check"):  # whose mistakes are in the answer
            cases.append(one.as_strategy(generation_mode=GenerationMode.NEGATIVE))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES < 100,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(cases), st.sampled_from(programs))
    def whatever_comes(case: Any, program: Program) -> None:
        world.later(seconds=60 / QUOTA)
        made = requests.Request(**case.as_transport_kwargs(base_url=f"http://10.0.0.7{API}")).prepare()
        body = made.body.encode() if isinstance(made.body, str) else made.body or b""
        headers = {**made.headers, "Authorization": f"Bearer {program.token}"}
        answer = program.callers.call(str(made.path_url), body, headers, str(made.method))
        too_large = answer.status_code == 413  # whatever else is wrong with it
        case.validate_response(answer, checks=holds[:-1] if too_large else holds)

    whatever_comes()
    assert len(world.rows(t.staff)) == len(programs) + 1


@pytest.mark.both_databases
def test_what_no_database_can_hold_is_no_error_of_ours(db: Db) -> None:
    program = Program(World(db))
    for path in ("/people/%00", "/people?external_id=%00", "/people?plan=%00"):
        assert program.ask("GET", path).status_code in (404, 422)
