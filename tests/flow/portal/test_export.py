"""Exporting and erasing one's data: complete, safe to open, confirmed, and final."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.person.consent_method import ConsentMethod, method_in_words
from nudges.core.person.person import Person, State
from nudges.flow.portal.export import as_cell, as_json
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.web.pages import HEADERS
from tests.callers import Callers
from tests.harness import EMAIL, NAME, PHONE, SECRET, FakeRecords, World
from tests.my_pages import NOTE, lived, my_page, settled
from tests.typed import typed

SURE = urlencode({"sure": "on"}).encode()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def at_home(db: Db, **fields: Any) -> tuple[Callers, Person, str]:
    """Four weeks of somebody, and the path of their page."""
    world = World(db)
    person = lived(world, **fields)
    return Callers(world), person, my_page(world, person)


def taken(callers: Callers, path: str, name: str) -> str:
    answer = callers.call(f"{path}/export/{name}", method="GET")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert {key: answer.headers[key] for key in HEADERS} == HEADERS
    return answer.text


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_everything_is_in_the_one_file(db: Db) -> None:
    callers, _, path = at_home(db)
    world = callers.world
    said = json.loads(taken(callers, path, "nudges.json"))
    assert (said["person"]["name"], said["person"]["phone"], said["person"]["email"]) == (NAME, PHONE, EMAIL)
    assert said["settings"]["zone"] == "Europe/Paris"
    assert {"paused_from", "paused_until"} <= said["settings"].keys()
    assert {one["plan"] for one in said["enrolments"]} == {"daily", "pulse", "weekly-summary"}
    assert {one["id"] for one in said["nudges"]} == {n.id for n in world.rows(t.nudge)}
    assert len(said["replies"]) == len(world.rows(t.reply)) > 20
    assert sum(len(one["attempts"]) for one in said["nudges"]) == len(world.rows(t.attempt))
    assert NOTE in {one["words"] for one in said["replies"]}
    sent = {message.text for message in world.sent}
    assert sent <= {one["words"] for one in said["nudges"]} | {m.text for m in world.mail.ledger}
    assert all(one["why"] for one in said["nudges"] if one["status"] == "missed")
    methods = [method_in_words(ConsentMethod(c.method), ENGLISH) for c in world.rows(t.consent)]
    assert [one["method"] for one in said["consents"]] == methods
    assert said["nudges"][1]["due_at"].endswith("+02:00"), "their own clock"
    kept = {column.name for column in t.nudge.columns}
    ours = {"person_id", "n", "ready_at", "expires_at", "body", "segments", "tries", "holder", "lease_until"}
    ours |= {"attempt_id", "changed_at"}
    assert kept - ours <= said["nudges"][0].keys(), "a new column is theirs too"


def test_a_plan_has_its_title_and_one_that_is_gone_its_name(db: Db) -> None:
    world = World(db)
    her = world.join()
    titles = []
    for service in (world.service, world.rebuilt({})):
        titles += [one["title"] for one in json.loads(as_json(service, her))["enrolments"]]
    assert titles == ["A plan", "daily"]


def test_the_tables_hold_every_nudge_and_every_reply(db: Db) -> None:
    callers, _, path = at_home(db)
    world = callers.world
    nudges, replies = (table(taken(callers, path, name)) for name in ("nudges.csv", "replies.csv"))
    assert [row["id"] for row in replies] == [str(row.id) for row in world.rows(t.reply)]
    assert {row["id"] for row in nudges} == {str(row.id) for row in world.rows(t.nudge)}
    assert {row["status"] for row in nudges} >= {"accepted", "missed"}
    assert NOTE in {row["words"] for row in replies}


def test_a_reply_that_is_a_formula_is_words_in_the_table(db: Db) -> None:
    callers, _, path = settled(db)
    formula = '=HYPERLINK("http://evil.example","done")'
    callers.world.says(formula)
    words = [row["words"] for row in table(taken(callers, path, "replies.csv"))]
    assert (f"'{formula}" in words, formula in words) == (True, False)
    assert formula in {one["words"] for one in json.loads(taken(callers, path, "nudges.json"))["replies"]}


@given(st.text())
def test_no_cell_begins_as_a_formula_and_none_loses_a_word(words: str) -> None:
    cell = as_cell(words)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (words, f"'{words}")
    assert (as_cell(None), as_cell(3)) == ("", "3")


def test_words_that_were_forgotten_are_empty_and_the_rest_is_there(db: Db) -> None:
    callers, _, path = settled(db)
    callers.world.says(NOTE)
    with db.write() as tx:
        tx.conn.execute(t.reply.update().values(body=None, note=None))
    said = json.loads(taken(callers, path, "nudges.json"))
    assert {one["words"] for one in said["replies"]} == {None}
    assert {row["words"] for row in table(taken(callers, path, "replies.csv"))} == {""}


@pytest.mark.parametrize("end", ["/export", "/export/nudges.json", "/export/none.json", "/erase"])
def test_a_link_that_is_not_theirs_opens_none_of_it(db: Db, end: str) -> None:
    callers, _, path = settled(db)
    plain = callers.call("/me/x", method="GET")
    answer = callers.call(f"{path}x{end}", method="GET")
    assert (answer.status_code, answer.text) == (404, plain.text)
    if "none" in end:
        assert callers.call(path + end, method="GET").status_code == 404


def test_erasing_is_explained_and_asked_once(db: Db) -> None:
    callers, person, path = settled(db)
    page = callers.call(f"{path}/erase", method="GET")
    assert (page.status_code, "What goes, for good" in page.text, "What stays" in page.text) == (
        200,
        True,
        True,
    )
    assert "at our phone provider" not in page.text, "this one keeps none that it could be asked to remove"
    callers.world.sms.records = FakeRecords()
    assert "at our phone provider" in callers.call(f"{path}/erase", method="GET").text
    answer = callers.call(f"{path}/erase", b"", FORM)
    assert (answer.status_code, "one tick is missing" in answer.text) == (422, True)
    assert callers.world.person(person.id).phone == PHONE


def test_after_it_every_link_is_dead_and_nothing_more_comes(db: Db) -> None:
    callers, person, path = at_home(db, discreet=True)
    world = callers.world
    world.at("2026-06-29 09:15").run()
    links = world.service.links
    note = links.note(world.nudge("daily").id, world.nudge("daily").local_date)
    dead = [path, f"{path}/export", f"{path}/erase", note.removeprefix(links.public_url)]
    dead.append(links.confirm(person.id).removeprefix(links.public_url))
    answer = callers.call(f"{path}/erase", SURE, FORM)
    assert (answer.status_code, "Everything is erased." in answer.text) == (200, True)
    assert [words for words in (NAME, PHONE, EMAIL) if words in answer.text] == []
    for link in dead:
        assert callers.call(link, method="GET").status_code == 404, link
    assert callers.call(f"{path}/erase", SURE, FORM).status_code == 404
    assert world.person(person.id).state is State.ERASED
    world.forget_sent()
    for day in (30, 31):
        world.later(days=1).run()
        assert world.sent == [], day
    assert callers.sms(f"hello, {SECRET}") is None
    assert world.rows(t.reply) == []


def test_what_they_agreed_to_and_the_counts_stay(db: Db) -> None:
    callers, _, path = settled(db)
    world = callers.world.at("2026-06-02 09:15")
    world.run()
    before = len(world.rows(t.nudge))
    callers.call(f"{path}/erase", SURE, FORM)
    nudges = world.rows(t.nudge)
    assert (len(nudges), {n.body for n in nudges}) == (before, {None})
    assert [c.given for c in world.rows(t.consent)] == [True, False]


@pytest.fixture
def own_log() -> Iterator[None]:
    """A command's log goes to this test's own stderr, and to no other's."""
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("own_log")
def test_the_operator_takes_along_for_somebody_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'n.db'}")
    nudges = typed(monkeypatch, capsys)
    words = ("--plan", "rebuilding-trust", "--zone", "Europe/Paris", "--name", NAME, "--phone", PHONE)
    nudges("person", "add", *words, "--consent", "2026-01-31")
    file = tmp_path / "out" / "all.json"
    said = nudges("person", "export", PHONE, "--out", str(file))
    assert (said.code, NAME in said.out) == (2, False), "there is no such folder"
    file.parent.mkdir()
    assert nudges("person", "export", PHONE, "--out", str(file)).code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["person"]["name"] == NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is there already" in nudges("person", "export", PHONE, "--out", str(file)).err
