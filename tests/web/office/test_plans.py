"""The pages of plans: words at once, weeks when they are asked for, and an edit by text or by file."""

import re

import pytest

from nudges.core.office.roles import Role
from nudges.store.db import Db
from tests.callers import Callers
from tests.flow.office.test_plans import EDITED
from tests.harness import World
from tests.office_staff import Desk, hire


@pytest.fixture
def desk(db: Db) -> Desk:
    world = World(db)
    world.join()
    return Desk(Callers(world, office="on"), hire(world, Role.OWNER))


def test_a_plan_is_said_in_words_and_played_when_it_is_asked_for(desk: Desk) -> None:
    assert "about 7 messages a week" in desk.see("/plans")
    page = desk.see("/plans/daily")
    assert "every day at 9:15" in page
    assert 'class="calendar"' not in page
    weeks = desk.see("/plans/daily?weeks=4&language=en&zone=Europe/Paris&partner=1&care=1")
    assert len(re.findall(r'<li class="(?:empty)?"><p', weeks.partition('id="machine"')[0])) == 28
    assert "Reply DONE or SKIP." in weeks
    assert desk.get("/plans/daily?weeks=4&zone=Nowhere").status_code == 422
    assert desk.get("/plans/none").status_code == 404


def test_an_edit_is_tried_by_text_or_by_file_and_a_mistake_keeps_what_was_typed(desk: Desk) -> None:
    tried = desk.post("/plans/daily/diff", text=EDITED)
    assert "For 1 person enrolled, in the next 14 days." in tried.text
    assert "comes at another time" in tried.text
    wrong = desk.post("/plans/daily/diff", text=EDITED.replace("at:", "att:"))
    assert wrong.status_code == 422
    assert "schedules/daily.yaml:6" in wrong.text
    assert "att: " in wrong.text
    sent = desk.upload("/plans/daily/diff", "file", "daily.yaml", EDITED.encode(), text="not this")
    assert "comes at another time" in sent.text
    assert desk.upload("/plans/daily/diff", "file", "x", b"x" * 70_000).status_code == 413


def test_one_plays_at_a_time_and_the_next_is_told_to_wait(desk: Desk) -> None:
    with desk.callers.app.state.edge.plays:
        busy = desk.get("/plans/daily?weeks=4")
    assert busy.status_code == 422
    assert "playing a plan just now" in busy.text
