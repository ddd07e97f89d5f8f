"""The door of the office: what it takes, how often, from where, and what the cookie is."""

import re

import pyotp
import pytest
from structlog.testing import capture_logs

from nudges.core.office.roles import PROMPT, Action, Role
from nudges.flow.accounts import accounts, passkeys
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office import audit, staff
from tests.callers import PUBLIC, Callers
from tests.harness import World
from tests.my_pages import post, see
from tests.office_staff import FORM, PASSWORD, Desk, Member, hire
from tests.passkey_device import Device


def at_the_door(db: Db) -> tuple[Callers, Member]:
    world = World(db)
    ada = hire(world)
    world.later(minutes=5)
    return Callers(world, office="on"), ada


def signs_in(callers: Callers, ada: Member, **fields: str) -> tuple[int, str, str]:
    """The status, where it leads to, and the cookie."""
    given = {"email": ada.email, "password": PASSWORD, "code": ada.code(callers.world.now)} | fields
    answer = post(callers, "/office/sign-in", given)
    return answer.status_code, answer.headers.get("Location", ""), answer.headers.get("Set-Cookie", "")


def test_the_cookie_is_the_offices_alone_and_no_other_site_sends_it(db: Db) -> None:
    callers, ada = at_the_door(db)
    status, where, cookie = signs_in(callers, ada)
    assert (status, where) == (303, "/office")
    token, *rest = cookie.split("; ")
    assert set(rest) == {"HttpOnly", "Max-Age=86400", "Path=/office", "SameSite=strict", "Secure"}
    assert token.removeprefix("office=") not in repr(callers.world.rows(t.staff_session))


def test_they_go_where_they_wanted_but_never_to_another_site(db: Db) -> None:
    callers, ada = at_the_door(db)
    for to, where in (
        ("/office/cases/1", "/office/cases/1"),
        ("//evil.example", "/office"),
        ("https://evil.example/office/", "/office"),
        ("/office//evil.example", "/office"),
        ("/office/\\evil.example", "/office"),
        ("/me/x", "/office"),
    ):
        callers.world.later(minutes=1)
        assert signs_in(callers, ada, to=to)[1] == where


def test_nobody_learns_what_does_not_fit(db: Db) -> None:
    callers, ada = at_the_door(db)
    pages = []
    for fields in ({"password": "x"}, {"email": "eve@clinic.example"}, {"code": "12"}, {"code": ""}):
        given = {"email": ada.email, "password": PASSWORD, "code": ada.code(callers.world.now)} | fields
        answer = post(callers, "/office/sign-in", given)
        assert answer.status_code == 422
        page = re.sub('data-passkey="[^"]*"', "", answer.text)  # another challenge each time
        pages.append(page.replace("eve@clinic.example", ada.email))
    unknown = post(callers, "/office/sign-in", {"passkey": "{}"})
    assert (unknown.status_code, "does not open this office" in unknown.text) == (422, True)
    assert len(set(pages)) == 1


def test_a_refusal_names_the_account_and_a_wrong_code_is_in_the_audit(db: Db) -> None:
    callers, ada = at_the_door(db)
    with capture_logs() as logs:
        signs_in(callers, ada, email="eve@clinic.example")
        signs_in(callers, ada, password="x")
        assert _refused(callers) == [], "a stranger writes nothing into the audit"
        signs_in(callers, ada, code="000000")
    said = [(one["why"], one["staff"]) for one in logs if one["event"] == "sign-in refused"]
    assert said == [("password", None), ("password", ada.id), ("code", ada.id)]
    assert _refused(callers) == [ada.id]
    assert signs_in(callers, ada)[0] == 303
    assert "Gave the right password and a wrong code" in Desk(callers, ada).see("/audit")


def _refused(callers: Callers) -> list[str | None]:
    with callers.world.db.read() as tx:
        lines = audit.newest(tx, 100)
    return [one.staff_id for one in lines if one.action == Action.SIGN_IN_REFUSED]


def test_one_client_tries_ten_times_in_five_minutes(db: Db) -> None:
    callers, ada = at_the_door(db)
    tried = [signs_in(callers, ada, password="guessed")[0] for _ in range(12)]
    assert tried == [422] * 10 + [429] * 2
    assert signs_in(callers, ada)[0] == 429
    answer = post(callers, "/office/sign-in", {"email": ada.email})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    callers.world.later(minutes=5)
    assert signs_in(callers, ada)[0] == 303


def test_whoever_has_the_password_cannot_try_all_codes_from_everywhere(db: Db) -> None:
    callers, ada = at_the_door(db)
    edge = callers.app.state.edge
    for _ in range(10):
        edge.signs_in.another(f"account {ada.email}", callers.world.now)
    assert signs_in(callers, ada)[0] == 429


def test_another_site_signs_nobody_in(db: Db) -> None:
    callers, ada = at_the_door(db)
    body = f"email={ada.email}".encode()
    for site in ("cross-site", "same-site"):
        answer = callers.call("/office/sign-in", body, FORM | {"Sec-Fetch-Site": site})
        assert answer.status_code == 403


def test_a_link_in_a_mail_opens_for_who_is_signed_in(db: Db) -> None:
    """The browser keeps a strict cookie back on the way from another site; our own page asks once more."""
    callers, _ = at_the_door(db)
    first = callers.call("/office/cases/1", headers={"Sec-Fetch-Site": "cross-site"}, method="GET")
    assert (first.status_code, 'http-equiv="refresh"' in first.text) == (200, True)
    again = callers.call("/office/cases/1", headers={"Sec-Fetch-Site": "same-origin"}, method="GET")
    assert again.headers["Location"] == "/office/sign-in?to=/office/cases/1"


