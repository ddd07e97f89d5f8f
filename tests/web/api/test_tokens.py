"""Tokens: what opens nothing costs nothing, what each scope opens, and how they end."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Acting, Role, Scope
from nudges.flow.accounts import accounts, tokens
from nudges.flow.office import person as office
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.flow.portal import readers
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.web.api.door import WRONG
from nudges.web.api.limits import QUOTA, Limits
from tests.callers import Callers
from tests.harness import PARIS, PHONE, World
from tests.office_staff import Desk, hire
from tests.web.api.program import API, Program, described_api

TO_MANY = {"words": {"en": "We meet an hour later."}, "at": "2026-06-03T10:00"}

#: One request for each operation: its method, path, body, and the scope that it needs.
ROUTES: tuple[tuple[str, str, Any, Scope], ...] = (
    ("POST", "/people", {"plan": "daily", "zone": PARIS, "phone": PHONE}, Scope.PEOPLE_WRITE),
    ("POST", "/people/import", b"{}\n", Scope.PEOPLE_WRITE),
    ("GET", "/people", None, Scope.PEOPLE_READ),
    ("GET", "/people/{person_id}", None, Scope.PEOPLE_READ),
    ("GET", "/people/{person_id}/nudges", None, Scope.PEOPLE_READ),
    ("GET", "/people/{person_id}/replies", None, Scope.PEOPLE_READ),
    ("GET", "/people/{person_id}/progress", None, Scope.PEOPLE_READ),
    ("PATCH", "/people/{person_id}", {"zone": "Asia/Tokyo"}, Scope.PEOPLE_WRITE),
    ("POST", "/people/{person_id}/pause", {"until": "2026-06-20T00:00:00Z"}, Scope.PEOPLE_WRITE),
    ("POST", "/people/{person_id}/resume", None, Scope.PEOPLE_WRITE),
    ("POST", "/people/{person_id}/enrolments", {"plan": "pulse"}, Scope.PEOPLE_WRITE),
    ("DELETE", "/people/{person_id}/enrolments/{plan}", None, Scope.PEOPLE_WRITE),
    ("POST", "/people/{person_id}/stop", {}, Scope.PEOPLE_WRITE),
    ("POST", "/people/{person_id}/start", None, Scope.PEOPLE_WRITE),
    ("GET", "/cases", None, Scope.CASES_READ),
    ("GET", "/cases/{case_id}", None, Scope.CASES_READ),
    ("POST", "/cases/{case_id}/seen", None, Scope.CASES_WRITE),
    ("POST", "/cases/{case_id}/notes", {"words": "Called."}, Scope.CASES_WRITE),
    ("POST", "/cases/{case_id}/close", None, Scope.CASES_WRITE),
    ("GET", "/plans", None, Scope.PLANS_READ),
    ("GET", "/plans/{plan}", None, Scope.PLANS_READ),
    ("POST", "/plans/check", b"title: A plan\n", Scope.PLANS_READ),
    ("POST", "/plans/simulate", {"plan": "daily", "days": 1}, Scope.PLANS_READ),
    ("POST", "/broadcasts/check", TO_MANY, Scope.BROADCASTS_WRITE),
    ("POST", "/broadcasts", TO_MANY, Scope.BROADCASTS_WRITE),
    ("GET", "/broadcasts", None, Scope.BROADCASTS_WRITE),
    ("GET", "/broadcasts/{broadcast_id}", None, Scope.BROADCASTS_WRITE),
    ("POST", "/broadcasts/{broadcast_id}/stop", None, Scope.BROADCASTS_WRITE),
    ("DELETE", "/people/{person_id}", None, Scope.PEOPLE_ERASE),
)


def test_every_operation_is_in_the_table_with_its_scope() -> None:
    described = {
        (method.upper(), path, one["x-scope"])
        for path, methods in described_api()["paths"].items()
        for method, one in methods.items()
    }
    assert described == {(method, path, scope) for method, path, _, scope in ROUTES}


@pytest.mark.both_databases
def test_each_operation_opens_by_its_scope_alone(db: Db) -> None:
    world = World(db)
    person = world.join()
    world.says("I want to kill myself")
    callers = Callers(world, api="on")
    able = {scope: Program(world, [scope], callers) for scope in Scope}
    others = {scope: Program(world, set(Scope) - {scope}, callers) for scope in Scope}
    world.join(phone="+15550104478")  # who wrote of danger gets no message to many
    [case] = world.rows(t.person_case)
    values = {"person_id": person.id, "case_id": str(case.id), "plan": "pulse", "broadcast_id": ""}
    for method, path, body, scope in ROUTES:
        kind = {"Content_Type": "application/yaml"} if path == "/plans/check" else {}
        before = [world.rows(table) for table in (t.person, t.audit, t.nudge)]
        refused = others[scope].ask(method, path.format(**values), body, **kind)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:nudges:scope_missing"), path
        assert scope in refused.json()["detail"]
        assert [world.rows(table) for table in (t.person, t.audit, t.nudge)] == before
        answer = able[scope].ask(method, path.format(**values), body, **kind)
        if path == "/broadcasts":
            values["broadcast_id"] = str(world.rows(t.broadcast)[0].id)
        assert answer.status_code in (200, 201, 204), (method, path, answer.text)


def test_words_need_the_scope_beside_the_persons_consent(db: Db) -> None:
    world = World(db)
    person = world.join()
    readers.decide(world.service, person.id, True, "v1", world.now)
    without = Program(world, [one for one in Scope if one is not Scope.WORDS_READ])
    alone = Program(world, [Scope.WORDS_READ])
    for what in ("nudges", "replies"):
        for program in (without, alone):
            answer = program.ask("GET", f"/people/{person.id}/{what}?words=true")
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:nudges:scope_missing")
    both = Program(world, [Scope.PEOPLE_READ, Scope.WORDS_READ])
    path = f"/people/{person.id}/nudges"
    assert [one["words"] for one in both.get(path)["items"]] == [None]
    assert both.get(f"{path}?words=true")["items"][0]["words"].startswith("Nudges: ")
    looks = [row.action for row in world.rows(t.audit) if row.staff_id == both.id]
    assert looks == ["person show", "person words"]


@pytest.mark.parametrize("token", ["", "nudges_short", "x" * 50, f"nudges_{'a' * 44}", f"nudges_{'é' * 43}"])
def test_what_is_no_token_is_answered_without_the_database(lite: Db, token: str) -> None:
    world = World(lite)
    program = Program(world)
    statements: list[str] = []
    event.listen(world.db._engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for path in ("/people", "/openapi.json", "/nothing"):
        answer = program.callers.call(
            f"{API}{path}", b"{" * 10_000, {"Authorization": f"Bearer {token}".encode()}
        )
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="nudges"')
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "detail", "fix"}
    assert statements == []


def test_guesses_are_looked_up_a_few_times_a_minute(lite: Db) -> None:
    world = World(lite)
    program = Program(world)
    guesses = [program.ask("GET", "/plans", token=f"nudges_{n:043}").status_code for n in range(WRONG + 2)]
    assert guesses == [401] * WRONG + [429] * 2
    world.later(minutes=1)
    assert program.ask("GET", "/plans").status_code == 200


def test_a_token_is_kept_as_a_hash_and_shown_by_its_beginning(db: Db) -> None:
    world = World(db)
    program = Program(world, [Scope.PLANS_READ])
    [row] = world.rows(t.api_token)
    assert row.token_hash == sha256(program.token.encode()).hexdigest()
    assert row.begins == program.token[:13]
    assert program.token not in str([world.rows(table) for table in (t.api_token, t.staff, t.audit)])
    [listed] = tokens.listed(world.service, PROMPT)
    assert (listed.name, listed.scopes, listed.used_at) == ("The clinic", frozenset({Scope.PLANS_READ}), None)
    program.get("/plans")
    [used] = tokens.listed(world.service, PROMPT)
    assert used.used_at == world.now
    world.later(seconds=30)
    program.get("/plans")
    assert tokens.listed(world.service, PROMPT) == [used]  # written down once a minute
    world.later(seconds=31)
    program.get("/plans")
    assert tokens.listed(world.service, PROMPT)[0].used_at == world.now


@pytest.mark.both_databases
def test_a_token_ends_at_its_end_and_when_it_is_ended(db: Db) -> None:
    world = World(db)
    program = Program(world)
    tokens.end(world.service, PROMPT, program.id, world.now)
    tokens.end(world.service, PROMPT, program.id, world.now)
    assert program.ask("GET", "/plans").status_code == 401
    other = Program(world)
    world.later(days=29, hours=23)
    assert other.ask("GET", "/plans").status_code == 200
    world.later(hours=1)
    assert other.ask("GET", "/plans").status_code == 401
    assert [row.action for row in world.rows(t.audit)] == ["token add", "token end", "token add"]
    with pytest.raises(NotThereError):
        tokens.end(world.service, PROMPT, "nobody", world.now)


def test_what_cannot_be_a_token_is_refused(lite: Db) -> None:
    world = World(lite)
    for name, scopes, days in (
        *(("", [Scope.PLANS_READ], 9), (" ", list(Scope), 9), ("a\u2028b\x07", list(Scope), 9), ("x", [], 9)),
        *(("x", list(Scope), 0), ("x", list(Scope), tokens.MOST_DAYS + 1)),
    ):
        with pytest.raises(NudgesError):
            tokens.add(world.service, PROMPT, name, scopes, days, world.now)
    for role in (Role.COACH, Role.VIEWER, Role.PROGRAM):
        acting = Acting("nobody", role, frozenset(Scope))
        with pytest.raises(ForbiddenError):
            tokens.add(world.service, acting, "x", list(Scope), 9, world.now)
        with pytest.raises(ForbiddenError):
            tokens.listed(world.service, acting)
    assert world.rows(t.api_token) == world.rows(t.audit) == []


def test_the_shortest_and_the_longest_life_of_a_token(lite: Db) -> None:
    world = World(lite)
    for days in (1, tokens.MOST_DAYS):
        assert tokens.add(world.service, PROMPT, "x", [Scope.PLANS_READ], days, world.now)
    lives = [(one.ends_at - world.now).days for one in tokens.listed(world.service, PROMPT)]
    assert sorted(lives) == [1, tokens.MOST_DAYS]


def test_a_program_is_no_person_on_the_staff(lite: Db) -> None:
    world = World(lite)
    person, program, now = world.join(), Program(world), world.now
    service = world.service
    assert accounts.everybody(service, PROMPT) == []
    acts: tuple[Callable[[], object], ...] = (
        lambda: accounts.set_role(service, PROMPT, program.id, Role.OWNER, now),
        lambda: accounts.set_duty(service, PROMPT, program.id, True, now),
        lambda: accounts.end(service, PROMPT, program.id, now),
        lambda: office.give_coach(service, PROMPT, person.id, program.id, now),
        lambda: accounts.invite(service, PROMPT, Role.PROGRAM, now),
    )
    for act in acts:
        with pytest.raises(NudgesError):
            act()


def test_a_token_is_told_how_often_it_may_ask(lite: Db) -> None:
    world = World(lite)
    program, other = Program(world, [Scope.PLANS_READ]), Program(world)
    answers = [program.ask("GET", "/plans/daily") for _ in range(3)]
    left = [f'"token";r={QUOTA - n};t=60' for n in (1, 2, 3)]
    assert [one.headers["RateLimit"] for one in answers] == left
    assert answers[0].headers["RateLimit-Policy"] == f'"token";q={QUOTA};w=60'
    limits = _limits(program.callers)
    for _ in range(QUOTA - 3):
        limits.another(program.id, world.now)
    world.later(seconds=20)
    refused = program.ask("GET", "/plans/daily")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.headers["RateLimit"] == '"token";r=0;t=40'
    assert program.ask("GET", "/plans", token=other.token).status_code == 200
    world.later(seconds=40)
    assert program.ask("GET", "/plans/daily").status_code == 200


def _limits(callers: Callers) -> Limits:
    [mounted] = [one for one in callers.app.routes if getattr(one, "path", "") == API]
    layer: Any = mounted.app.middleware_stack  # type: ignore[attr-defined]
    while not hasattr(layer, "_limits"):
        layer = layer.app
    limits: Limits = layer._limits
    return limits


def test_the_api_that_is_off_is_not_there(lite: Db) -> None:
    world = World(lite)
    token = tokens.add(world.service, PROMPT, "x", list(Scope), 9, world.now)
    answer = Callers(world).call(f"{API}/plans", headers={"Authorization": f"Bearer {token}"}, method="GET")
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (404, "text/html")


def test_an_owner_makes_one_in_the_office_and_sees_it_once(lite: Db) -> None:
    world = World(lite)
    desk = Desk(Callers(world, office="on", api="on"), hire(world))

    def status(token: str) -> int:
        bearer = {"Authorization": f"Bearer {token}"}
        return desk.callers.call(f"{API}/plans", headers=bearer, method="GET").status_code

    made = desk.post("/tokens/add", **{"name": "The clinic", "scope-plans:read": "on", "days": "30"})
    [token] = [word.partition("<")[0] for word in made.text.split("<code>nudges_")[1:2]]
    token = f"nudges_{token}"
    page = desk.see("/tokens")
    assert token not in page
    assert f"{token[:13]}…" in page
    assert "plans:read" in page
    assert status(token) == 200
    [row] = world.rows(t.api_token)
    assert desk.post(f"/tokens/{row.staff_id}/end").status_code == 303
    assert status(token) == 401
    assert desk.post("/tokens/add", name="x", days="30").status_code == 422
