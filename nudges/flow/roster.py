"""People from a CSV file: bad lines told by number, good lines kept, nobody added twice."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from nudges.core.errors import NudgesError
from nudges.core.person import parse_email, parse_phone
from nudges.core.plan import Plan, parse_time
from nudges.core.zones import zone_named
from nudges.flow.enrol import Newcomer, join
from nudges.flow.service import Service

COLUMNS = ("name", "phone", "email", "zone", "plan", "start", "consent")

BATCH = 500

#: Two people cannot share a number or an address: a reply could be either's.
CLASH = NudgesError(
    "The number or the address is somebody else's.",
    "Replies are told apart by it, so nobody was added.",
    "Give one that is theirs alone, or leave it out.",
)


@dataclass(slots=True)
class Imported:
    """What an import came to: people added, enrolments added, already there, and the bad lines."""

    added: int = 0
    enrolled: int = 0
    known: int = 0
    invited: int = 0
    bad: list[tuple[int, NudgesError]] = field(default_factory=list)


def import_people(
    service: Service, lines: Iterable[str], now: datetime, seen: Callable[[int], None] = lambda _: None
) -> Imported:
    """Add the people of a CSV file, in transactions of `BATCH`; `seen` is told of lines done.

    Raises NudgesError, before anything is added, if the header is not usable.
    """
    result = Imported()
    rows = _rows(lines, service.plans)
    while batch := list(islice(rows, BATCH)):
        good = [row for _, row in batch if isinstance(row, Newcomer)]
        result.bad += [(line, row) for line, row in batch if isinstance(row, NudgesError)]
        joined = join(service, good, now)
        lines_of_good = [line for line, row in batch if isinstance(row, Newcomer)]
        result.bad += [(n, CLASH) for n, one in zip(lines_of_good, joined, strict=True) if one.clash]
        joined = [one for one in joined if not one.clash]
        result.added += sum(one.new_person for one in joined)
        result.enrolled += sum(one.new_enrolment for one in joined)
        result.known += sum(not one.new_enrolment for one in joined)
        result.invited += sum(one.new_person and not one.agreed for one in joined)
        seen(len(batch))
    result.bad.sort(key=lambda bad: bad[0])
    return result


def _rows(lines: Iterable[str], plans: Mapping[str, Plan]) -> Iterator[tuple[int, Newcomer | NudgesError]]:
    """Each line's number and the person it holds, or what is wrong with it."""
    feed = iter(lines)
    header = next(feed, "").removeprefix("\ufeff")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    _check_header(names, plans)
    reader = csv.reader(feed, delimiter=delimiter)
    for cells in reader:
        line = reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            what = "The line has more cells than the header."
            yield (
                line,
                NudgesError(what, "A comma inside a cell needs quotes around it.", 'Write "Lee, Ana".'),
            )
            continue
        try:
            yield line, newcomer(dict(zip(names, cells, strict=False)), plans)
        except NudgesError as error:
            yield line, error


def _check_header(names: list[str], plans: Mapping[str, Plan]) -> None:
    steps = {f"at:{step}" for plan in plans.values() for step in plan.steps}
    fix = f"The columns are {', '.join(COLUMNS)}, and at:STEP for a personal time."
    for name, times in Counter(names).items():
        if name not in COLUMNS and name not in steps:
            raise NudgesError(f"The column {name!r} is not known.", "Nothing was imported.", fix)
        if times > 1:
            raise NudgesError(f"The column {name!r} is there twice.", "Nothing was imported.", fix)
    missing = [name for name in ("zone", "plan") if name not in names]
    if not {"phone", "email"} & set(names):
        missing.append("phone or email")
    if missing:
        raise NudgesError(f"The column {missing[0]} is missing.", "Nothing was imported.", fix)


def newcomer(cells: Mapping[str, str], plans: Mapping[str, Plan]) -> Newcomer:
    """A person from cells by column name. Raises NudgesError for the first that cannot be used."""
    cell = {name: value.strip() for name, value in cells.items() if value and value.strip()}
    plan_id = cell.get("plan", "")
    if plan_id not in plans:
        raise NudgesError(
            f"There is no plan {plan_id!r}." if plan_id else "There is no plan given.",
            "A person is enrolled on a plan, a file in schedules/.",
            f"Write one of: {', '.join(sorted(plans))}.",
        )
    if not {"phone", "email"} & cell.keys():
        raise NudgesError(
            "There is no phone and no email.", "A person is reached by one or both.", "Give one of them."
        )
    if "zone" not in cell:
        raise NudgesError(
            "There is no zone.", "Nobody is written to at a guessed hour.", "Write one like Europe/Madrid."
        )
    zone_named(cell["zone"])
    times = {name.removeprefix("at:"): value for name, value in cell.items() if name.startswith("at:")}
    for step, value in times.items():
        if step not in plans[plan_id].steps:
            raise NudgesError(
                f"The plan {plan_id} has no step {step}.",
                "A personal time is for a step of the person's own plan.",
                f"Leave the cell at:{step} empty, or correct the plan.",
            )
        for part in value.split(","):
            parse_time(part)
    return Newcomer(
        plan=plan_id,
        zone=cell["zone"],
        name=cell.get("name", ""),
        phone=parse_phone(cell["phone"]) if "phone" in cell else None,
        email=parse_email(cell["email"]) if "email" in cell else None,
        starts_on=_date(cell.get("start"), "start"),
        consent=_date(cell.get("consent"), "consent"),
        times=times,
    )


def _date(text: str | None, column: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NudgesError(
            f"The {column} is not a date.", "A date is year, month and day.", "Write it like 2026-11-30."
        ) from None
