"""Imports lists of people. Bad lines are reported by number, good ones imported, nobody is added twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from nudges.content.people_csv import PeopleCsv
from nudges.core.errors import NudgesError
from nudges.core.plan.plan import Plan
from nudges.flow.planning.enrol import Joined, Newcomer, Roll
from nudges.flow.service import Service
from nudges.flow.staff.newcomer import newcomer_of

COLUMNS = (
    *("name", "phone", "email", "zone", "plan", "start", "consent"),
    *("language", "who", "partner", "partner_safe", "care", "discreet", "external_id"),
)

BATCH = 1_000

#: The number of a line, and the person in it or what is wrong with it.
Row = tuple[int, Newcomer | NudgesError]
Batch = list[Row]


class Fate(StrEnum):
    """The result for a valid line."""

    ADDED = "added"
    INVITED = "invited"
    ENROLLED = "enrolled"
    KNOWN = "known"


@dataclass(slots=True)
class Imported:
    """The result of an import: people added, enrolments added, people already there, and bad lines.

    `languages`: how many of the people added got which language, where their line says none.
    """

    added: int = 0
    enrolled: int = 0
    known: int = 0
    invited: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, NudgesError]] = field(default_factory=list)

    def count(self, batch: Batch, joined: Sequence[Joined]) -> list[tuple[int, Fate]]:
        """Count a batch and the results of its good lines; returns the fate of each line."""
        bad = {line: row.with_traceback(None) for line, row in batch if isinstance(row, NudgesError)}
        good = [line for line, row in batch if isinstance(row, Newcomer)]
        bad |= {line: one.refused for line, one in zip(good, joined, strict=True) if one.refused}
        self.bad += sorted(bad.items())
        fates = [(line, fate_of(one)) for line, one in zip(good, joined, strict=True) if not one.refused]
        counts = Counter(fate for _, fate in fates)
        self.added += counts[Fate.ADDED] + counts[Fate.INVITED]
        self.invited += counts[Fate.INVITED]
        self.known += counts[Fate.KNOWN]
        self.languages.update(
            row.locale
            for row, one in zip(_good(batch), joined, strict=True)
            if one.new_person and not row.asked_language and not one.refused
        )
        self.enrolled += len(fates) - counts[Fate.KNOWN]
        return fates


def fate_of(one: Joined) -> Fate:
    """What became of a good line that was not refused."""
    if one.new_person:
        return Fate.ADDED if one.agreed else Fate.INVITED
    return Fate.ENROLLED if one.new_enrolment else Fate.KNOWN


def imported(
    rows: Iterator[Row], add: Callable[[list[Newcomer]], list[Joined]]
) -> Iterator[tuple[Batch, list[Joined]]]:
    """Add the people of these rows with `add`, `BATCH` rows at a time; yields each batch and what became of
    its good rows. Nothing is kept of a batch that was yielded."""
    return _meanwhile(_batches(rows), lambda batch: add(_good(batch)))


def rehearse_import(
    service: Service, listed: PeopleCsv, now: datetime, tell: Callable[[int, Fate], None]
) -> Imported:
    """Dry run: `tell` is called with what would happen to each line. Nothing is written.

    Raises NudgesError if the header is invalid.
    """
    result, roll = Imported(), None
    for batch in _batches(rows_of(service, listed, now)):
        with service.db.read() as tx:
            roll = Roll(service, tx, _good(batch), now, before=roll)
        for line, fate in result.count(batch, [roll.take(one) for one in _good(batch)]):
            tell(line, fate)
    return result


def _good(batch: Batch) -> list[Newcomer]:
    return [row for _, row in batch if isinstance(row, Newcomer)]


def _batches(rows: Iterator[Row]) -> Iterator[Batch]:
    return iter(lambda: list(islice(rows, BATCH)), [])


def _meanwhile(
    batches: Iterable[Batch], write: Callable[[Batch], list[Joined]]
) -> Iterator[tuple[Batch, list[Joined]]]:
    """Each batch with the result of writing it. The next one is read while the database is working."""
    with ThreadPoolExecutor(1) as writer:
        last: tuple[Batch, Future[list[Joined]]] | None = None
        for batch in batches:
            writing = batch, writer.submit(write, batch)
            if last is not None:
                yield last[0], last[1].result()
            last = writing
        if last is not None:
            yield last[0], last[1].result()


def rows_of(service: Service, listed: PeopleCsv, now: datetime) -> Iterator[Row]:
    """The first line number of each record, and the person in it or what is wrong with it."""
    names = [_column(name) for name in listed.columns]
    while names and not names[-1]:  # spreadsheets add empty columns at the end
        names.pop()
    _check_header(names, service.plans)
    for record in listed.records:
        try:
            if record.wrong:
                raise record.wrong
            yield record.line, newcomer_of(service, _by_name(names, record.cells), now)
        except NudgesError as error:
            yield record.line, error


def _column(written: str) -> str:
    """A column's name however it is written: "Partner safe" is `partner_safe`."""
    name = written.lower()
    return name if name.startswith("at:") else name.replace(" ", "_").replace("-", "_")


def _by_name(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if any(cells[len(names) :]):
        what = "The line has more cells than the header."
        raise NudgesError(what, "A comma inside a cell needs quotes around it.", 'Write "Lee, Ana".')
    return dict(zip(names, cells, strict=False))


def _check_header(names: Sequence[str], plans: Mapping[str, Plan]) -> None:
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
