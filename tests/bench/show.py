"""What was measured, for people and for programs."""

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.bench.databases import Databases

out = Console(highlight=False)


def machine(kinds: Sequence[Databases]) -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "databases": [kind.version() for kind in kinds],
        "fsync_ms": round(_fsync_ms(), 2),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    return next(
        (line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine()
    )


def _fsync_ms() -> float:
    """What the disk takes to keep 4 kB: the floor of a commit."""
    took = []
    with NamedTemporaryFile() as file:
        for _ in range(50):
            file.write(b"x" * 4096)
            began = time.perf_counter()
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return 1000 * median(took)


def show_machine(facts: Mapping[str, Any]) -> None:
    """One line above the tables."""
    out.print(
        f"{facts['cores']} cores ({facts['processor']}), Python {facts['python']}, "
        f"{', '.join(facts['databases'])}, fsync {facts['fsync_ms']} ms, load before {facts['load_before']}"
    )


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table of at most 80 columns: words to the left, figures to the right."""
    made = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for n, column in enumerate(columns):
        figures = all(not isinstance(row[n], str) for row in rows)
        made.add_column(column, justify="right" if figures else "left")
    for row in rows:
        made.add_row(*(Text(_cell(value)) for value in row))
    out.print()
    out.print(Text(title, style="bold"))
    out.print(made)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def keep(path: Path | None, said: Mapping[str, Any]) -> None:
    """Write everything measured so far to a file."""
    if path is not None:
        path.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
