"""People from a CSV file: bad lines told by number, good lines kept, nobody added twice."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from nudges.core.errors import NudgesError
from nudges.core.language import parse_locale
from nudges.core.person.addresses import parse_email, parse_recipient
from nudges.core.plan.fields import parse_time
from nudges.core.plan.plan import Plan
from nudges.core.zones import zone_named
from nudges.flow.planning.enrol import Joined, Newcomer, join
from nudges.flow.service import Service

COLUMNS = (
    *("name", "phone", "email", "zone", "plan", "start", "consent"),
    *("language", "partner", "care", "discreet"),
)

BATCH = 1_000

#: Two people cannot share a number or an address: a reply could be either's.
CLASH = NudgesError(
    "The number or the address is somebody else's.",
    "Replies are told apart by it, so nobody was added.",
    "Give one that is theirs alone, or leave it out.",
)


_Row = tuple[int, Newcomer | NudgesError]
_Batch = list[_Row]


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
    batches = iter(lambda: list(islice(rows, BATCH)), [])
    for batch, joined in _meanwhile(batches, lambda batch: _joined(service, batch, now)):
        bad = {line: row.with_traceback(None) for line, row in batch if isinstance(row, NudgesError)}
        good = [line for line, row in batch if isinstance(row, Newcomer)]
        bad |= {line: CLASH for line, one in zip(good, joined, strict=True) if one.clash}
        result.bad += sorted(bad.items())
        joined = [one for one in joined if not one.clash]
        result.added += sum(one.new_person for one in joined)
        result.enrolled += sum(one.new_enrolment for one in joined)
        result.known += sum(not one.new_enrolment for one in joined)
        result.invited += sum(one.new_person and not one.agreed for one in joined)
        seen(len(batch))
    return result


def _joined(service: Service, batch: _Batch, now: datetime) -> list[Joined]:
    return join(service, [row for _, row in batch if isinstance(row, Newcomer)], now)


def _meanwhile(
    batches: Iterable[_Batch], write: Callable[[_Batch], list[Joined]]
) -> Iterator[tuple[_Batch, list[Joined]]]:
    """Each batch with what writing it gave; the next one is read while the database is at work."""
    with ThreadPoolExecutor(1) as writer:
        last: tuple[_Batch, Future[list[Joined]]] | None = None
        for batch in batches:
            writing = batch, writer.submit(write, batch)
            if last is not None:
                yield last[0], last[1].result()
            last = writing
        if last is not None:
            yield last[0], last[1].result()


def _rows(lines: Iterable[str], plans: Mapping[str, Plan]) -> Iterator[_Row]:
    """Each line's number and the person it holds, or what is wrong with it.

    A person is one line: a quote that is not closed costs its own line, and swallows no other.
    """
    feed = iter(lines)
    header = next(feed, "").removeprefix("\ufeff")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in _cells(header, delimiter)]
    _check_header(names, plans)
    for number, line in enumerate(feed, 2):
        try:
            cells = _cells(line, delimiter)
            if any(cell.strip() for cell in cells):
                yield number, newcomer(_by_name(names, cells), plans)
        except NudgesError as error:
            yield number, error


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "limit" in str(error):
            what, why = "A cell is far too long.", "Nobody's name is longer than a book."
        else:
            what, why = "The quotes do not match.", "A cell that begins with one ends with one, on its line."
        raise NudgesError(what, why, 'Write "Lee, Ana", or leave the quotes out.') from None


def _by_name(names: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) > len(names):
        what = "The line has more cells than the header."
        raise NudgesError(what, "A comma inside a cell needs quotes around it.", 'Write "Lee, Ana".')
    return dict(zip(names, cells, strict=False))


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
        phone=parse_recipient(cell["phone"]) if "phone" in cell else None,
        email=parse_email(cell["email"]) if "email" in cell else None,
        starts_on=_date(cell.get("start"), "start"),
        consent=_date(cell.get("consent"), "consent"),
        times=times,
        locale=parse_locale(cell.get("language", "en")),
        partner=_yes(cell.get("partner"), "partner"),
        care=_yes(cell.get("care"), "care"),
        discreet=_yes(cell.get("discreet", "yes"), "discreet"),
    )


def _yes(text: str | None, column: str) -> bool:
    answers = {"yes": True, "no": False, None: False}
    try:
        return answers[text and text.lower()]
    except KeyError:
        raise NudgesError(
            f"The {column} is neither yes nor no.", "It says what may be sent.", "Write yes, no, or nothing."
        ) from None


def _date(text: str | None, column: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NudgesError(
            f"The {column} is not a date.", "A date is year, month and day.", "Write it like 2026-11-30."
        ) from None
