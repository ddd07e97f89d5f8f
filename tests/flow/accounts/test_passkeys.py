"""Passkeys: one alone makes an account and signs in, once for each challenge, and nothing else does."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Acting, Role
from nudges.flow.accounts import accounts, passkeys
from nudges.flow.links import Links
from nudges.flow.office.act import NotThereError
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import World
from tests.office_staff import PASSWORD, hire
from tests.passkey_device import Device

ORIGIN = "https://nudges.example"


def joined(world: World, device: Device, role: Role = Role.COACH, email: str = "cleo@x.org") -> Acting:
    token = accounts.invite(world.service, PROMPT, role, world.now).rpartition("/")[2]
    said = device.create(passkeys.to_join(world.service, token, world.now))
    session = passkeys.accept(world.service, token, "Cleo", email, said, world.now)
    found = accounts.signed_in(world.service, session, world.now)
    assert found is not None
    return found[0]


def signs_in(world: World, device: Device) -> bool:
    said = device.get(passkeys.to_sign_in(world.service, world.now))
    return passkeys.sign_in(world.service, said, world.now) is not None


def test_a_passkey_alone_makes_an_account_and_signs_in(db: Db) -> None:
    world, device = World(db), Device(ORIGIN)
    acting = joined(world, device)
    assert acting.role is Role.COACH
    said = device.get(passkeys.to_sign_in(world.service, world.later(minutes=1).now))
    token = passkeys.sign_in(world.service, said, world.now)
    assert token is not None
    assert accounts.signed_in(world.service, token, world.now)
    assert [row.action for row in world.rows(t.audit)][-2:] == ["joined", "signed in"]
    [mine] = passkeys.mine(world.service, acting)
    assert mine.used_at == world.now
    # there is no password that would open it, and an empty one does not
    for password in ("", PASSWORD):
        assert accounts.sign_in(world.service, "cleo@x.org", password, "000000", world.now) is None


def test_what_was_overheard_cannot_be_sent_again(db: Db) -> None:
    world, device = World(db), Device(ORIGIN)
    joined(world, device)
    said = device.get(passkeys.to_sign_in(world.service, world.later(minutes=1).now))
    assert passkeys.sign_in(world.service, said, world.now)
    assert passkeys.sign_in(world.service, said, world.later(seconds=1).now) is None
    device.count = 0  # a copy of the device that was used less often
    assert not signs_in(world, device)


def test_only_the_right_challenge_place_and_device_count(db: Db) -> None:
    world, device = World(db), Device(ORIGIN)
    joined(world, device)
    world.later(minutes=1)
    asked = passkeys.to_sign_in(world.service, world.now)
    elsewhere = replace(device, origin="https://x.example")
    for other in (
        replace(device, id=b"unknown"),
        replace(Device(ORIGIN), id=device.id),
        elsewhere,
        replace(device, verified=False),
    ):
        assert passkeys.sign_in(world.service, other.get(asked), world.now) is None
    joins = json.loads(passkeys.to_join(world.service, "t", world.now))
    for_another_purpose = json.dumps(json.loads(asked) | {"challenge": joins["challenge"]})
    assert passkeys.sign_in(world.service, device.get(for_another_purpose), world.now) is None
    assert passkeys.sign_in(world.service, device.get(asked), world.later(minutes=6).now) is None
    for junk in ("", "{}", "[]", "null", '{"id": 1}', asked, "x" * 5_000):
        assert passkeys.sign_in(world.service, junk, world.now) is None
    assert signs_in(world, device)


def test_an_invitation_is_used_up_and_another_ones_passkey_does_not_take_it(db: Db) -> None:
    world = World(db)
    tokens = [
        accounts.invite(world.service, PROMPT, Role.OWNER, world.now).rpartition("/")[2] for _ in range(2)
    ]
    said = Device(ORIGIN).create(passkeys.to_join(world.service, tokens[0], world.now))
    with pytest.raises(NudgesError, match="passkey was not taken"):
        passkeys.accept(world.service, tokens[1], "Eve", "eve@x.org", said, world.now)
    assert passkeys.accept(world.service, tokens[0], "Ada", "ada@x.org", said, world.now)
    with pytest.raises(NotThereError):
        passkeys.accept(world.service, tokens[0], "Eve", "eve@x.org", said, world.now)


def test_passkeys_are_added_and_removed_by_their_own_and_end_with_the_account(db: Db) -> None:
    world = World(db)
    ada, cleo, phone, key = hire(world), Device(ORIGIN), Device(ORIGIN), Device(ORIGIN)
    coach = joined(world, cleo)
    for device, name in ((phone, "My phone"), (key, "A key")):
        member = next(one for one in accounts.everybody(world.service, ada.acting) if one.id == ada.id)
        said = device.create(passkeys.to_add(world.service, member, world.now))
        passkeys.add(world.service, ada.acting, said, name, world.now)
        with pytest.raises(NudgesError):  # nobody else can add it, nor is it taken twice
            passkeys.add(world.service, coach, said, name, world.now)
        with pytest.raises(NudgesError):
            passkeys.add(world.service, ada.acting, said, name, world.now)
    assert {one.name for one in passkeys.mine(world.service, ada.acting)} == {"My phone", "A key"}
    assert "My phone" not in str(world.rows(t.staff_passkey))
    world.later(minutes=1)
    assert signs_in(world, phone)
    [first, *_] = passkeys.mine(world.service, ada.acting)
    with pytest.raises(NotThereError):
        passkeys.remove(world.service, coach, first.id, world.now)
    for one in passkeys.mine(world.service, ada.acting):  # she has a password, so both may go
        passkeys.remove(world.service, ada.acting, one.id, world.now)
    world.later(minutes=1)
    assert not signs_in(world, phone)
    [only] = passkeys.mine(world.service, coach)
    with pytest.raises(NudgesError, match="only passkey"):
        passkeys.remove(world.service, coach, only.id, world.now)
    assert signs_in(world, cleo)
    assert coach.staff_id is not None
    accounts.end(world.service, ada.acting, coach.staff_id, world.now)
    assert not signs_in(world.later(minutes=1), cleo)
    assert world.rows(t.staff_passkey) == []


@pytest.mark.parametrize(("seconds", "signs_in"), [(0, True), (-1, True), (1, False)])
def test_a_challenge_is_good_for_its_time_whichever_clock_is_ahead(
    db: Db, seconds: int, signs_in: bool
) -> None:
    world, device = World(db), Device(ORIGIN)
    joined(world, device)
    span = passkeys.GOOD + timedelta(seconds=seconds)
    for made, answered_after in ((timedelta(days=1), -span), (timedelta(days=2), span)):
        said = device.get(passkeys.to_sign_in(world.service, world.now + made))
        answered = world.now + made + answered_after
        assert (passkeys.sign_in(world.service, said, answered) is not None) is signs_in


def test_an_account_has_so_many_passkeys_and_no_more(db: Db) -> None:
    world = World(db)
    acting = joined(world, Device(ORIGIN))
    owner = hire(world).acting
    member = next(one for one in accounts.everybody(world.service, owner) if one.id == acting.staff_id)

    def add() -> None:
        said = Device(ORIGIN).create(passkeys.to_add(world.service, member, world.now))
        passkeys.add(world.service, acting, said, "x" * 500, world.now)

    for _ in range(passkeys.MOST - 1):
        add()
    with pytest.raises(NudgesError, match="too many passkeys"):
        add()
    names = {one.name for one in passkeys.mine(world.service, acting)}
    assert len(passkeys.mine(world.service, acting)) == passkeys.MOST
    assert max(map(len, names)) < 500


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("https://nudges.example", True),
        ("https://nudges.example:8443/base", True),
        ("http://localhost:8000", True),
        ("http://nudges.example", False),
        ("https://192.0.2.7", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_it_is_offered_where_browsers_take_one(db: Db, address: str, offered: bool) -> None:
    service = replace(World(db).service, links=Links(address, b"k"))
    assert passkeys.offered(service) is offered
