"""Accounts of staff: invitations and codes are good once, sessions end, and the audit only ever grows."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Role
from nudges.flow.accounts import accounts
from nudges.flow.accounts.accounts import Newcomer
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.office import staff
from tests.harness import World
from tests.office_staff import PASSWORD, hire


def test_a_link_to_the_first_owner_waits_until_it_is_over_or_used(db: Db) -> None:
    world = World(db)
    assert not accounts.owner_link_waits(world.service, world.now)
    accounts.owner_link(world.service, world.now)
    assert accounts.owner_link_waits(world.service, world.now)
    assert not accounts.owner_link_waits(world.service, world.now + accounts.INVITATION)
    accounts.owner_link(world.service, world.now)
    hire(world)
    assert not accounts.owner_link_waits(world.service, world.now)


def test_the_first_owner_comes_by_a_link_that_is_good_once(db: Db) -> None:
    world = World(db)
    old = accounts.owner_link(world.service, world.now)
    link = accounts.owner_link(world.service, world.now)
    assert old is not None
    assert link is not None
    tokens = [one.rpartition("/")[2] for one in (old, link)]
    assert [accounts.invited(world.service, one, world.now) for one in tokens] == [None, Role.OWNER]
    owner = hire(world)
    assert accounts.owner_link(world.service, world.now) is None
    assert owner.acting.role is Role.OWNER
    with pytest.raises(NotThereError):
        accounts.accept(world.service, tokens[0], _newcomer(), world.now)


def _newcomer(**fields: str) -> Newcomer:
    given = {"name": "A", "email": "a@b.example", "password": PASSWORD, "secret": "JBSWY3DPEHPK3PXP" * 2}
    return Newcomer(**(given | {"code": "000000"} | fields))


def test_an_invitation_is_over_after_three_days_and_keeps_through_a_mistake(db: Db) -> None:
    world = World(db)
    token = accounts.invite(world.service, PROMPT, Role.COACH, world.now).rpartition("/")[2]
    for wrong in ({"name": ""}, {"password": "short"}, {"email": "no address"}, {}):
        with pytest.raises(NudgesError):
            accounts.accept(world.service, token, _newcomer(**wrong), world.now)
    assert accounts.invited(world.service, token, world.now) is Role.COACH
    world.later(days=3)
    assert accounts.invited(world.service, token, world.now) is None
    assert world.rows(t.staff) == []


def test_an_address_has_one_account_and_an_invitation_makes_one(db: Db) -> None:
    world = World(db)
    ada = hire(world)
    token = accounts.invite(world.service, PROMPT, Role.COACH, world.now).rpartition("/")[2]

    def join(email: str) -> str:
        def proved_by(tx: Tx, member: staff.Member) -> None:
            staff.add(tx, member, "a hash", "a secret", 0)

        return accounts.join_staff(world.service, token, "Ben", email, proved_by, world.now)

    with pytest.raises(NudgesError, match="This address has an account already"):
        join(ada.email)
    assert accounts.signed_in(world.service, join("ben@clinic.example"), world.now) is not None
    with pytest.raises(NotThereError):  # as when two send the form at once
        join("cleo@clinic.example")
    assert len(world.rows(t.staff)) == 2


def test_who_has_left_can_begin_no_session(db: Db) -> None:
    world = World(db)
    ada, ben = hire(world), hire(world, Role.COACH, "Ben")
    assert accounts.begin_session(world.service, ben.id, world.now)
    accounts.end(world.service, ada.acting, ben.id, world.now)
    for gone in (ben.id, "nobody"):
        with pytest.raises(NotThereError):
            accounts.begin_session(world.service, gone, world.now)


def test_signing_in_takes_address_password_and_a_code_that_counts_once(db: Db) -> None:
    world = World(db)
    ada = hire(world)
    world.later(minutes=5)
    code = ada.code(world.now)
    for email, password in (("ada@clinic.example", "another password"), ("eve@clinic.example", PASSWORD)):
        assert accounts.sign_in(world.service, email, password, code, world.now) is None
    for wrong in (
        "",
        "é",
        "123456" if code != "123456" else "654321",
        ada.code(world.now - timedelta(minutes=2)),
    ):
        with pytest.raises(accounts.WrongCodeError):
            accounts.sign_in(world.service, ada.email, PASSWORD, wrong, world.now)
    session = accounts.sign_in(world.service, "Ada@clinic.example", PASSWORD, code, world.now)
    assert session is not None
    with pytest.raises(accounts.WrongCodeError):
        accounts.sign_in(world.service, ada.email, PASSWORD, code, world.now)
    found = accounts.signed_in(world.service, session, world.now)
    assert found is not None
    assert found[0] == ada.acting
    world.later(hours=23, minutes=59)
    assert accounts.signed_in(world.service, session, world.now) is not None
    world.later(minutes=1)
    assert accounts.signed_in(world.service, session, world.now) is None


def test_a_session_ends_by_signing_out_by_another_role_and_with_the_account(db: Db) -> None:
    world = World(db)
    ada, ben = hire(world), hire(world, Role.COACH, "Ben")
    accounts.sign_out(world.service, ada.session)
    assert accounts.signed_in(world.service, ada.session, world.now) is None
    accounts.set_role(world.service, ada.acting, ben.id, Role.VIEWER, world.now)
    assert accounts.signed_in(world.service, ben.session, world.now) is None
    ben = hire(world, Role.COACH, "Carla")
    accounts.end(world.service, ada.acting, ben.id, world.now)
    assert accounts.signed_in(world.service, ben.session, world.now) is None
    world.later(minutes=5)
    assert accounts.sign_in(world.service, ben.email, PASSWORD, ben.code(world.now), world.now) is None
    [row] = [one for one in world.rows(t.staff) if one.id == ben.id]
    assert (row.name, row.email, row.password, row.data_key, row.totp) == (None,) * 5
    [left] = [one for one in accounts.everybody(world.service, ada.acting) if one.id == ben.id]
    assert (left.name, left.email, left.phone) == ("", "", "")


def test_only_owners_manage_accounts_and_one_of_them_stays(db: Db) -> None:
    world = World(db)
    ada, ben = hire(world), hire(world, Role.COACH, "Ben")
    for act in (
        lambda: accounts.invite(world.service, ben.acting, Role.OWNER, world.now),
        lambda: accounts.set_role(world.service, ben.acting, ben.id, Role.OWNER, world.now),
        lambda: accounts.end(world.service, ben.acting, ada.id, world.now),
        lambda: accounts.everybody(world.service, ben.acting),
        lambda: accounts.audit_page(world.service, ben.acting, 10, None),
    ):
        with pytest.raises(ForbiddenError):
            act()
    with pytest.raises(NudgesError, match="There has to be an owner"):
        accounts.set_role(world.service, ada.acting, ada.id, Role.COACH, world.now)
    with pytest.raises(NudgesError, match="There has to be an owner"):
        accounts.end(world.service, ada.acting, ada.id, world.now)
    with pytest.raises(NudgesError, match="There has to be an owner"):
        accounts.end(world.service, PROMPT, ada.id, world.now)
    cara = hire(world, name="Cara")
    accounts.end(world.service, PROMPT, ada.id, world.now)
    with pytest.raises(NudgesError, match="There has to be an owner"):
        accounts.set_role(world.service, PROMPT, cara.id, Role.VIEWER, world.now)


def test_names_addresses_and_secrets_of_staff_are_sealed(db: Db) -> None:
    world = World(db)
    ada = hire(world)
    kept = repr(world.rows(t.staff)) + repr(world.rows(t.staff_session)) + repr(world.rows(t.audit))
    for secret in ("Ada", ada.email, PASSWORD, ada.secret, ada.session):
        assert secret not in kept


@pytest.mark.parametrize("change", [update(t.audit).values(action="nothing"), delete(t.audit)])
def test_the_database_itself_refuses_to_change_the_audit(db: Db, change: object) -> None:
    world = World(db)
    hire(world)
    before = world.rows(t.audit)
    assert [row.action for row in before] == ["staff add", "joined"]
    with pytest.raises(DBAPIError, match="only ever added to"), db.write() as tx:
        tx.conn.execute(change)  # type: ignore[call-overload]
    assert world.rows(t.audit) == before
