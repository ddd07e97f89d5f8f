"""Whatever stands in a file of ours, it is read or refused in three lines, at once and without a crash."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nudges.content.phrase_file import read_phrases
from nudges.content.plans import plan_in, usable_plans
from nudges.content.reactions import read_reactions
from nudges.core.errors import NudgesError
from nudges.core.guide.parse import front_matter, numbered

GOOD = """title: A plan
about: What it is for.
steps:
  daily:
    every: day
    at: "08:30"
    channel: sms
    expects: done
    practices: [a]
"""
TOO_MUCH = {
    "a number is too long": "title: " + "9" * 5000,
    "a number in hex": "title: 0x" + "f" * 5000,
    "brackets": "title: " + "[" * 5000,
    "brackets that look closed": "title: " + '["]",' * 5000,
    "lists in lists": "- " * 5000,
    "lists by lines": "\n".join(" " * n + "a:" for n in range(500)),
    "braces": "{" * 100_000,
    "brackets after what libyaml refuses": 'title: "\\P \\/ \\q"\nb: ' + "[" * 5000,
    "an alias": "a: &a [1]\nb: *a",
    "no such day": "title: 2026-13-45",
    "a tag": "title: !!python/object:os.system x",
    "length": "title: " + "a " * 2_000_000,
}
#: Parts of YAML, put together at random.
PARTS = [
    "[",
    "]",
    "{",
    "}",
    "- ",
    "? ",
    ": ",
    "\n",
    "\n  ",
    "&a ",
    "*a",
    "!",
    "!!int ",
    "!!set ",
    "|",
    ">",
    '"',
    "'",
    "#",
]
PARTS += [
    "title",
    "steps",
    "every",
    "9" * 200,
    "0x1",
    "1e9",
    "2026-13-45",
    "~",
    "<<",
    "%YAML 1.1\n---\n",
    "---\n",
    "\ud800",
]


def _plan(text: str, _: Path) -> object:
    return plan_in(text, "my-plan", None, Path("schedules"))


def _list(text: str, folder: Path) -> object:
    (folder / "a.en.yaml").write_text(text, errors="replace")
    return read_phrases(folder / "a.en.yaml", "It is needed.")


def _reactions(text: str, folder: Path) -> object:
    read_reactions.cache_clear()
    (folder / "a.yaml").write_text(text, errors="replace")
    return read_reactions(folder / "a.yaml")


def _guide(text: str, _: Path) -> object:
    return front_matter(numbered(f"---\n{text}\n---\n"), "g1.md")


READERS = [_plan, _list, _reactions, _guide]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("what", TOO_MUCH)
def test_too_much_is_refused_in_three_lines(
    read: Callable[[str, Path], object], what: str, tmp_path: Path
) -> None:
    if read is _list and what in ("no such day", "a tag"):
        return  # lists are texts, whatever they look like
    with pytest.raises(NudgesError):
        read(TOO_MUCH[what], tmp_path)


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=30).map("".join))
@example("every: 0x" + "f" * 90)
def test_any_text_is_a_plan_or_a_plain_refusal(text: str) -> None:
    for whole in (text, f"{GOOD}{text}", GOOD.replace("day", text, 1)):
        with suppress(NudgesError):
            _plan(whole, Path())


def test_the_plan_with_such_a_number_is_held_alone(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(GOOD + "who: " + "9" * 5000)
    plans, held = usable_plans(tmp_path)
    assert (list(plans), list(held)) == (["good"], ["bad"])
    assert f"{tmp_path.name}/bad.yaml:10: a number here is too long." == held["bad"].what
