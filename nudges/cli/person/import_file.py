"""Add the people of a CSV file."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build, imagined
from nudges.cli.common import moment, out, service
from nudges.content.people_csv import open_csv
from nudges.core.errors import NudgesError
from nudges.core.language import ENGLISH
from nudges.core.office.roles import PROMPT
from nudges.flow.office import joining
from nudges.flow.service import Service
from nudges.flow.staff.import_csv import COLUMNS, Fate, Imported, rehearse_import
from nudges.flow.staff.newcomer import FaultsError
from nudges.settings import read_settings
from nudges.store.engine import NoDatabaseError


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("import")(import_file)


def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help=f"A CSV file with the columns {', '.join(COLUMNS)} and at:STEP, or some of them."
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would happen to each line, and change nothing.")
    ] = False,
) -> None:
    """Add the people of a CSV file. Bad lines are reported and skipped; repeating it adds nobody twice."""
    with open_csv(file) as listed, _rehearsing() if dry_run else service(make=True) as ready:
        if listed.encoding != "utf-8-sig":
            out.print(f"Read as {listed.encoding}: check that the names look right.", markup=False)
        if dry_run:
            result = rehearse_import(
                ready, listed, moment(ctx), lambda line, fate: out.print(f"line {line}: {_FATES[fate]}")
            )
        else:
            with _progress() as bar:
                task = bar.add_task("", total=None)
                gc.freeze()  # exempts everything loaded so far from garbage collection, for speed
                result = joining.import_file(
                    ready, PROMPT, listed, moment(ctx), lambda n: bar.advance(task, n)
                )
    _say(result, file, dry_run)


@contextmanager
def _rehearsing() -> Iterator[Service]:
    """The service of this folder. Without a database, one in memory: a rehearsal makes none."""
    settings = read_settings()
    try:
        db = open_store(settings, make=False)
    except NoDatabaseError:
        with imagined(settings) as ready:
            yield ready
        return
    try:
        yield build(settings, db, channels(settings))
    finally:
        db.close()


#: What --dry-run prints for each fate.
_FATES = {
    Fate.ADDED: "would be added",
    Fate.INVITED: "would be added, and invited: there is no date of consent",
    Fate.ENROLLED: "is here already, and would begin the plan",
    Fate.KNOWN: "is on the plan already",
}


def _progress() -> Progress:
    watched = Console(stderr=True)  # stderr, since stdout may be piped
    return Progress(
        *("Importing", MofNCompleteColumn(), TimeElapsedColumn()),
        console=watched,
        transient=True,
        disable=not watched.is_terminal,
    )


def _say(result: Imported, file: Path, dry_run: bool) -> None:
    """Print the result of an import or a dry run. Raises NudgesError if lines were skipped."""
    added, enrolled = f"{result.added} {'person' if result.added == 1 else 'people'}", result.enrolled
    would = "would be " if dry_run else ""
    out.print(
        f"{added} {would}added, {enrolled} {'enrolment' if enrolled == 1 else 'enrolments'}, "
        f"{result.known} {'was' if result.known == 1 else 'were'} there already."
    )
    if result.languages.keys() - {ENGLISH.code}:
        given = ", ".join(f"{n} {code}" for code, n in sorted(result.languages.items()))
        out.print(f"Without a language in the list, by the country of number or zone: {given}.", markup=False)
    if result.invited:
        without = f"{result.invited} {'has' if result.invited == 1 else 'have'} no date of consent"
        goes = "would go" if dry_run else "goes"
        out.print(f"{without}: one invitation {goes} out to each, and nothing more until they say YES.")
    for line, wrong in result.bad:
        for one in wrong.each if isinstance(wrong, FaultsError) else (wrong,):
            out.print(f"line {line}: {one.what} {one.fix}", markup=False)
    if result.bad:
        raise NudgesError(
            f"{len(result.bad)} {'line' if len(result.bad) == 1 else 'lines'} "
            f"{'could not be' if dry_run else 'not'} imported.",
            "Each is named above; nothing was changed."
            if dry_run
            else "Each is named above; all others were kept.",
            f"Correct them and run `nudges person import {file}` again: nobody is added twice.",
        )
