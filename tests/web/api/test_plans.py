"""Plans by the API: read, checked as the prompt checks them, and played without sending anything."""

from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import PARIS, World
from tests.web.api.program import Program

MINE = (
    "title: Mine\nabout: For tests.\nsteps:\n  walk:\n"
    "    {every: day, at: 10:30, channel: sms, expects: done, practices: [g1-s5-b3]}\n"
)


def test_plans_are_listed_and_read_by_their_names(db: Db) -> None:
    program = Program(World(db))
    listed = {one["plan"]: one for one in program.get("/plans")["items"]}
    assert set(listed) == set(program.world.plans)
    assert program.get("/plans/daily") == listed["daily"]
    assert program.ask("GET", "/plans/nope").status_code == 404


def test_a_file_is_checked_and_nothing_is_changed(db: Db) -> None:
    program = Program(World(db))
    good, bad = (
        program.post("/plans/check?plan=mine", text.encode(), Content_Type="application/yaml")
        for text in (MINE, MINE.replace("g1-s5-b3", "g9-s9-b9"))
    )
    assert (good["ok"], good["plan"]["plan"], good["mistake"]) == (True, "mine", None)
    assert (bad["ok"], bad["plan"]) == (False, None)
    assert set(bad["mistake"]) == {"what", "why", "fix"}
    assert program.ask("GET", "/plans/mine").status_code == 404


def test_a_plan_is_played_by_its_name_or_as_it_is_sent_along(db: Db) -> None:
    program = Program(World(db))
    asked = {"zone": PARIS, "days": 2, "starts_on": "2026-06-01"}
    known = program.post("/plans/simulate", {"plan": "daily", **asked})["items"]
    sent = program.post("/plans/simulate", {"plan": "daily", "yaml": MINE, **asked})["items"]
    fresh = program.post("/plans/simulate", {"plan": "mine", "yaml": MINE, **asked})["items"]
    times = [
        {one["at"][11:16] for one in items if one["step"] in ("daily", "walk")} for items in (known, sent)
    ]
    assert times == [{"07:15"}, {"08:30"}], "two hours behind Paris"
    assert [one["text"] for one in fresh if one["step"] == "walk"] != []
    assert program.ask("POST", "/plans/simulate", {"plan": "mine", **asked}).status_code == 422
    assert program.world.sent == program.world.rows(t.person) == []
