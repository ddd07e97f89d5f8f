"""Every route of the office: who gets 200, 303, 403 and 404; and nothing for nobody, or without the token."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from fastapi.routing import APIRoute

from nudges.core.office.roles import PROMPT, Role, Scope
from nudges.core.person.person import Person, State
from nudges.flow.accounts import tokens
from nudges.flow.office import person as office
from nudges.flow.office import words as office_words
from nudges.flow.office.act import NotThereError, WordsClosedError
from nudges.flow.office.broadcasts import broadcasts
from nudges.flow.office.broadcasts.broadcasts import Draft
from nudges.flow.portal import readers
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office.find import Filter
from tests.callers import Callers
from tests.harness import EMAIL, NAME, PHONE, World
from tests.office_staff import Desk, hire

OK, MOVED, NO, NONE, WRONG = 200, 303, 403, 404, 422

#: A message to many: for a coach without anybody there is nobody who would get it.
DRAFT = {"day": "2026-06-05", "time": "12:00", "words-en": "We meet on Friday."}

#: Each route, what is posted to it, and the answer to: owner, coach of the person, another coach, viewer.
#: They are called in this order, by the viewer first; nobody can leave a plan twice.
ROUTES: tuple[tuple[str, str, dict[str, str], tuple[int, int, int, int]], ...] = (
    ("GET", "", {}, (OK, OK, OK, OK)),
    ("GET", "/today", {}, (OK, OK, OK, OK)),
    ("GET", "/people", {}, (OK, OK, OK, OK)),
    ("GET", "/people/{person_id}", {}, (OK, OK, NONE, OK)),
    ("GET", "/people/{person_id}/change", {}, (OK, OK, NONE, NO)),
    ("GET", "/people/{person_id}/thread", {}, (OK, OK, NONE, OK)),
    ("GET", "/people/{person_id}/words", {}, (OK, OK, NONE, NO)),
    ("GET", "/people/{person_id}/words/thread", {}, (OK, OK, NONE, NO)),
    ("GET", "/cases/{number}", {}, (OK, OK, NONE, OK)),
    ("GET", "/questions", {}, (OK, OK, OK, OK)),
    ("GET", "/questions/{question}", {}, (OK, OK, NONE, OK)),
    ("GET", "/broadcasts", {}, (OK, OK, OK, NO)),
    ("GET", "/broadcasts/{broadcast}", {}, (OK, OK, NONE, NO)),
    ("GET", "/plans", {}, (OK, OK, OK, NO)),
    ("GET", "/plans/{name}", {}, (OK, OK, OK, NO)),
    ("GET", "/results", {}, (OK, OK, OK, OK)),
    ("GET", "/passkeys", {}, (OK, OK, OK, OK)),
    ("GET", "/staff", {}, (OK, NO, NO, NO)),
    ("GET", "/audit", {}, (OK, NO, NO, NO)),
    ("POST", "/cases/{number}/seen", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/cases/{number}/note", {"words": "Called."}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/cases/{number}/close", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/questions/{question}/take", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/questions/{question}/back", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/questions/{question}/answer", {"words": "I am here."}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/questions/{question}/close", {}, (MOVED, MOVED, NONE, NO)),
    ("GET", "/people/chosen?who={person_id}", {}, (OK, OK, WRONG, NO)),
    ("POST", "/people/pause", {"who": "{person_id}", "until": "2026-06-20"}, (OK, OK, NONE, NO)),
    ("POST", "/people/enrol", {"who": "{person_id}", "plan": "letters"}, (OK, OK, NONE, NO)),
    ("POST", "/people/coach", {"who": "{person_id}", "coach": "{coach}"}, (OK, NO, NO, NO)),
    ("POST", "/people/write", {"who": "{person_id}"}, (OK, OK, OK, NO)),
    ("POST", "/people/{person_id}/pause", {"until": "2026-06-20"}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/resume", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/broadcasts/check", DRAFT, (OK, OK, WRONG, NO)),
    ("POST", "/broadcasts/send", DRAFT | {"token": "one"}, (MOVED, MOVED, WRONG, NO)),
    ("POST", "/broadcasts/{broadcast}/stop", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/correct", {"name": NAME, "phone": PHONE}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/move", {"zone": "Asia/Tokyo"}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/change", {"language": "es"}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/hours", {"opens": "10:00", "closes": "18:00"}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/enrol", {"plan": "pulse", "start": "2026-06-02"}, (MOVED, MOVED, NONE, NO)),
    (
        "POST",
        "/people/{person_id}/times",
        {"plan": "daily", "time-0-daily": "11:00"},
        (MOVED, MOVED, NONE, NO),
    ),
    ("POST", "/people/{person_id}/leave", {"plan": "daily", "sure": "on"}, (NONE, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/stop", {"said_by": "themselves"}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/start", {}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/write", {"words": "I am here."}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/note", {"words": "Prefers mornings."}, (MOVED, MOVED, NONE, NO)),
    ("POST", "/people/{person_id}/coach", {"coach": ""}, (MOVED, NO, NO, NO)),
    ("POST", "/people/{person_id}/export", {}, (OK, NO, NO, NO)),
    ("POST", "/people/{person_id}/erase", {"sure": "on"}, (MOVED, NO, NO, NO)),
    ("POST", "/plans/{name}/diff", {"text": "no plan"}, (WRONG, WRONG, WRONG, NO)),
    ("POST", "/results/export", {"since": "2026-06-01", "until": "2026-06-30"}, (OK, OK, OK, OK)),
    ("POST", "/passkeys/add", {"passkey": "{{}}"}, (WRONG, WRONG, WRONG, WRONG)),
    ("POST", "/passkeys/{passkey_id}/remove", {}, (NONE, NONE, NONE, NONE)),
    ("POST", "/staff/add", {"role": "viewer"}, (OK, NO, NO, NO)),
    ("GET", "/tokens", {}, (OK, NO, NO, NO)),
    ("POST", "/tokens/add", {"name": "EHR", "scope-plans:read": "on", "days": "9"}, (OK, NO, NO, NO)),
    ("POST", "/tokens/{token_id}/end", {}, (MOVED, NO, NO, NO)),
    ("POST", "/staff/{staff_id}/role", {"role": "viewer"}, (MOVED, NO, NO, NO)),
    ("POST", "/staff/{staff_id}/duty", {"on": "0"}, (MOVED, NO, NO, NO)),
    ("POST", "/staff/{staff_id}/phone", {"phone": "+33612345678"}, (MOVED, NO, NO, NO)),
    ("POST", "/staff/{staff_id}/end", {"sure": "on"}, (MOVED, NO, NO, NO)),
)

#: What nobody has to be signed in for.
DOOR = {("GET", "/welcome/{token}"), ("POST", "/welcome/{token}"), ("GET", "/sign-in"), ("POST", "/sign-in")}
OUT = {("POST", "/sign-out")}

#: What everybody does with their own account.
OWN = {("POST", "/passkeys/add"), ("POST", "/passkeys/{passkey_id}/remove")}


class Office:
    """An owner, a coach with one person in her caseload who has a case, another coach, and a viewer."""

    def __init__(self, db: Db, *, words: bool = True) -> None:
        self.world = World(db)
        self.her: Person = self.world.join(phone=PHONE, email=EMAIL)
        roles = {"Olga": Role.OWNER, "Cleo": Role.COACH, "Carl": Role.COACH, "Vera": Role.VIEWER}
        self.staff = {name: hire(self.world, role, name) for name, role in roles.items()}
        office.give_coach(self.world.service, PROMPT, self.her.id, self.staff["Cleo"].id, self.world.now)
        if words:
            readers.decide(self.world.service, self.her.id, True, "v1", self.world.now)
        self.world.says("can I talk to somebody, zanzibarred?")
        draft = Draft(Filter(), datetime(2026, 6, 5, 12), timedelta(), {"en": "We meet."})  # noqa: DTZ001
        acting = self.staff["Cleo"].acting
        number = broadcasts.send(self.world.service, acting, draft, "first", self.world.now)
        self.world.says("I want to kill myself, zanzibarred")
        [case] = self.world.rows(t.person_case)
        self.callers = Callers(self.world, office="on")
        other = hire(self.world, Role.VIEWER, "Dora")
        [asked] = self.world.rows(t.question)
        tokens.add(self.world.service, PROMPT, "EHR", [Scope.PLANS_READ], 9, self.world.now)
        [token] = tokens.listed(self.world.service, PROMPT)
        self._values = {"person_id": self.her.id, "number": str(case.id), "staff_id": other.id}
        self._values["question"] = str(asked.id)
        self._values["broadcast"] = str(number)
        self._values["token_id"] = token.id
        self._values["coach"] = self.staff["Cleo"].id
        self._values |= {"name": "daily", "passkey_id": "none"}

    def desk(self, name: str) -> Desk:
        return Desk(self.callers, self.staff[name])

    def filled(self, text: str) -> str:
        return text.format(**self._values)


def routes(callers: Callers) -> set[tuple[str, str]]:
    found = set()
    for route in callers.app.routes:
        for one in _flat(route):
            if one.path.startswith("/office"):
                found |= {(method, one.path.removeprefix("/office")) for method in one.methods or ()}
    return found


def _flat(route: object) -> Iterator[APIRoute]:
    if isinstance(route, APIRoute):
        yield route
    for one in getattr(getattr(route, "original_router", None), "routes", ()):
        yield from _flat(one)


def test_every_route_is_in_the_table(db: Db) -> None:
    callers = Callers(World(db), office="on")
    assert routes(callers) == {(method, path.partition("?")[0]) for method, path, *_ in ROUTES} | DOOR | OUT


@pytest.mark.both_databases
def test_who_may(db: Db) -> None:
    at = Office(db)
    for method, path, fields, answers in ROUTES:
        given = {name: at.filled(said) for name, said in fields.items()}
        for name, expected in zip(("Vera", "Carl", "Cleo", "Olga"), answers[::-1], strict=True):
            desk = at.desk(name)
            closed = expected in (NO, NONE)
            before = at.world.rows(t.audit) if closed else []
            answer = desk.get(at.filled(path)) if method == "GET" else desk.post(at.filled(path), **given)
            assert answer.status_code == expected, (path, name)
            if closed:
                assert at.world.rows(t.audit) == before
                assert NAME not in answer.text


def test_nobody_is_let_in_without_a_session_or_posts_without_the_token(db: Db) -> None:
    at = Office(db)
    before = at.world.rows(t.person), at.world.rows(t.audit)
    for method, path, fields, _ in ROUTES:
        given = {name: at.filled(said) for name, said in fields.items()}
        bare = at.callers.call(f"/office{at.filled(path)}", method=method)
        led = bare.headers.get("Location", "").partition("?")[0]
        assert (bare.status_code, led) == (303, "/office/sign-in"), path
        if method == "POST":
            for token in ("", "0" * 64, "é"):
                refused = at.desk("Olga").post(at.filled(path), csrf=token, **given)
                assert refused.status_code == 403, path
    assert (at.world.rows(t.person), at.world.rows(t.audit)) == before


def test_the_office_that_is_off_is_not_there(db: Db) -> None:
    world = World(db)
    ada, callers = hire(world), Callers(world)
    assert routes(callers) == set()
    assert Desk(callers, ada).get().status_code == 404
    assert callers.call("/office/sign-in", method="GET").status_code == 404


def test_a_viewer_sees_no_name_number_or_address(db: Db) -> None:
    at = Office(db)
    ids = ("", "/people", "/people/{person_id}", "/cases/{number}", "/questions", "/questions/{question}")
    for path in ids:
        assert at.her.id[:8] in at.desk("Vera").see(at.filled(path))
    for path in (*ids, "/results"):
        text = at.desk("Vera").see(at.filled(path))
        for secret in (NAME, PHONE, EMAIL):
            assert secret not in text, path
            assert secret in at.desk("Cleo").see(at.filled("/people/{person_id}"))
    for query in (NAME, PHONE.replace("+", "%2B"), EMAIL):
        assert at.her.id not in at.desk("Vera").see(f"/people?q={query}")


def test_words_are_closed_on_every_route_unless_the_person_opened_them(db: Db) -> None:
    at = Office(db, words=False)
    for name in ("Olga", "Cleo"):
        desk = at.desk(name)
        answers = [desk.get(at.filled(path)) for method, path, *_ in ROUTES if method == "GET"]
        answers += [desk.post(at.filled("/people/{person_id}/export"))]
        for answer in answers:
            assert "zanzibarred" not in answer.text
            assert "kill" not in answer.text
        for rest in ("", "/thread"):
            assert desk.get(at.filled("/people/{person_id}/words") + rest).status_code == 403
    assert "person words" not in [row.action for row in at.world.rows(t.audit)]
    with pytest.raises(WordsClosedError):
        office_words.read(at.world.service, PROMPT, at.her.id, at.world.now)


def test_a_look_at_words_that_are_open_is_in_the_audit_and_can_be_ended(db: Db) -> None:
    at = Office(db)
    assert "zanzibarred" in at.desk("Cleo").see(at.filled("/people/{person_id}/words"))
    looks = [(row.action, row.staff_id) for row in at.world.rows(t.audit) if row.action == "person words"]
    assert looks == [("person words", at.staff["Cleo"].id)]
    readers.decide(at.world.service, at.her.id, False, "v1", at.world.now)
    assert at.desk("Cleo").get(at.filled("/people/{person_id}/words")).status_code == 403


def test_somebody_erased_is_not_there_any_more(db: Db) -> None:
    at = Office(db)
    assert at.desk("Olga").post(at.filled("/people/{person_id}/erase")).status_code == 422
    assert at.desk("Olga").post(at.filled("/people/{person_id}/erase"), sure="on").status_code == 303
    assert at.world.rows(t.person)[0].state == State.ERASED
    assert at.desk("Olga").get(at.filled("/people/{person_id}")).status_code == 404
    with pytest.raises(NotThereError):
        office.note(at.world.service, PROMPT, at.her.id, "x", at.world.now)
