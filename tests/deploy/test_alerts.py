"""Each alert in deploy/ is brought about, scraped, and fires; an ordinary day fires none.

Prometheus' own promtool judges. `.ci/run` installs it (Debian's package prometheus).
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML
from sqlalchemy import insert, select, text, update

from nudges.channels.base import Fault
from nudges.core.errors import NudgesError
from nudges.flow.maintenance.metrics import METRICS, Kind
from nudges.flow.planning.agreement import file_marks
from nudges.flow.planning.schedule import reschedule_if_changed
from nudges.store import tables as t
from nudges.store.db import Db, db_clock, remember
from nudges.store.maintenance import heartbeats
from tests.callers import Callers
from tests.folders import REPOSITORY
from tests.harness import World, fault, plan, step
from tests.receivers import FakeEndpoint

PROMTOOL = shutil.which("promtool")
ALERTS = REPOSITORY / "deploy" / "prometheus" / "alerts.yaml"
DASHBOARD = REPOSITORY / "deploy" / "grafana" / "nudges.json"
TOKEN = "f" * 32

needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="needs promtool: apt-get install prometheus")

RULES: list[dict[str, Any]] = YAML(typ="safe").load(ALERTS)["groups"][0]["rules"]


def promtool(*words: str | Path, given: str | None = None) -> str:
    """What it says, once it is content."""
    ran = subprocess.run([PROMTOOL or "", *map(str, words)], input=given, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def lived(db: Db) -> World:
    """Somebody gets their nudge in time, and a worker beats."""
    world = World(db)
    with db.write() as tx:
        heartbeats.beat(tx, "w", file_marks(world.service))
    world.join()
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-02 09:15").run()
    return world


def late(world: World) -> None:
    world.at("2026-06-03 09:15").plan_due()
    world.later(minutes=2, seconds=1)


def not_planned(world: World) -> None:
    world.at("2026-06-03 09:15").later(minutes=2, seconds=1)


def behind(world: World) -> None:
    world.at("2026-06-03 09:15").plan_due()
    world.later(minutes=16)
    with world.db.write() as tx:  # the sender's pace moves on
        now = tx.conn.execute(select(db_clock())).scalar_one()
        tx.conn.execute(insert(t.sender).values(medium="sms", next_at=now, held_until=0.0, held_why=""))


def silent(world: World) -> None:
    with world.db.write() as tx:
        tx.conn.execute(update(t.heartbeat).values(at=t.heartbeat.c.at - 61))


def no_worker(world: World) -> None:
    with world.db.write() as tx:
        heartbeats.gone(tx, "w")


def in_doubt(world: World) -> None:
    world.sms.answers.append(fault(Fault.UNKNOWN, "ReadTimeout"))
    world.at("2026-06-03 09:15").run()
    world.later(minutes=5, seconds=1)


def in_danger(world: World) -> None:
    world.says("I want to kill myself")
    world.later(minutes=15, seconds=1)


def goes_on_writing(world: World) -> None:
    world.says("I want to kill myself")
    world.later(minutes=5)


def events_wait(world: World) -> None:
    world.service = replace(world.service, events=FakeEndpoint())
    world.db.tells = True
    world.join(phone="+33612345678")
    world.later(hours=1, seconds=1)


def events_parked(world: World) -> None:
    events_wait(world)
    with world.db.write() as tx:
        tx.conn.execute(update(t.event).values(next_at=None, parked_at=world.now))


def restored(world: World) -> None:
    with world.db.write() as tx:
        remember(tx, heartbeats.RESTORED, "2026-06-01")


def stale(world: World) -> None:
    world.service = world.rebuilt({"daily": plan(daily=step("10:00"))})


def no_database(world: World) -> None:
    with world.db.write() as tx:
        tx.conn.execute(text("DROP TABLE sender"))


#: What happens, for how many minutes it stays so, and the alert that has to fire then.
HAPPENS: list[tuple[Callable[[World], None], int, str]] = [
    (late, 0, "NudgesLate"),
    (not_planned, 0, "NudgesLate"),
    (behind, 1, "NudgesBehind"),
    (silent, 0, "NudgesNoBeat"),
    (no_worker, 0, "NudgesNoBeat"),
    (in_doubt, 0, "NudgesUnknown"),
    (in_danger, 0, "NudgesCaseUnseen"),
    (goes_on_writing, 15, "NudgesCaseWaits"),
    (events_wait, 1, "NudgesEvents"),
    (events_parked, 1, "NudgesEvents"),
    (restored, 2, "NudgesStandsStill"),
    (restored, 5, "NudgesCheck"),
    (stale, 5, "NudgesPlans"),
    (no_database, 1, "NudgesDown"),
]


def scraped(world: World) -> str:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    # a database that is elsewhere: how full this machine's disk is must not matter
    callers = Callers(world, metrics_token=TOKEN, database_url="postgresql://elsewhere/db")
    answer = callers.call("/metrics", headers=headers, method="GET")
    assert answer.status_code == 200
    return answer.text


def series(shown: str) -> list[dict[str, str]]:
    """Each value as Prometheus would have it from two targets that say the same for an hour; but for the
    check of the clock, since that of a test is not the database's."""
    up: dict[str, str] = {}
    found = [("up", up, 1.0)] + [
        (one.name, one.labels, one.value)
        for family in text_string_to_metric_families(shown)
        for one in family.samples
        if one.labels.get("check") != "clock"
    ]
    return [
        {
            "series": f"{name}{{{_labels({**labels, 'job': 'nudges', 'instance': target})}}}",
            "values": " ".join(["Inf" if value == inf else f"{value:g}"] * 60),
        }
        for name, labels, value in found
        for target in ("a", "b")
    ]


