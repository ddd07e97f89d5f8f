"""`nudges progress` and `nudges summary` as typed, for a person after their first week."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog
from cryptography.fernet import Fernet, MultiFernet

from nudges.content.plans import read_plans
from nudges.core.progress.weeks import week_of
from nudges.flow.planning.enrol import Newcomer, join
from nudges.settings import HOUSE
from nudges.store.db import migrate, open_db
from nudges.store.engine import connect
from tests.clocks import WEDNESDAY
from tests.harness import EMAIL, PARIS, PHONE, World, guides
from tests.typed import Run, typed

#: The commands are typed on a Wednesday morning; the Monday is that of the last whole week before it.
MONDAY = week_of(WEDNESDAY.date()) - timedelta(weeks=1)


def at(day: int, clock: str) -> datetime:
    moment = datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock), ZoneInfo(PARIS))
    return moment.astimezone(UTC)


KEY = Fernet.generate_key()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last week five days were kept and two questions rated; Thursday was rest, and Saturday is open."""
    file = tmp_path_factory.mktemp("lived") / "nudges.db"
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    db = open_db(engine, MultiFernet([Fernet(KEY)]))
    world = World(db, read_plans(HOUSE / "schedules", guides()), now=at(-1, "10:00"))
    world.join(
        plan="daily-appreciation", phone=PHONE, email=EMAIL, starts_on=MONDAY, consent=date(2026, 1, 5)
    )
    join(world.service, [Newcomer(plan="check-in", zone=PARIS, phone=PHONE, starts_on=MONDAY)], world.now)
    days = ((0, "done, 2"), (1, "done"), (2, "done"), (3, "skip"), (4, ""), (5, ""), (6, "done"))
    evenings = ((2, "19:00", "4"), (4, "18:30", "2"))
    for day, clock, text in sorted([*((day, "09:15", text) for day, text in days), *evenings]):
        world.now = at(day, clock)
        world.run()
        if text:
            world.later(minutes=3).says(text)
    db.close()
    return file


@pytest.fixture
def nudges(
    lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Commands on a copy of that week."""
    file = shutil.copy(lived, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("DATABASE_URL", f"sqlite:///{file}"),
        ("NUDGES_KEY", KEY.decode()),
        ("COLUMNS", "80"),
    ):
        monkeypatch.setenv(name, value)
    for name in ("NUDGES_SEND", "PUBLIC_URL", "PROGRAMME"):
        monkeypatch.delenv(name, raising=False)
    capsys.readouterr()
    yield typed(monkeypatch, capsys, WEDNESDAY)
    structlog.reset_defaults()


def test_progress_is_a_picture_that_needs_no_colour_and_80_columns(nudges: Run) -> None:
    said = nudges("progress", PHONE, "--weeks", "2").out
    assert "K   K   K   R   K   o   K   5 of 7  4" in said
    assert "This week: no nudge has come yet." in said
    assert "A run of 5 kept days, your longest yet." in said
    assert "K kept   R rest   o open   - no nudge" in said
    assert "Weekly question  ▆·  4 -\nHow safe and at ease did you feel" in said
    # which question it was depends on who they are
    assert re.search(r"Other questions, each for itself\n\S+  2  [A-Z]\w+ ", said)
    assert ["Daily", "appreciation", "4", "5", "7"] in [line.split() for line in said.splitlines()]
    assert ["Your", "first", "answer", str(MONDAY)] in [line.split() for line in said.splitlines()]
    assert max(map(len, said.splitlines())) <= 80
    assert "\x1b" not in said, "no colours in a pipe"


def test_progress_for_programs(nudges: Run) -> None:
    last, this = nudges("progress", PHONE, "--weeks", "2", "--json").json
    assert (last["week"], last["kept"], last["rests"], last["asked"]) == (str(MONDAY), 5, 1, 7)
    assert (last["question"], last["ratings"], last["median"]) == ("g2-s9-b1", [4], 4)
    assert "'rating': 2}]" in str(last["other_ratings"])
    assert last["run"] == {"current": 5, "best": 5, "off_left": 0}
    assert last["milestones"] == ["first-reply"]
    assert last["days"] == {
        str(MONDAY + timedelta(days=n)): cell
        for n, cell in enumerate(("kept", "kept", "kept", "rest", "kept", "open", "kept"))
    }
    assert this["asked"] == 0


def unlinked(text: str) -> str:
    """Without the link to their page, which holds the second it was made in."""
    return re.sub(r"/me/\S+", "/me/", text)


def test_a_summary_as_text_page_and_mail(nudges: Run, tmp_path: Path) -> None:
    shown = unlinked(nudges("summary", PHONE, "--week", str(MONDAY + timedelta(days=3))).out)
    assert shown.startswith("Subject: Your week, ")
    for name in ("week.txt", "week.html", "week.eml"):
        assert name in nudges("summary", PHONE, "--week", str(MONDAY), "--out", name).out
    assert unlinked((tmp_path / "week.txt").read_text(encoding="utf-8")).strip() == shown.strip()
    assert "5 days with something kept · 1 rest" in shown
    assert "cid:" not in (tmp_path / "week.html").read_text(encoding="utf-8")
    mail = message_from_bytes((tmp_path / "week.eml").read_bytes(), policy=policy.default)
    assert mail["To"] == EMAIL
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = mail.get_body(("plain",))
    assert body is not None
    assert unlinked(body.get_content()).splitlines() == shown.partition("\n\n")[2].rstrip("\n").splitlines()


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("--week", "yesterday"), "2026-11-30"),
        (("--out", "week.pdf"), "--out week.html"),
        (("--out", "nowhere/week.html"), "a folder that is there"),
    ],
)
def test_what_cannot_be_written_is_said(nudges: Run, words: tuple[str, str], fix: str) -> None:
    said = nudges("summary", PHONE, *words)
    assert said.code == 2
    assert fix in said.err


def test_notes_in_the_summary_are_asked_for(nudges: Run) -> None:
    assert nudges("person", "show", PHONE, "--json").json[0]["notes_in_summary"] is False
    assert re.search(r"notes in the mail +yes", nudges("person", "change", PHONE, "--notes").out)
    assert nudges("person", "show", PHONE, "--json").json[0]["notes_in_summary"] is True
    assert nudges("person", "change", PHONE, "--alone").code == 0
    assert nudges("person", "show", PHONE, "--json").json[0]["notes_in_summary"] is True
    assert re.search(r"notes in the mail +no", nudges("person", "change", PHONE, "--no-notes").out)