def test_signing_out_ends_the_session_everywhere(db: Db) -> None:
    callers, ada = at_the_door(db)
    desk = Desk(callers, ada)
    answer = desk.post("/sign-out")
    assert (answer.status_code, 'office=""' in answer.headers["Set-Cookie"]) == (303, True)
    assert desk.get().status_code == 303
    assert callers.world.rows(t.staff_session) == []


@pytest.mark.both_databases
def test_the_code_to_scan_names_the_account_as_soon_as_it_is_known(db: Db) -> None:
    callers, _ = at_the_door(db)
    world = callers.world
    path = accounts.invite(world.service, PROMPT, Role.COACH, world.now).removeprefix(PUBLIC)
    codes = []
    for email in ("", "staff", "ben@clinic.example"):
        page = post(callers, path, {"secret": "A" * 32, "email": email, "passkey": "{}"}).text
        codes += re.findall(r'src="data:image/svg[^"]+"', page)
    assert codes[0] == codes[1] != codes[2]


def test_an_invitation_is_accepted_once_and_a_mistake_keeps_what_was_typed(db: Db) -> None:
    callers, _ = at_the_door(db)
    world = callers.world
    path = accounts.invite(world.service, PROMPT, Role.COACH, world.now).removeprefix(
        "https://nudges.example"
    )
    invited = see(callers, path)
    assert ("QR code" in invited, "data-passkey" in invited) == (True, True)
    secret = pyotp.random_base32()
    given = {"name": "Ben Coach", "email": "ben@clinic.example", "secret": secret, "password": PASSWORD}
    wrong = post(callers, path, given | {"code": "000000"})
    assert (wrong.status_code, "Ben Coach" in wrong.text, secret in wrong.text) == (422, True, True)
    assert PASSWORD not in wrong.text
    assert post(callers, path, given | {"code": pyotp.TOTP(secret).at(world.now)}).status_code == 303
    for method in ("GET", "POST"):
        assert callers.call(path, method=method).status_code == 404
    assert callers.call("/office/welcome/guessed", method="GET").status_code == 404


def test_an_invitation_is_accepted_with_a_passkey_alone(db: Db) -> None:
    callers, _ = at_the_door(db)
    world = callers.world
    token = accounts.invite(world.service, PROMPT, Role.COACH, world.now).rpartition("/")[2]
    page = f"/office/welcome/{token}"
    given = {"name": "Cleo", "email": "cleo@x.org", "secret": "A" * 32}
    forged = post(callers, page, given | {"passkey": "{}"})
    assert (forged.status_code, "The passkey was not taken" in forged.text) == (422, True)
    made = Device(PUBLIC).create(passkeys.to_join(world.service, token, world.now))
    answer = post(callers, page, given | {"passkey": made})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/office")
    again = post(callers, page, given | {"passkey": made})
    assert again.status_code == 404, "it is used up"


def test_a_passkey_is_added_and_removed_on_a_page_of_ones_own(db: Db) -> None:
    callers, ada = at_the_door(db)
    desk, service = Desk(callers, ada), callers.world.service
    now = callers.world.now
    with db.read() as tx:
        [member] = staff.everybody(tx)
    made = Device(PUBLIC).create(passkeys.to_add(service, member, now))
    added = desk.post("/passkeys/add", passkey=made, name="Work laptop")
    assert (added.status_code, added.headers["Location"]) == (303, "/office/passkeys?done=added")
    assert "Work laptop" in desk.see("/passkeys")
    assert "data-passkey" in desk.see("/passkeys")
    [mine] = passkeys.mine(service, ada.acting)
    removed = desk.post(f"/passkeys/{mine.id}/remove")
    assert (removed.status_code, removed.headers["Location"]) == (303, "/office/passkeys?done=removed")
    assert "Work laptop" not in desk.see("/passkeys")


def test_one_client_accepts_ten_times_in_five_minutes(db: Db) -> None:
    callers, _ = at_the_door(db)
    world = callers.world
    token = accounts.invite(world.service, PROMPT, Role.COACH, world.now).rpartition("/")[2]
    form = {"name": "Cleo", "email": "cleo@x.org", "secret": "A" * 32, "passkey": "{}"}
    statuses = [post(callers, f"/office/welcome/{token}", form).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    world.later(minutes=5)
    assert post(callers, f"/office/welcome/{token}", form).status_code == 422


@pytest.mark.parametrize("secret", ["", "A" * 31, "A" * 33, "A" * 31 + "-", "A" * 31 + "\xe9"])
def test_a_secret_that_is_none_of_ours_is_refused(db: Db, secret: str) -> None:
    callers, _ = at_the_door(db)
    world = callers.world
    token = accounts.invite(world.service, PROMPT, Role.COACH, world.now).rpartition("/")[2]
    form = {"name": "Cleo", "email": "cleo@x.org", "secret": secret, "passkey": "{}"}
    assert post(callers, f"/office/welcome/{token}", form).status_code == 404


def test_a_role_that_is_none_is_no_page(db: Db) -> None:
    callers, ada = at_the_door(db)
    desk = Desk(callers, ada)
    assert [desk.post("/staff/add", role=role).status_code for role in ("king", "", "coach")] == [
        404,
        404,
        200,
    ]


def test_a_form_that_cannot_be_keeps_what_was_typed(db: Db) -> None:
    callers, ada = at_the_door(db)
    her, desk = callers.world.join(), Desk(callers, ada)
    answer = desk.post(f"/people/{her.id}/write", words="é" * 500)
    assert (answer.status_code, "é" * 500 in answer.text) == (422, True)
    assert "at most 3 SMS segments" in answer.text
