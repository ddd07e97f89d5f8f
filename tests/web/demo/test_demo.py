"""The demo keeps its time straight, and everything in it takes the real road, over real HTTP."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from nudges.web.demo import create_demo, demo_settings
from nudges.web.demo.cast import CAST, OURS
from nudges.web.demo.clock import SPEEDS, DemoClock, after_sunday_evening
from nudges.web.demo.history import begin
from nudges.web.demo.screens import Bubble
from nudges.web.demo.world import World
from tests.clocks import WEDNESDAY, Ticking, eventually

#: Sunday 14 March 2027: a visit that begins in this week crosses the clock change.
NEW_YORK_SPRINGS_FORWARD = datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
START = datetime(2026, 3, 4, 12, tzinfo=UTC)
MOMENTS = st.integers(0, 6 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


class Wall:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@given(
    st.lists(
        st.one_of(
            st.floats(-5, 5).map(lambda seconds: ("wall", seconds)),
            st.sampled_from(SPEEDS).map(lambda speed: ("run", speed)),
            st.floats(-9_999, 9_999).map(lambda seconds: ("reach", seconds)),
            st.just(("tick", 0)),
        )
    )
)
def test_time_never_goes_backwards(acts: list[tuple[str, float]]) -> None:
    wall = Wall()
    clock = DemoClock(START, wall)
    for act, value in acts:
        before = clock.now()
        match act:
            case "wall":
                wall.at += timedelta(seconds=value)
            case "run":
                clock.run(int(value))
            case "reach":
                clock.reach(START + timedelta(seconds=value))
            case _:
                target = clock.target()
                assert before <= target <= before + timedelta(seconds=clock.speed)
                clock.reach(target)
        assert clock.now() >= before


@pytest.mark.parametrize("speed", SPEEDS)
def test_time_goes_as_fast_as_it_is_told(speed: int) -> None:
    wall = Wall()
    clock = DemoClock(START, wall)
    wall.at += timedelta(seconds=0.5)
    clock.run(speed)
    wall.at += timedelta(seconds=0.25)
    assert clock.target() - clock.now() == timedelta(seconds=0.25 * speed)


@given(MOMENTS)
def test_sunday_evening_has_just_passed_for_everyone(now: datetime) -> None:
    then = after_sunday_evening(now, [actor.zone for actor in CAST])
    assert now < then <= now + timedelta(days=7, minutes=1)
    since = [then - _last_sunday_evening(then.astimezone(ZoneInfo(actor.zone))) for actor in CAST]
    assert min(since) == timedelta(minutes=1)
    assert max(since) < timedelta(days=1)


def _last_sunday_evening(local: datetime) -> datetime:
    sunday = local - timedelta(days=(local.weekday() + 1) % 7)
    return sunday.replace(hour=18, minute=0)


@given(MOMENTS)
def test_it_begins_on_this_weeks_wednesday_a_minute_before_mayas_nudge(wall: datetime) -> None:
    local = begin(wall).astimezone(ZoneInfo("America/New_York"))
    assert local.isocalendar()[:2] == wall.isocalendar()[:2]
    assert f"{local:%a %H:%M}" == "Wed 09:14"


def test_its_settings_reach_nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUDGES_SEND", "live")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    settings = demo_settings(tmp_path, 8000, "secret")
    assert not settings.live
    assert settings.database_url == f"sqlite:///{tmp_path}/demo.db"
    assert settings.public_url == "http://127.0.0.1:8000"


# The world, served as it will be.


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, wall: Ticking) -> Iterator[tuple[httpx.Client, FastAPI]]:
    """The demo on a port of its own, after its history has been played."""
    port = free_port()
    app = create_demo(folder, port, wall)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=60) as client:
            eventually(lambda: not app.state.world.playing)
            yield client, app
    finally:
        server.should_exit = True
        thread.join(60)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, World]]:
    with served(tmp_path_factory.mktemp("demo"), Ticking()) as (client, app):
        yield client, app.state.world


def words(thread: list[Bubble]) -> list[str]:
    return [bubble.text for bubble in thread]


@pytest.mark.parametrize("start", [WEDNESDAY, pytest.param(NEW_YORK_SPRINGS_FORWARD, marks=pytest.mark.long)])
def test_a_visit(tmp_path: Path, start: datetime) -> None:
    wall = Ticking(start)
    with served(tmp_path, wall) as (client, app):
        visit(client, app.state.world, wall)


def visit(client: httpx.Client, world: World, wall: Ticking) -> None:
    maya, jonas = world.phones["maya"], world.phones["jonas"]
    page = client.get("/").text

    # three weeks were played, in order, each message at its own minute
    assert world.notice == ""
    assert f"{world.clock.now().astimezone(ZoneInfo(CAST[0].zone)):%a %H:%M}" == "Wed 09:14"
    for thread in world.phones.values():
        moments = [bubble.at for bubble in thread]
        assert moments == sorted(moments)
        assert moments[0] < moments[-1] - timedelta(days=19)
        assert [one.at for one in thread if one.new_day] == [
            next(at for at in moments if at.date() == day) for day in sorted({at.date() for at in moments})
        ]
        assert {f"{one.at:%H:%M}" for one in thread if one.text.endswith("Reply DONE or SKIP.")} <= {
            "09:00",
            "09:15",
            "10:00",
            "17:30",
        }
    assert len(world.letters) == 18  # three Sundays, each with a question and a summary
    for said in ("delivered", "held: quiet hours until 09:00", "(the service was not running", ">missed<"):
        assert said in page

    # next nudge, and an answer that is understood
    before = len(maya)
    client.post("/clock/next")
    assert len(maya) == before + 1
    assert f"{maya[-1].at:%a %H:%M}" == "Wed 09:15"
    assert maya[-1].cost == f"{len(maya[-1].text)} characters, 1 segment"
    live = client.get("/live", params={"seen": world.count - 1, "person": "maya"})
    assert live.status_code == 200
    plain = client.post("/phones/maya", data={"words": "DONE"}, follow_redirects=False)
    assert (plain.status_code, plain.headers["Location"]) == (303, "/#maya")
    assert words(maya)[-2] == "DONE"
    assert maya[-1].text.startswith(("Good", "That counts"))
    assert "understood as: done" in client.get("/timeline", params={"person": "maya"}).text
    assert client.get("/live", params={"seen": world.count}).status_code == 204

    # what htmx sends is answered with the emptied box alone, and word to look for news
    box = client.post("/phones/maya", data={"words": "thanks"}, headers={"HX-Request": "true"})
    assert (box.status_code, box.headers["HX-Trigger"], "<html" in box.text) == (200, "moved", False)
    moved = client.post("/clock/next", headers={"HX-Request": "true"})
    assert (moved.status_code, moved.headers["HX-Trigger"], moved.text) == (204, "moved", "")

    # STOP on one phone, Sunday, and the others have their summary
    client.post("/phones/jonas", data={"words": "please stop"})
    assert "unsubscribed" in jonas[-1].text
    stopped = len(jonas)
    client.post("/clock/sunday")
    assert len(jonas) == stopped
    assert sorted(letter.to for letter in world.letters[18:]) == ["Aiko", "Aiko", "Maya", "Maya"]
    newest = next(letter for letter in reversed(world.letters) if letter.to == "Maya")
    assert f"{newest.at:%a %H:%M}" == "Sun 18:00"
    shown = client.get(f"/inbox/{newest.number}/html")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "The week at a glance" in shown.text
    opened = client.get("/", params={"mail": newest.number}).text
    assert "List-Unsubscribe" in opened

    # START, and he is written to again
    client.post("/phones/jonas", data={"words": "START"})
    assert "Welcome back" in jonas[-1].text
    for _ in range(9):
        client.post("/clock/next")
    assert any("Reply DONE" in text for text in words(jonas)[stopped + 2 :])

    # time runs when it is told to, and stands when it is not
    client.post("/clock/speed/3600")
    assert 'aria-pressed="true" aria-label="Run 3600' in client.get("/").text
    then = world.clock.now()
    eventually(lambda: world.clock.now() > then)
    client.post("/clock/speed/0")
    ticks(wall, 2)  # the one that was under way has ended
    stands = world.clock.now()
    ticks(wall, 3)
    assert world.clock.now() == stands

    # nobody is left to be written to
    for actor in CAST:
        client.post(f"/phones/{actor.key}", data={"words": "STOP"})
    count = world.sent
    assert "Nobody is waiting for a nudge" in client.post("/clock/next").text
    client.post("/clock/sunday")
    assert world.sent == count


def ticks(wall: Ticking, n: int) -> None:
    """Wait until the demo has looked at the wall clock n more times."""
    until = wall.looks + n
    eventually(lambda: wall.looks >= until)


def test_what_is_not_there_and_what_is_forged(demo: tuple[httpx.Client, World]) -> None:
    client, world = demo
    for path in ("/inbox/999999", "/inbox/999999/html", "/?mail=999999", "/timeline?person=nobody"):
        assert client.get(path).status_code == 404
    assert client.post("/clock/speed/7").status_code == 404
    assert client.post("/phones/nobody", data={"words": "hi"}).status_code == 404
    count = world.count
    assert client.post("/phones/maya", data={"words": "  "}).status_code == 200
    forged = client.post(
        "/hooks/twilio/sms", data={"From": CAST[0].phone, "To": OURS, "Body": "STOP", "MessageSid": "SM1"}
    )
    assert forged.status_code == 403
    assert world.count == count


def test_the_office_stands_beside_the_phones_and_whoever_opens_it_is_the_coach(
    demo: tuple[httpx.Client, World],
) -> None:
    client, world = demo
    assert "No case is open." in client.get("/").text
    before = world.count
    client.post("/phones/jonas", data={"words": "I want to die"})
    assert "Open case 1" in client.get("/live", params={"seen": before}).text
    today = client.get("/office").text
    assert "Sam Rivera" in today
    assert "They may harm themselves" in today
    assert "There is no owner" not in today, "the demo begins with an office in order"
    case = client.get("/office/cases/1")
    assert (case.status_code, "Jonas" in case.text, "want to die" in case.text) == (200, True, False)
    assert "Week by week" in client.get("/office/results").text
    assert "Answered" in client.get("/office/results").text
    world.clock.reach(world.clock.now() + timedelta(days=2))  # the session has ended, and a new one begins
    assert client.get("/office/people").status_code == 200
    assert client.get("/office/staff").status_code == 403


def test_words_are_shown_as_words(demo: tuple[httpx.Client, World]) -> None:
    client, world = demo
    client.post("/phones/aiko", data={"words": "<b>so & so</b>"})
    assert world.phones["aiko"][-2].text == "<b>so & so</b>"
    page = client.get("/", params={"person": "aiko"}).text
    assert "<b>so" not in page
    assert len(re.findall(r"&lt;b&gt;so &amp; so&lt;/b&gt;", page)) == 2


def test_stopping_in_the_middle_of_the_history_is_quick_and_quiet(tmp_path: Path) -> None:
    port = free_port()
    app = create_demo(tmp_path, port, Ticking())
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    eventually(lambda: app.state.world.sent >= 5)
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()