def _labels(labels: dict[str, str]) -> str:
    return ", ".join(f"{name}={json.dumps(value)}" for name, value in labels.items())


def judge(
    folder: Path, given: list[dict[str, str]], minutes: int, firing: set[str], only: str = ".*"
) -> None:
    """promtool runs the rules over these series, and compares what fires after so many minutes; it looks
    `only` at the alerts of these names."""
    test = {
        "expr": f'group by (alertname) (ALERTS{{alertstate="firing", alertname=~"{only}"}})',
        "eval_time": f"{minutes}m",
        "exp_samples": [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in sorted(firing)],
    }
    file = folder / "test.yaml"
    tests = [{"interval": "1m", "input_series": given, "promql_expr_test": [test]}]
    with file.open("w", encoding="utf-8") as out:
        YAML().dump({"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": tests}, out)
    promtool("test", "rules", file)


@needs_promtool
def test_an_ordinary_day_fires_none(db: Db, tmp_path: Path) -> None:
    judge(tmp_path, series(scraped(lived(db))), 30, set())


@needs_promtool
@pytest.mark.parametrize(("happens", "minutes", "alert"), HAPPENS)
def test_it_fires(db: Db, tmp_path: Path, happens: Callable[[World], None], minutes: int, alert: str) -> None:
    world = lived(db)
    happens(world)
    judge(tmp_path, series(scraped(world)), minutes, {alert}, only=alert)


@needs_promtool
def test_prometheus_takes_its_configuration() -> None:
    promtool("check", "config", "--syntax-only", ALERTS.parent / "prometheus.yaml")


@needs_promtool
def test_a_target_that_does_not_answer_fires(tmp_path: Path) -> None:
    judge(tmp_path, [{"series": 'up{job="nudges", instance="a"}', "values": "0x10"}], 1, {"NudgesDown"})
    judge(tmp_path, [{"series": 'up{job="other", instance="a"}', "values": "1x10"}], 1, {"NudgesDown"})


def test_every_alert_is_brought_about_here_and_says_what_to_do() -> None:
    assert {one["alert"] for one in RULES} == {alert for *_, alert in HAPPENS}
    for rule in RULES:
        assert set(rule["annotations"]) == {"summary", "action"}
        assert rule["labels"]["severity"] in ("page", "ticket")


@needs_promtool
def test_the_figures_are_named_as_prometheus_wants_them(db: Db) -> None:
    promtool("check", "metrics", given=scraped(lived(db)))


def expressions() -> list[str]:
    """Every expression of the dashboard."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@needs_promtool
def test_the_dashboard_can_be_read(tmp_path: Path) -> None:
    rules = [
        {"record": f"r:{n}", "expr": one.replace("$__rate_interval", "1m")}
        for n, one in enumerate(expressions())
    ]
    file = tmp_path / "dashboard.yaml"
    with file.open("w", encoding="utf-8") as out:
        YAML().dump({"groups": [{"name": "dashboard", "rules": rules}]}, out)
    promtool("check", "rules", file)


def test_alerts_and_dashboard_name_only_figures_that_there_are_and_the_dashboard_all_of_them() -> None:
    suffixes = {Kind.GAUGE: [""], Kind.COUNTER: ["_total"], Kind.HISTOGRAM: ["_bucket", "_count", "_sum"]}
    there = {f"nudges_{one.name}{suffix}": one.name for one in METRICS for suffix in suffixes[one.kind]}
    there |= {f"nudges_{name}": name for name in ("database", "web_seconds_bucket", "web_seconds_count")}
    shown = {name for one in expressions() for name in re.findall(r"nudges_\w+", one)}
    alerted = {name for rule in RULES for name in re.findall(r"nudges_\w+", rule["expr"])}
    assert shown | alerted <= there.keys()
    hidden = {"sender_moves", "stands_still"}  # what the alerts are made of
    assert {there[name] for name in shown} >= {one.name for one in METRICS} - hidden


def test_a_mistake_in_a_plan_counts_as_held(db: Db) -> None:
    world = lived(db)
    mistake = NudgesError("It cannot be read.", "A line.", "Mend it.")
    world.service = replace(world.service, held={"daily": mistake})
    assert 'nudges_plans{state="held"} 1.0' in scraped(world)
