"""`/metrics`: one scrape of any process tells the whole installation, to who has the token, and of nobody."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, text

from nudges.channels.base import Fault
from nudges.core.status import Status
from nudges.flow.maintenance.metrics import METRICS
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.maintenance import heartbeats
from nudges.store.office import cases
from nudges.web.metrics import saving
from tests.callers import Callers
from tests.harness import EMAIL, NAME, PHONE, SECRET, World, fault
from tests.receivers import FakeEndpoint

pytestmark = pytest.mark.both_databases


TOKEN = "f" * 32
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def asked(world: World, headers: dict[str, Any] = BEARER, **settings: Any) -> httpx.Response:
    callers = Callers(world, **{"metrics_token": TOKEN} | settings)
    return callers.call("/metrics", headers=headers, method="GET")


def scraped(answer: httpx.Response) -> dict[tuple[str, ...], float]:
    """Each value by the name of its metric without `nudges_`, and its labels' values by the labels' names."""
    assert answer.status_code == 200
    return {
        (
            sample.name.removeprefix("nudges_"),
            *(value for _, value in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def figures(world: World) -> dict[tuple[str, ...], float]:
    return scraped(asked(world))


def test_it_is_not_there_for_who_does_not_have_the_token(db: Db) -> None:
    world = World(db)
    nowhere = Callers(world).call("/nowhere", method="GET")
    assert nowhere.status_code == 404
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": TOKEN},
        {"Authorization": b"Bearer \xff"},
    ):
        answer = asked(world, headers)
        assert (answer.status_code, answer.content) == (404, nowhere.content)
        assert answer.headers.items() == nowhere.headers.items()
    assert asked(world, {"Authorization": "Bearer "}, metrics_token="").status_code == 404
    assert asked(world).status_code == 200


def test_an_empty_house_tells_every_gauge(db: Db) -> None:
    found = figures(World(db))
    gauges = {metric.name for metric in METRICS if metric.count is None}
    assert gauges <= {name for name, *_ in found}
    assert found["worker_beat_age_seconds",] == float("inf")
    assert (found["workers", "alive"], found["stands_still",], found["database",]) == (0, 1, 1)


def test_events_that_were_not_taken_are_told(db: Db) -> None:
    world = World(db)
    world.db.tells = True
    world.join()
    assert figures(world)["events_waiting",] == 0, "no other system is told"
    world.service = replace(world.service, events=FakeEndpoint())
    world.later(minutes=5)
    found = figures(world)
    assert (found["events_waiting",], found["events_age_seconds",], found["events_parked",]) == (2, 300, 0)
    assert found["check", "events"] == 1
    world.later(hours=1)
    assert figures(world)["check", "events"] == 0


def test_what_waits_is_told_with_its_age(db: Db) -> None:
    world = World(db)
    with db.write() as tx:
        heartbeats.beat(tx, "w")
    world.join()
    world.at("2026-06-02 09:18")
    assert figures(world)["unplanned_lag_seconds",] == 180
    world.plan_due()
    found = figures(world)
    assert (found["due_lag_seconds", "sms"], found["due_lag_seconds", "email"]) == (180, 0)
    assert (found["queue", "sms", "queued"], found["sender_moves", "sms"], found["check", "due"]) == (1, 0, 0)
    assert found["stands_still",] == 1
    world.sms.answers.append(fault(Fault.UNKNOWN, "ReadTimeout"))
    world.run()
    world.later(minutes=6)
    found = figures(world)
    assert found["queue", "sms", "unknown"] == 1
    assert found["unknown_age_seconds", "sms"] == 360
    assert found["due_lag_seconds", "sms"] == 0


def test_what_all_processes_counted_is_told_by_any(db: Db) -> None:
    """Sends, reports and replies of one process, scraped from another."""
    world = World(db)
    world.join()
    world.at("2026-06-02 09:15")
    world.sms.answers.append(fault(Fault.BUSY, "20429"))
    world.run()
    world.later(minutes=2).run()
    world.report(world.rows(t.attempt)[-1].id, Status.DELIVERED)
    world.says(f"done, {SECRET}")
    world.service.tally.save(db)
    world.service = world.rebuilt(world.plans)
    found = figures(world)
    assert found["sends_total", "20429", "sms", "busy"] == 1
    assert found["sends_total", "", "sms", "accepted"] >= 1
    assert found["reports_total", "", "sms", "delivered"] == 1
    assert found["replies_total", "done", "sms"] == 1
    sends = sum(value for (name, *_), value in found.items() if name == "sends_total")
    assert found["provider_seconds_count", "sms"] == found["provider_seconds_bucket", "+Inf", "sms"] == sends
    counts = {key: value for key, value in found.items() if key[0].endswith("_total")}
    again = figures(world)
    assert {key: again[key] for key in counts if not key[0].startswith("process_")} == {
        key: value for key, value in counts.items() if not key[0].startswith("process_")
    }, "a scrape counts nothing"


def test_nudges_that_were_not_sent_are_told_by_reason(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 14:00").run()
    world.at("2026-06-03 09:15")
    world.sms.answers.append(fault(Fault.UNKNOWN, "ReadTimeout"))
    world.run()
    world.at("2026-06-03 13:00").run()
    found = figures(world)
    assert found["not_sent_total", "too_late", "missed"] == 1
    assert found["not_sent_total", "no_word", "missed"] == 1


def test_danger_that_nobody_has_seen_is_told_with_its_age(db: Db) -> None:
    world = World(db)
    world.join()
    world.says("I want to kill myself")
    world.later(minutes=20)
    found = figures(world)
    assert (found["cases_unseen",], found["cases_unseen_age_seconds",]) == (1, 1200)
    with db.write() as tx:
        cases.seen(tx, world.rows(t.person_case)[0].id, None, world.now)
    found = figures(world)
    assert (found["cases_unseen",], found["cases_unseen_age_seconds",]) == (0, 0)
    assert (found["cases",], found["cases_age_seconds",]) == (1, 1200)
    with db.write() as tx:
        cases.close(tx, world.rows(t.person_case)[0].id, None, world.now)
    assert figures(world)["cases",] == 0


def test_nothing_in_it_is_of_a_person(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE, email=EMAIL)
    world.at("2026-06-02 09:15").run()
    world.says(f"{SECRET}")
    shown = asked(world).text
    for secret in (person.id, NAME, PHONE, EMAIL, SECRET):
        assert secret not in shown


def test_pages_are_measured_by_their_route_alone(db: Db) -> None:
    world = World(db)
    callers = Callers(world, metrics_token=TOKEN)
    for path in ("/alive", "/n/a-token-of-somebody", "/invented/by/a/stranger", "/static/me.css"):
        callers.call(path, method="GET")
    found = scraped(callers.call("/metrics", headers=BEARER, method="GET"))
    pages = {key[1:] for key in found if key[0] == "web_seconds_count"}
    assert ("/alive", "2xx") in pages
    assert ("other", "4xx") in pages
    assert not [page for page, _ in pages if "stranger" in page or "somebody" in page]
    assert found["web_seconds_count", "/alive", "2xx"] == 1


def test_without_its_database_it_tells_what_it_knows(db: Db) -> None:
    world = World(db)
    with db.write() as tx:
        tx.conn.execute(text("DROP TABLE sender"))
    found = figures(world)
    assert found["database",] == 0
    assert not [key for key in found if key[0] == "due_lag_seconds"]
    assert any(key[0] == "process_open_fds" for key in found)


def test_a_web_process_adds_what_it_counted_when_it_stops(db: Db) -> None:
    world = World(db)
    world.join()
    world.says("done")

    async def live() -> None:
        async with saving(world.service):
            assert not world.rows(t.tally)

    asyncio.run(live())
    assert "replies" in {row.name for row in world.rows(t.tally)}


def test_counts_of_several_processes_add_up(db: Db) -> None:
    world = World(db)
    world.join()
    for text_of_theirs in ("done", "done, again"):
        world.service = world.rebuilt(world.plans)
        world.says(text_of_theirs)
        world.service.tally.save(db)
    replies = [row.value for row in world.rows(t.tally) if row.name == "replies"]
    assert sum(replies) == 2


def test_counts_that_could_not_be_added_are_kept(db: Db) -> None:
    world = World(db)
    world.says("who is this", sender="+15550100000")
    world.join()
    world.says("done")
    with db.write() as tx:
        tx.conn.execute(text("ALTER TABLE tally RENAME TO elsewhere"))
    with pytest.raises(Exception, match="tally"):
        world.service.tally.save(db)
    with db.write() as tx:
        tx.conn.execute(text("ALTER TABLE elsewhere RENAME TO tally"))
    world.service.tally.save(db)
    world.service.tally.save(db)
    assert [row.value for row in world.rows(t.tally) if row.name == "replies"] == [1.0]


def test_a_count_of_another_version_hurts_nobody(db: Db) -> None:
    world = World(db)
    with db.write() as tx:
        tx.conn.execute(insert(t.tally).values(name="invented", labels='["x"]', value=1.0))
        tx.conn.execute(insert(t.tally).values(name="sends", labels='["x"]', value=1.0))
    assert figures(world)["database",] == 1
