"""Prints the result of a simulation, as tables or as JSON lines."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from nudges.cli.common import out, row, table
from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.simulation.scenario import Scenario
from nudges.flow.simulation.transcript import Line

#: Up to this many people are shown message by message; for more, only totals.
_SHOWN = 5

#: Up to this many people have a line each in the totals; more are summed up by zone.
_LISTED = 40


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one segment, in a currency."""

    amount: Decimal
    currency: str

    @classmethod
    def read(cls, text: str) -> "Price":
        """Parse `0.0083 USD`, or only the number. Raises NudgesError."""
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3})?\s*", text)
        if found is None:
            raise NudgesError(
                f"The price {text!r} cannot be read.",
                "It is what one segment costs, and the currency.",
                'Write it like --price "0.0083 USD".',
            )
        return cls(Decimal(found[1]), (found[2] or "").upper())

    def of(self, segments: int) -> str:
        """The cost of this many segments."""
        return f"{self.amount * segments:.2f} {self.currency}".strip()


def as_json_lines(lines: Iterable[Line]) -> None:
    """Print one JSON object per line."""
    for line in lines:
        sys.stdout.write(json.dumps(as_dict(line), ensure_ascii=False) + "\n")


def as_dict(line: Line) -> dict[str, object]:
    """A line as a JSON object."""
    return {
        "plan": line.plan,
        "step": line.step,
        "practice": line.practice,
        "local": f"{line.local:%Y-%m-%dT%H:%M}",
        "utc": line.utc.isoformat(),
        "zone": line.zone,
        "channel": line.channel,
        "status": line.status,
        "why": line.why,
        "text": line.text,
        "segments": line.segments,
        "person": line.person,
    }


def show(scenario: Scenario, lines: Sequence[Line], price: Price, letters: Path | None) -> None:
    """Print the days of a few people, and then the totals."""
    if scenario.people <= _SHOWN:
        for person in range(1, scenario.people + 1):
            if scenario.people > 1:
                out.print(f"[bold]Person {person}[/bold]")
            _show_days([line for line in lines if line.person == person])
    out.print(_sums(scenario, lines, price))
    if letters is not None:
        out.print(f"\nThe weekly summaries are in {letters}.", markup=False)


def _show_days(lines: Sequence[Line]) -> None:
    """One person's days in their local time. The zone is printed at the beginning and at each move."""
    width, zone = max((len(line.step) for line in lines), default=0), ""
    for day, there in groupby(lines, key=lambda line: line.local.date()):
        events = list(there)
        heading = Text(f"{day:%A} {day.day} {day:%B %Y}", "bold")
        if events[-1].zone != zone:
            zone = events[-1].zone
            heading.append(f"  {zone}", "not bold dim")
        out.print(heading)
        shown = Table.grid(
            Column(width=5), Column(width=width), Column(), padding=(0, 2, 0, 0), pad_edge=False
        )
        for line in events:
            shown.add_row(f"{line.local:%H:%M}", *_said(line))
        out.print(Padding(shown, (0, 0, 1, 2)), soft_wrap=False)


def _said(line: Line) -> tuple[Text, Text]:
    """What it is, and its first line followed by a note."""
    if line.status == "reply":
        return Text("they answer", "cyan"), Text(line.text, "cyan").append(f"  ({line.why})", "dim")
    first = line.text.partition("\n")[0]
    segments = f"{line.segments} segments" if line.segments and line.segments > 1 else ""
    by = "by email" if line.channel == Medium.EMAIL else ""
    practice = line.practice or "" if line.step != ServiceMessage.ANSWER else ""
    note = ", ".join(filter(None, (by, segments, practice, line.why if first else "")))
    text = Text(first) if first else Text(line.why, "yellow")
    return Text(line.step), text.append(f"\n{note}" if note else "", "dim")


def _sums(scenario: Scenario, lines: Iterable[Line], price: Price) -> Table:
    """Totals for each person, or for each zone if there are many people."""
    each = scenario.people <= _LISTED
    sums: dict[int | str, _Sum] = {}
    for person in range(1, scenario.people + 1):
        zone = scenario.zone(person)
        sums.setdefault(person if each else zone, _Sum(zone)).people += 1
    for line in lines:
        sums[line.person if each else scenario.zone(line.person)].add(line)
    whole = sum((one.counts for one in sums.values()), Counter[str]())
    columns = [name for name in _SUMMED if whole[name]]
    shown = table("person" if each else "people", "zone", *columns, "cost")
    shown.columns[1].no_wrap, shown.columns[-1].no_wrap = False, True
    for column in shown.columns[2:]:
        column.justify = "right"

    def add(who: str, where: str, counts: Counter[str]) -> None:
        row(shown, who, where, *(str(counts[name]) for name in columns), price.of(counts["segments"]))

    for key, one in sums.items():
        add(str(key if each else one.people), one.zone, one.counts)
    if len(sums) > 1:
        add("all" if each else str(scenario.people), "", whole)
    return shown


#: What is counted, in the order of the columns. Columns that are all zero are left out.
_SUMMED = ("sms", "segments", "emails", "replies", "held", "not sent")


class _Sum:
    """The totals of one person, or of everybody in one zone."""

    def __init__(self, zone: str) -> None:
        self.zone, self.people, self.counts = zone, 0, Counter[str]()

    def add(self, line: Line) -> None:
        """Count one line."""
        if line.went:
            self.counts["sms" if line.channel == Medium.SMS else "emails"] += 1
            self.counts["segments"] += line.segments or 0
            self.counts["held"] += line.status == "held"
        else:
            self.counts["replies" if line.status == "reply" else "not sent"] += 1
