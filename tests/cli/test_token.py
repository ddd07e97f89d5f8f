"""`nudges token`: made and printed once, listed by how it begins, ended by it."""

import re

import pytest

from tests.cli.test_cli import nudges as nudges
from tests.typed import Run


@pytest.mark.both_databases
def test_a_token_is_made_listed_and_ended(nudges: Run) -> None:
    assert "Choose from: people:read" in nudges("token", "add", "The clinic").err
    for name in ("The\nclinic", "The \x1b[31mclinic"):
        assert "cannot have that name" in nudges("token", "add", name, "--scope", "people:read").err
    assert nudges("token", "add", "The clinic", "--scope", "everything").code == 2
    made = nudges("token", "add", "The clinic", "--scope", "people:read", "--days", "30")
    token = made.out.strip()
    assert re.fullmatch(r"nudges_[\w-]{43}", token)
    assert "set API=on" in made.err
    listed = nudges("token", "list").out
    assert (token[:13] in listed, token in listed) == (True, False)
    [one] = nudges("token", "list", "--json").json
    assert (one["name"], one["scopes"], one["good"]) == ("The clinic", ["people:read"], True)
    assert all(len(line) <= 80 for line in nudges("token", "add", "--help").out.splitlines())
    assert nudges("token", "end", "nobody").code == 2
    assert "opens nothing any more" in nudges("token", "end", token[:13]).out
    assert [one["good"] for one in nudges("token", "list", "--json").json] == [False]
    assert [line["action"] for line in nudges("staff", "audit", "--json").json] == ["token end", "token add"]


@pytest.mark.both_databases
def test_an_external_id_and_another_plan_from_the_prompt(nudges: Run) -> None:
    her = ("--zone", "Europe/Madrid", "--email", "maya@example.org")
    added = nudges("person", "add", "--plan", "daily-appreciation", *her, "--external-id", "patient-4711")
    assert "added" in added.out
    address = her[-1]
    assert "On reflection now" in nudges("person", "enrol", address, "--plan", "reflection").out
    assert "already" in nudges("person", "enrol", address, "--plan", "reflection").out
    assert nudges("person", "enrol", address, "--plan", "nothing").code == 2
    assert "Corrected" in nudges("person", "correct", address, "--external-id", "patient-4712").out
