"""`nudges simulate` and `nudges plan diff` as a person types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.folders import SCHEDULES
from tests.harness import PARIS, local
from tests.typed import Run, typed

KEYS = {"plan", "step", "practice", "local", "utc", "zone", "channel", "status", "why", "text", "segments"}
#: 00:30 in Paris and 07:30 in Tokyo: nothing that a plan has for this day is past.
BEFORE_DAYBREAK = local("2026-06-10 00:30")
WEEK = ("--from", "2026-12-01", "--days", "7")


@pytest.fixture
def nudges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run one command in a folder of its own, where there is no database yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("DATABASE_URL", "NUDGES_SEND", "NUDGES_KEY", "SCHEDULES", "TEMPLATES"):
        monkeypatch.delenv(name, raising=False)

    yield typed(monkeypatch, capsys, BEFORE_DAYBREAK)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "9999-12-01"),
        ("--from", "0001-01-01"),
        ("--move", "9999-12-31=Pacific/Honolulu"),
        ("--outage", "9999-12-30..9999-12-31T23:00-05:00"),
    ],
)
def test_a_day_far_away_costs_three_lines(nudges: Run, words: tuple[str, str]) -> None:
    said = nudges("simulate", "rebuilding-trust", *words)
    assert (said.code, len(said.err.splitlines())) == (2, 3)


def test_a_week_on_the_screen_with_what_it_costs_and_no_database(nudges: Run, tmp_path: Path) -> None:
    said = nudges("simulate", "rebuilding-trust", "--zone", "Europe/Paris", *WEEK)
    assert (said.code, said.err) == (0, "")
    assert "Tuesday 1 December 2026  Europe/Paris" in said.out
    assert "held: quiet hours until 09:00" in said.out
    assert "USD" in said.out
    assert not list(tmp_path.iterdir())


def test_json_lines_carry_what_a_program_needs(nudges: Run) -> None:
    lines = nudges("simulate", "rebuilding-trust", "--zone", "Europe/Paris", *WEEK, "--json").json
    assert {frozenset(line) for line in lines} == {frozenset(KEYS | {"person"})}


def test_the_weekly_summaries_are_files_that_a_browser_shows(nudges: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text("2026-12-01 12:00 done 2\n2026-12-02 19:05 4\n2026-12-09 20:00 5\n")
    out = tmp_path / "out"
    where = ("--zone", "Europe/Paris", "--from", "2026-12-01", "--days", "14")
    said = nudges("simulate", "rebuilding-trust", *where, "--replies", str(answers), "--out", str(out))
    assert f"The weekly summaries are in {out}." in said.out
    names = [
        "2026-12-06.html",
        "2026-12-06.txt",
        "2026-12-13.html",
        "2026-12-13.txt",
    ]
    assert [path.name for path in sorted(out.iterdir())] == names
    assert "Your weekly question" in (out / "2026-12-13.html").read_text()
    assert (out / "2026-12-13.txt").read_text().startswith("Subject: ")


def test_many_people_on_several_cores_get_what_they_get_on_one(nudges: Run) -> None:
    given = (
        "simulate",
        "daily-appreciation",
        "--zone",
        "world",
        "--from",
        "2026-12-01",
        "--days",
        "2",
        "--json",
    )
    many = nudges(*given, "--people", "50").json
    assert len(many) == 150
    assert {line["person"] for line in many} == set(range(1, 51))
    few = nudges(*given, "--people", "25").json
    assert [line for line in many if int(str(line["person"])) <= 25] == few


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("nope",), "There is no plan 'nope'."),
        (("check-in", "--zone", "Mars/Base"), "There is no time zone called 'Mars/Base'."),
        (("check-in", "--from", "soon"), "That is not a date."),
        (("check-in", "--outage", "2026-12-02..2026-12-01"), "The outage ends before it begins."),
        (("check-in", "--move", "Asia/Tokyo"), "The move 'Asia/Tokyo' cannot be read."),
        (("check-in", "--replies", "nowhere.txt"), "The file nowhere.txt cannot be read."),
        (("check-in", "--price", "cheap"), "The price 'cheap' cannot be read."),
    ],
)
def test_a_mistake_costs_three_lines(nudges: Run, words: tuple[str, ...], what: str) -> None:
    said = nudges("simulate", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == f"✗ {what}"
    assert len(said.err.splitlines()) == 3


def edited(folder: Path, old: str, new: str) -> str:
    """The daily plan after an edit, as a file somewhere else."""
    text = (SCHEDULES / "daily-appreciation.yaml").read_text()
    assert old in text
    path = folder / "daily-appreciation.yaml"
    path.write_text(text.replace(old, new))
    return str(path)


def test_an_edit_is_told_for_somebody_new_where_there_is_no_database(nudges: Run, tmp_path: Path) -> None:
    file = edited(tmp_path, "at: 09:15", "at: 10:30")
    said = nudges("plan", "diff", "daily-appreciation", file, "--zone", "Asia/Tokyo", "--days", "7")
    assert "for somebody new in Asia/Tokyo" in said.out
    assert "moved" in said.out
    assert "comes at 10:30" in said.out
    assert "before" in said.out
    same = nudges("plan", "diff", "daily-appreciation", "daily-appreciation")
    assert "Nothing changes." in same.out


def test_an_edit_is_told_for_the_people_enrolled_without_their_words(nudges: Run, tmp_path: Path) -> None:
    for n, zone in enumerate(("Europe/Paris", "Europe/Paris", "Asia/Tokyo")):
        person = ("--name", "Wilhelmina", "--phone", f"+44770090012{n}", "--consent", "2026-01-31")
        nudges("person", "add", "--plan", "daily-appreciation", "--zone", zone, *person)
    file = edited(tmp_path, "at: 09:15", "at: 10:30")
    said = nudges("plan", "diff", "daily-appreciation", file, "--days", "7")
    assert "for 3 people enrolled (2 in Europe/Paris, 1 in Asia/Tokyo)" in said.out
    assert "moved" in said.out
    changes = nudges("plan", "diff", "daily-appreciation", file, "--days", "7", "--json")
    assert {line["what"] for line in changes.json} == {"moved"}
    assert {line["person"] for line in changes.json} == {1, 2, 3}
    assert not any(word in changes.out for word in ("Wilhelmina", "+4477"))
    assert nudges("person", "list", "--json").json[0]["plans"] == [
        "daily-appreciation"
    ]  # nothing was changed


def own(name: str, *steps: str) -> None:
    """A plan in a file of this name, with these steps at these times: "early 09:15 g1-s5-b3"."""
    said = ["title: One", "about: For tests.", "steps:"]
    for step in steps:
        key, at, practice = step.split()
        said.append(
            f"  {key}: {{every: day, at: {at}, channel: sms, expects: done, practices: [{practice}]}}"
        )
    Path(f"{name}.yaml").write_text("\n".join(said), encoding="utf-8")


def test_each_kind_of_change_is_told_with_its_first_slot_and_the_costs(nudges: Run) -> None:
    own("old", "early 09:15 g1-s5-b3", "gone 12:00 g1-s5-b3", "late 18:00 g1-s5-b3", "night 19:00 g1-s5-b3")
    own("new", "early 10:30 g1-s5-b3", "added 13:00 g1-s5-b3", "late 18:00 g1-s6-b3", "night 21:30 g1-s5-b3")
    lines = nudges("plan", "diff", "old.yaml", "new.yaml", "--days", "2", "--zone", PARIS).out.splitlines()
    assert lines[0] == f"old: the next 2 days, for somebody new in {PARIS}"
    rows = {" ".join(line.split()): n for n, line in enumerate(lines)}

    def below(row: str) -> str:
        return " ".join(lines[rows[row] + 1].split())

    assert below("early moved 2 Wed 10 Jun 09:15") == "comes at 10:30"
    assert below("night moved 2 Wed 10 Jun 19:00") == "comes on Thu 11 Jun at 09:00"
    assert below("late text changed 2 Wed 10 Jun 18:00").startswith("was: Nudges: ")
    assert below("added added 2 Wed 10 Jun 13:00").startswith("Nudges: ")
    assert below("gone gone 2 Wed 10 Jun 12:00").startswith("Nudges: ")
    assert {"before 9 9 0.07 USD", "after 9 9 0.07 USD"} <= rows.keys()


def test_a_draft_is_compared_as_the_plan_in_use_whichever_comes_first(nudges: Run) -> None:
    own("draft", "early 09:15 g1-s5-b3")
    own("other", "early 10:15 g1-s5-b3")
    for folder, plan in (("before", "draft"), ("after", "other")):
        Path(folder).mkdir()
        Path(folder, "ours.yaml").write_bytes(Path(f"{plan}.yaml").read_bytes())
    named = {
        ("check-in", "draft.yaml"): "check-in",
        ("draft.yaml", "check-in"): "check-in",
        ("check-in", "small-step"): "check-in",
        ("draft.yaml", "other.yaml"): "draft",
        ("before", "after"): "ours",
        ("before", "before"): "before",
    }
    for both, name in named.items():
        said = nudges("plan", "diff", *both, "--days", "1")
        assert said.out.startswith(f"{name}: the next 1 days"), both


@pytest.mark.parametrize("new", ["nope", "."])
def test_what_is_no_plan_cannot_be_compared(nudges: Run, new: str) -> None:
    said = nudges("plan", "diff", "check-in", new)
    assert said.err.splitlines()[0] == f"✗ There is no plan {new!r}."


def test_replies_are_shown_and_not_logged_beside_it(nudges: Run, tmp_path: Path) -> None:
    (tmp_path / "replies.txt").write_text(
        "2026-12-01 12:40  done\n2026-12-02 10:00  I want to kill myself\n2026-12-03 09:40  STOP\n", "utf-8"
    )
    said = nudges("simulate", "check-in", *WEEK, "--replies", "replies.txt")
    assert (said.code, said.err) == (0, "")
    assert "understood as support" in said.out
    assert "level=" not in said.out
