"""An address or a link of the office that leads nowhere, as staff and as others see it."""

from collections.abc import AsyncIterator
from hashlib import sha256
from urllib.parse import urlencode

from nudges.flow.accounts.accounts import SESSION
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import World
from tests.office_staff import FORM, Desk, hire


def test_staff_are_told_in_the_office_and_others_where_the_door_is(db: Db) -> None:
    world = World(db)
    callers, used = Callers(world, office="on"), "/welcome/used-already"
    desk = Desk(callers, hire(world))
    for path in ("/nope", used):
        answer = desk.get(path)
        assert answer.status_code == 404
        assert "There is nothing here." in answer.text
        assert 'href="/office/people"' in answer.text
        stranger = callers.call(f"/office{path}", method="GET")
        assert stranger.status_code == 404
        assert "/office/sign-in" in stranger.text
        assert "/me/renew" not in stranger.text
    assert "/me/renew" in callers.call("/nope", method="GET").text
    assert "/me/renew" in Callers(world).call("/office/nope", method="GET").text


def test_a_mistake_in_a_form_during_which_the_session_ended_is_shown_to_nobody(db: Db) -> None:
    world = World(db)
    callers, ada = Callers(world, office="on"), hire(world)
    fields = {"csrf": sha256(f"form {ada.session}".encode()).hexdigest(), "name": "Quack\u202ebush"}

    async def slowly() -> AsyncIterator[bytes]:
        world.now += SESSION
        yield urlencode(fields).encode()

    signed = FORM | {"Cookie": f"office={ada.session}", "Sec-Fetch-Site": "same-origin"}
    answer = callers.call(f"/office/people/{world.join().id}/correct", slowly(), signed)
    assert answer.status_code == 404
    assert "This link" in answer.text
    assert "/office/sign-in" in answer.text
    assert "Quack" not in answer.text
