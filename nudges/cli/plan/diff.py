"""Shows what an edit of a plan would change in the next days."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from nudges.app.service import imagined, running
from nudges.cli import log
from nudges.cli.common import AsJson, moment, out, print_json, row, table
from nudges.cli.simulate.screens import Price, as_dict
from nudges.cli.simulate.simulate import PriceOption, progress
from nudges.content.guides import read_guides
from nudges.content.plans import read_plan, read_plans
from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan
from nudges.core.zones import zone_named
from nudges.flow.simulation.diff import Change, What, changes, kinds
from nudges.flow.simulation.replay_enrolled import go_on
from nudges.flow.simulation.run import simulate
from nudges.flow.simulation.scenario import Scenario
from nudges.flow.simulation.transcript import Line
from nudges.settings import Settings, read_settings
from nudges.store.engine import NoDatabaseError
from nudges.store.simulation import copy_people

Plans = Mapping[str, Plan]
Seen = Callable[[float], None]

#: The most people simulated; with more, the first ones stand for all.
_MOST = 300


def diff(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(help="The name of a plan in use, a plan file, or a folder of plans.")],
    new: Annotated[str, typer.Argument(help="The edited version: a file, a folder or a name.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="The number of days from now.")] = 14,
    zone: Annotated[
        str, typer.Option(help="Show it for a new person in this zone, not for the people enrolled.")
    ] = "",
    price: PriceOption = "0.0083 USD",
    as_json: AsJson = False,
) -> None:
    """Show what an edit changes for the people enrolled.

    Slots moved, added or removed in the next days, other texts, and the cost.

    It uses the people enrolled, none of whom is shown or written to; if there are none, a new person.
    """
    each, edit = Price.read(price), _edit(read_settings(), old, new, moment(ctx), days)
    log.only_errors()
    with progress("Playing both") as seen:
        played = None if zone else _for_the_enrolled(edit, seen)
        played = played or _for_somebody_new(edit, zone or "UTC", seen)
    found = changes(played.before, played.after)
    if as_json:
        for change in found:
            print_json(_as_dict(change))
        return
    out.print(f"[bold]{', '.join(edit.names) or old}[/bold]: the next {days} days, {played.who}\n")
    if found:
        out.print(_changed(found))
        out.print()
        out.print(_costs(played, each))
    else:
        out.print("Nothing changes.")


@dataclass(frozen=True, slots=True)
class _Edit:
    """All plans before and after the edit; `names` are those that differ."""

    settings: Settings
    before: Plans
    after: Plans
    now: datetime
    days: int

    @property
    def names(self) -> list[str]:
        either = self.before.keys() | self.after.keys()
        return sorted(name for name in either if self.before.get(name) != self.after.get(name))


@dataclass(frozen=True, slots=True)
class _Played:
    """The simulations before and after, for the same days and people; and who they are, in words."""

    who: str
    before: list[Line]
    after: list[Line]


def _edit(settings: Settings, old: str, new: str, now: datetime, days: int) -> _Edit:
    """Read both versions. Two files count as the same plan: the plan in use with the name of either file."""
    guides = read_guides(settings.folder("guides"))
    house = read_plans(settings.schedules, guides)
    if all(Path(one).is_dir() and one not in house for one in (old, new)):
        return _Edit(settings, read_plans(Path(old), guides), read_plans(Path(new), guides), now, days)

    def one(text: str) -> tuple[str, Plan]:
        if text in house:
            return text, house[text]
        if Path(text).is_file():
            return Path(text).stem, read_plan(Path(text), guides, settings.schedules)
        raise NudgesError(
            f"There is no plan {text!r}.",
            "It is neither the name of a plan in use nor a file; and a folder is compared with a folder.",
            f"Give the path of a plan file, or one of: {', '.join(house)}.",
        )

    (name, was), (other, becomes) = one(old), one(new)
    name = other if name not in house and other in house else name
    return _Edit(settings, {**house, name: was}, {**house, name: becomes}, now, days)


def _for_the_enrolled(edit: _Edit, seen: Seen) -> _Played | None:
    """Simulate both versions for the people enrolled; None if there is nobody, or no database."""
    try:
        return _for_those_in(edit, seen)
    except NoDatabaseError:
        return None


def _for_those_in(edit: _Edit, seen: Seen) -> _Played | None:
    told: list[list[Line]] = []
    with running(edit.settings, make=False) as service:
        with service.db.read() as tx:
            people = copy_people.enrolled(tx, edit.names, _MOST)
            all_ = copy_people.how_many(tx, edit.names)
        if not people:
            return None
        for half, plans in enumerate((edit.before, edit.after)):

            def part(done: float, half: int = half) -> None:
                seen((half + done) / 2)

            with imagined(edit.settings) as world:
                playing = replace(world, plans=plans, briefly=True)
                told.append(go_on(service, playing, people, edit.now, edit.days, part))
    zones = ", ".join(f"{n} in {zone}" for zone, n in Counter(zone for _, zone in people).most_common())
    whom = "1 person" if all_ == 1 else f"{all_} people"
    if all_ > len(people):
        whom = f"the first {len(people)} of {all_} people, whose cost this is,"
    return _Played(f"for {whom} enrolled ({zones})", *told)


def _for_somebody_new(edit: _Edit, zone: str, seen: Seen) -> _Played:
    """Simulate both versions for one person in a zone who joins today, on each plan that differs."""
    zone_named(zone)
    today = Person(id="", zone=zone).local(edit.now).date()
    told: list[list[Line]] = [[], []]
    for half, plans in enumerate((edit.before, edit.after)):
        for name in (name for name in edit.names if name in plans):
            with imagined(edit.settings) as world:
                scenario = Scenario(name, (zone,), today, edit.days, people=1)
                told[half] += simulate(replace(world, plans=plans), scenario, briefly=True)
            seen(half / 2)
    return _Played(f"for somebody new in {zone}", *told)


def _changed(found: Sequence[Change]) -> Table:
    """Each kind of change of each step once, with its number and the first example."""
    shown = table("step", "what", "slots", "the first of them")
    shown.columns[2].justify = "right"
    for one in kinds(found):
        row(shown, one.step, one.what, str(one.slots), "\n".join(_said(one.first)))
    return shown


def _said(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    yield f"{change.line.local:%a %-d %b %H:%M}"
    if before is None or after is None:
        yield change.line.text.partition("\n")[0] or change.line.why
        return
    match change.what:
        case What.MOVED:
            same = before.local.date() == after.local.date()
            yield f"comes at {after.local:%H:%M}" if same else f"comes on {after.local:%a %-d %b at %H:%M}"
        case What.FATE:
            yield f"was: {before.why or before.status}"
            yield f"now: {after.why or after.status}"
        case What.TEXT:
            yield f"was: {before.text.partition(chr(10))[0]}"
            yield f"now: {after.text.partition(chr(10))[0]}"


def _costs(played: _Played, price: Price) -> Table:
    shown = table("", "messages", "segments", "cost")
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, lines in (("before", played.before), ("after", played.after)):
        went = [line for line in lines if line.went]
        segments = sum(line.segments or 0 for line in went)
        row(shown, name, str(len(went)), str(segments), price.of(segments))
    return shown


def _as_dict(change: Change) -> dict[str, object]:
    line, sides = change.line, {"before": change.before, "after": change.after}
    told = {side: as_dict(one) if one else None for side, one in sides.items()}
    return {"plan": line.plan, "step": line.step, "person": line.person, "what": change.what, **told}
