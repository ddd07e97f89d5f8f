"""A year of one person's weekly mails: each claim, also in a sentence, is worked out anew from the lines.

Nothing of core/progress is used here: what was sent and what was said is read off the transcript.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from nudges.app.service import imagined
from nudges.flow.simulation.run import simulate
from nudges.flow.simulation.scenario import Said, Scenario
from nudges.flow.simulation.transcript import Letter, Line
from nudges.settings import read_settings

START = date(2027, 1, 4)

#: Half a year of one language and a quarter of the other; `make properties` plays the whole year.
PLAYED = pytest.mark.parametrize(
    ("language", "weeks", "least"),
    [("en", 27, 20), ("es", 14, 10), pytest.param("en", 53, 40, marks=pytest.mark.long)],
)
#: What is said to each step, week by week in turn; "" is silence.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "daily-appreciation": (
        "done",
        "skip",
        "done, we sat in the sun",
        "",
        "done",
        "done",
        "8",
        "thanks!",
        "done",
    ),
    "check-in": ("3", "4", "", "2", "5", "3, it was a long week"),
    "closer-look": ("2", "5", "", "4"),
    "small-step": ("done", "", "skip"),
    "weekly-ritual": ("done", "skip", "", "done"),
    "reflection": ("I would ask her how she slept.", "skip", ""),
}
#: Weeks in which nothing is answered.
QUIET = (12, 13, 30, 31, 32, 33, 34)
KEPT, REST = "kept", "rest"


def reply_to(step: str, day: date) -> tuple[str, str, bool]:
    """What is said to a step on a day, what it makes of the slot, and whether it is a note."""
    said = ANSWERS[step]
    text = said[((day - START).days if step == "daily-appreciation" else (day - START).days // 7) % len(said)]
    if (day - START).days // 7 in QUIET or not text:
        return "", "", False
    if text in ("8", "thanks!"):
        return text, "", False
    if text == "skip":
        return text, REST, False
    return text, KEPT, "," in text or text.startswith("I ")


@dataclass
class Seen:
    """The slots of each day that were sent, and what was made of them."""

    cells: dict[date, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    notes: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    rated: dict[date, int] = field(default_factory=dict)
    titles: list[tuple[date, str]] = field(default_factory=list)

    def kept(self, day: date) -> bool:
        return KEPT in self.cells.get(day, {}).values()

    def kept_until(self, day: date) -> int:
        return sum(self.kept(one) for one in self.cells if one <= day)


def year(language: str, weeks: int) -> tuple[Seen, list[Letter]]:
    """Seven minutes after each message what `reply_to` says; it changes which practice comes, but no slot."""
    zone = ("Europe/Madrid",)
    alone = Scenario("rebuilding-trust", zone, START, 7 * weeks, 1, language=language, partner=False)
    replies = tuple(
        Said(1, line.local.replace(tzinfo=None) + timedelta(minutes=7), text)
        for line in played(alone)
        if line.step in ANSWERS and line.went and (text := reply_to(line.step, line.day)[0])
    )
    letters: list[Letter] = []
    return seen_in(played(replace(alone, replies=replies), letters)), letters


def played(scenario: Scenario, letters: list[Letter] | None = None) -> list[Line]:
    with imagined(read_settings(env_file=None)) as service:
        if letters is None:
            return simulate(service, scenario, briefly=True)
        return simulate(service, scenario, letters=letters.append)


def seen_in(lines: list[Line]) -> Seen:
    seen = Seen()
    for line in lines:
        if line.step not in ANSWERS or not line.went:
            continue
        text, cell, note = reply_to(line.step, line.day)
        seen.cells[line.day][line.step] = cell
        seen.notes[line.day] += note
        if line.step == "check-in" and cell == KEPT:
            seen.rated[line.day] = int(text[0])
    return seen


def days(monday: date) -> list[date]:
    return [monday + timedelta(days=n) for n in range(7)]


@PLAYED
def test_each_claim_of_every_weekly_mail_is_so(language: str, weeks: int, least: int) -> None:
    seen, letters = year(language, weeks)
    assert len(letters) > least
    the_figures_are_so(seen, letters, language)
    if language == "en":
        the_runs_the_ratings_and_the_milestones_are_so(seen, letters)
        nothing_is_said_too_often(letters)
        every_kind_is_celebrated(letters, weeks)


def the_figures_are_so(seen: Seen, letters: list[Letter], language: str) -> None:
    words = {"en": ("with something kept", "rest", "note"), "es": ("con algo cumplido", "descanso", "nota")}
    for letter in letters:
        monday = letter.day - timedelta(days=6)
        text = letter.message.text
        kept = sum(seen.kept(day) for day in days(monday))
        rests = sum(cell == REST for day in days(monday) for cell in seen.cells[day].values())
        notes = sum(seen.notes[day] for day in days(monday))
        for n, word in zip((kept, rests, notes), words[language], strict=True):
            [said] = re.findall(rf"(\d+) [^\d\n]*{word}s?\b(?= ·|\n)", text.split("\n\n\n")[0]) or ["0"]
            assert int(said) == n, (letter.day, word, text)


def the_runs_the_ratings_and_the_milestones_are_so(seen: Seen, letters: list[Letter]) -> None:
    best = 0
    for letter in letters:
        sunday, text = letter.day, letter.message.text
        monday = sunday - timedelta(days=6)
        run, longest = runs(seen, sunday)
        best = max(best, longest)
        said = re.findall(r"A run of (\d+) kept days(, your longest yet|; your longest was (\d+))", text)
        assert bool(said) == (
            run >= 3 and any(seen.cells[day].get(s) for day in days(monday) for s in ANSWERS)
        )
        for n, yet, most in said:
            assert (int(n), most or n) == (run, str(longest)), letter.day
            assert (yet == ", your longest yet") == (run == longest)
        for n in re.findall(r"Your answer this week is (\d) of 5", text):
            assert int(n) in [seen.rated.get(day) for day in days(monday)]
        for day, n in re.findall(r"Week of (\d+ \w+): (\d)", text):
            week = before(sunday, day)
            assert int(n) in [seen.rated.get(one) for one in days(week)], (letter.day, day)
        for mark, n in re.findall(r"(\w+ \w+) was (?:the|day number) (\S+) day on which|(?!)", text):
            ordinal = {"seventh": 7, "twenty-first": 21, "fiftieth": 50, "hundredth": 100}[n]
            on = before(sunday, mark)
            assert seen.kept_until(on) == ordinal
            assert seen.kept(on)


def before(sunday: date, said: str) -> date:
    """The last date by this name, "6 Sept" or "6 September", up to a Sunday."""
    days = (sunday - timedelta(days=n) for n in range(366))
    day, month = said.split()
    return next(
        one
        for one in days
        if str(one.day) == day and f"{one:%B}".startswith(month.replace("Sept", "Sep")[:3])
    )


def runs(seen: Seen, sunday: date) -> tuple[int, int]:
    """The current and the longest run: two days off a week are allowed, four in a row."""
    current = best = off = row = 0
    for n in range((sunday - START).days + 1):
        day = START + timedelta(days=n)
        off = 0 if day.weekday() == 0 else off
        if day not in seen.cells or (day == sunday and not any(seen.cells[day].values())):
            continue
        if seen.kept(day):
            current, row = current + 1, 0
            best = max(best, current)
            continue
        off, row = off + 1, row + 1
        if off > 2 or row > 4:
            current = row = 0
    return current, best


def nothing_is_said_too_often(letters: list[Letter]) -> None:
    openings = [letter.message.text.split("\n")[2] for letter in letters]
    assert len(set(openings)) >= 12
    for n, one in enumerate(openings):
        near = [k for k in range(max(0, n - 4), n) if (letters[n].day - letters[k].day).days <= 28]
        assert one not in [openings[k] for k in near], (letters[n].day, one)


def every_kind_is_celebrated(letters: list[Letter], weeks: int) -> None:
    celebrated = re.findall("A MILESTONE: (.+)", "".join(letter.message.text for letter in letters))
    assert len(celebrated) == len(set(celebrated))
    expected = {"7 days kept", "Half a year"}
    if weeks > 52:
        expected |= {"100 days kept", "150 days kept", "A whole year"}
    assert expected <= set(celebrated)
