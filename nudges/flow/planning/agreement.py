"""Which plans this process may plan and send, when not every process has the same files.

The schedule says of each plan which cadence it was made from. Whoever has another one, or cannot read the
plan at all, leaves what is due of it alone: it waits for a process that agrees. All other plans go on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from nudges.core.zones import tzdata_version
from nudges.flow.service import Service
from nudges.store import db
from nudges.store.db import Tx
from nudges.store.maintenance import heartbeats

_SCHEDULED_FROM = "scheduled_from"


def cadences(service: Service) -> dict[str, str]:
    """For each plan a mark of what its slots are computed from: the times of its steps, and the zone data."""
    return {plan_id: _mark(plan.cadence) for plan_id, plan in service.plans.items()}


@lru_cache(maxsize=1_000)  # asked for with every batch
def _mark(text: str) -> str:
    return sha256(f"{tzdata_version()} {text}".encode()).hexdigest()[:12]


def scheduled_from(tx: Tx) -> dict[str, str] | None:
    """The mark of each plan that the schedule was made from; None if none was made yet."""
    kept = db.remembered(tx, _SCHEDULED_FROM)
    return json.loads(kept) if kept else None


def scheduled_now(service: Service, tx: Tx) -> dict[str, str]:
    """What the schedule is made from once this process has made it: a plan it cannot read stays as it was."""
    kept = scheduled_from(tx) or {}
    return cadences(service) | {plan_id: kept[plan_id] for plan_id in service.held if plan_id in kept}


def remember(tx: Tx, marks: Mapping[str, str]) -> None:
    """The schedule was made from these."""
    db.remember(tx, _SCHEDULED_FROM, json.dumps(marks, sort_keys=True))


def set_aside(service: Service, tx: Tx) -> tuple[str, ...]:
    """The plans of which this process must plan and send nothing now."""
    kept, ours = scheduled_from(tx), cadences(service)
    apart = set() if kept is None else {one for one in {*kept, *ours} if kept.get(one) != ours.get(one)}
    return tuple(sorted(apart | {one for one in service.held if one}))


def file_marks(service: Service) -> dict[str, str]:
    """For each plan the mark of its cadence and, after a dot, of the whole file; "" if it cannot be read."""
    times = cadences(service)
    whole = {name: _mark(plan.model_dump_json(warnings=False)) for name, plan in service.plans.items()}
    return {name: f"{times[name]}.{mark}" for name, mark in whole.items()} | {
        plan_id: "" for plan_id in service.held if plan_id
    }


@dataclass(frozen=True, slots=True)
class Apart:
    """A living worker whose plan files are not those of this process. `differ`: the plans that are not the
    same in both. `waits`: those of them that it does not send, since the schedule was made from others."""

    worker: str
    differ: tuple[str, ...]
    waits: tuple[str, ...]


def workers_apart(service: Service, tx: Tx) -> list[Apart]:
    """The living workers to restart, or to give the files of this process; for `nudges doctor`."""
    ours, kept = file_marks(service), scheduled_from(tx) or {}
    found = []
    for worker, theirs in heartbeats.plans(tx).items():
        differ = tuple(sorted(one for one in {*ours, *theirs} if ours.get(one) != theirs.get(one)))
        waits = tuple(one for one in differ if theirs.get(one, "").partition(".")[0] != kept.get(one, ""))
        if differ:
            found.append(Apart(worker, differ, waits))
    return found
