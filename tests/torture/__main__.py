"""`make torture`: every scenario, a line each, and exit code 1 if the books do not balance."""

import json
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from tests.torture.bench import Bench, Result
from tests.torture.clock import Clock
from tests.torture.postgres import postgres
from tests.torture.provider import Provider
from tests.torture.scenarios import LOUD, QUIET

_HEAD = (
    "scenario",
    "database",
    "nudges",
    "lost",
    "duplicates",
    "untold",
    "unknown",
    "p50 s",
    "p99 s",
    "seconds",
)
_WIDTHS = (42, 10, 7, 5, 10, 7, 8, 7, 7, 8)


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"One of: {', '.join([*QUIET, *LOUD])}.")] = None,
    minutes: Annotated[float, typer.Option(help="How long the two long scenarios last.")] = 5,
    speed: Annotated[float, typer.Option(help="How fast clock, leases and timeouts run; 1 for figures.")] = 1,
    figures: Annotated[Path | None, typer.Option("--json", help="Where to write the figures.")] = None,
) -> None:
    """Torture the engine, and compare the provider's ledger with the database."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing is left running, however it ends
    wanted, results = only or [*QUIET, *LOUD], list[Result]()
    telling = threading.Lock()

    def told(result: Result) -> None:
        with telling:
            results.append(result)
            typer.echo(_line(_cells(result)) + ("" if result.holds else f"  WRONG {_faults(result)}"))

    with tempfile.TemporaryDirectory(prefix="nudges_torture_") as folder, postgres() as server:
        clock = Clock(speed=speed)
        with Provider(Path(folder), clock) as provider:
            bench = Bench(Path(folder), provider, server, clock, minutes, told)
            typer.echo(_line(_HEAD))
            # most of a scene is waiting; only those that shake the whole PostgreSQL are played alone
            with ThreadPoolExecutor(3) as pool:
                for done in [pool.submit(one, bench) for name, one in QUIET.items() if name in wanted]:
                    done.result()
            for name, one in LOUD.items():
                if name in wanted:
                    one(bench)
    if figures:
        figures.write_text(
            json.dumps([dict(zip(_HEAD, _cells(one), strict=True)) for one in results], indent=1)
        )
    sys.exit(0 if all(result.holds for result in results) else 1)


def _cells(result: Result) -> tuple[str | float | None, ...]:
    found = result.balance
    return (
        *(
            result.scenario,
            result.database,
            found.nudges,
            len(found.lost),
            len(found.duplicates),
            found.untold,
        ),
        *(len(result.resolved), result.resolved_at(50), result.resolved_at(99), round(result.seconds, 1)),
    )


def _line(cells: Sequence[object]) -> str:
    shown = [
        "-" if cell is None else f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in cells
    ]
    first = [cell.ljust(width) for cell, width in zip(shown[:2], _WIDTHS, strict=False)]
    return " ".join(
        [*first, *(cell.rjust(width) for cell, width in zip(shown[2:], _WIDTHS[2:], strict=True))]
    )


def _faults(result: Result) -> str:
    found = result.balance
    faults = [*found.lost, *found.duplicates, *found.unwritten]
    return f"({len(faults)}): {'; '.join(faults[:5])}"


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
