"""What the commands share: the service of this folder, finding a person, and printing."""

import json
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from nudges.core.errors import NudgesError

# the service needs every library there is, and a few commands need none of it
if TYPE_CHECKING:
    from pathlib import Path

    from nudges.app.clock import Clock
    from nudges.core.office.roles import Action
    from nudges.core.person.person import Person
    from nudges.flow.service import Service
    from nudges.store.db import Db

#: Control and format characters (Unicode categories Cc and Cf), but for line breaks, tabs, and the joiners
#: that words and emoji are written with.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


class Screen(Console):
    """A terminal. Names are people's own: what in them would move its cursor or colour it is written out."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """As the console renders it, with escapes in the place of what cannot be seen."""
        for part in super().render(renderable, options):
            text = part.text
            yield part if part.control or not _UNSEEN.search(text) else part._replace(text=_visible(text))


def _visible(text: str) -> str:
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


#: What is piped stays on its line, so that it can be searched; on a terminal `fitted` wraps sentences.
out = Screen(highlight=False, soft_wrap=True, emoji=False)

#: Every command that lists can do it for programs too: one JSON object a line.
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
PeopleArg = Annotated[
    list[str], typer.Argument(help="One or several of them: ids (a beginning will do), numbers or addresses.")
]
PersonArg = Annotated[str, typer.Argument(help="Their id (its beginning will do), number or address.")]


def clock_of(ctx: typer.Context) -> "Clock":
    """The clock that `nudges.cli.main` was given."""
    given: Clock = ctx.obj
    return given


def moment(ctx: typer.Context) -> datetime:
    """The moment it is now, in UTC."""
    return clock_of(ctx)()


@contextmanager
def service(clock: "Clock | None" = None, *, make: bool = False) -> "Iterator[Service]":
    """The service that the settings of this folder describe.

    Only commands that begin something make an SQLite database that is not there (`make`): for the others this
    is the wrong folder. Raises NoDatabaseError.
    """
    from nudges.app.clock import wall_clock
    from nudges.app.service import running
    from nudges.settings import read_settings

    with running(read_settings(), clock or wall_clock, make=make) as ready:
        yield ready


@contextmanager
def database() -> "Iterator[Db]":
    """The database of this folder, for commands that need nothing else. Raises NoDatabaseError."""
    from nudges.app.database import database as opened
    from nudges.settings import read_settings

    with opened(read_settings(), make=False) as db:
        yield db


def person_named(ready: "Service", name: str) -> "Person":
    """The person with this id (or its beginning), number or address. Raises NudgesError if unsure."""
    from nudges.store.people import people

    with ready.db.read() as tx:
        found = people.like(tx, name) or [p for p in [people.find(tx, name)] if p]
    if len(found) == 1:
        return found[0]
    raise NudgesError(
        "There is no such person." if not found else "Several people's ids begin like that.",
        "A person is named by id (or its beginning), by number (+…) or by address, not by name.",
        "See them all with `nudges person list`.",
    )


def looked(db: "Db", action: "Action", now: datetime, person_id: str | None = None, **more: str) -> None:
    """Put a look at people into the audit. If it cannot be written this is said, and the look goes on."""
    from nudges.core.office.roles import PROMPT
    from nudges.flow.office.looked import looked as written

    if not written(db, PROMPT, action, now, person_id, **more):
        typer.echo("The database took no write, so this look is not in the audit.", err=True)


def parse_date(text: str) -> date:
    """A date as ISO 8601 writes it. Raises NudgesError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NudgesError(
            "That is not a date.", "A date is year, month and day.", "Write it like 2026-11-30."
        ) from None


def parse_moment(text: str) -> datetime:
    """A moment as ISO 8601 writes it, with a zone only if one was given. Raises NudgesError."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise NudgesError(
            f"{text!r} is no moment.", "It is a date and a time of day.", "Write it like 2026-11-24T10:30."
        ) from None


def given_or_asked(words: str | None, prompt: str) -> str:
    """The words of an option, else asked for: last, when nothing else is wrong."""
    if words is not None:
        return words
    asked: str = typer.prompt(prompt)
    return asked


def not_there_yet(file: "Path") -> None:
    """Raises NudgesError for a file that is there: nothing is overwritten."""
    if file.exists():
        raise NudgesError(
            f"{file} is there already.", "What is in it would be lost.", "Choose another name for this one."
        )


def tell(error: NudgesError) -> None:
    """A mistake in its three lines, on stderr."""
    console = Screen(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    console.print(fitted(f"✗ {error.what}", 2, console), style="bold red", markup=False)
    console.print(fitted(f"  {error.why}", 2, console), markup=False)
    console.print(fitted(f"  {error.fix}", 2, console), markup=False)


def fitted(text: str, indent: int = 0, console: Screen = out) -> str:
    """The text as wide as the terminal, later lines indented; piped, it stays on one line."""
    if not console.is_terminal:
        return text
    begins = text[: len(text) - len(text.lstrip())]  # textwrap would drop blanks at the start
    return textwrap.fill(
        text.lstrip(),
        max(40, console.width),
        initial_indent=begins,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def print_json(value: dict[str, Any]) -> None:
    """One object on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def row(made: Table, *cells: str, style: str = "") -> None:
    """Add a row. Names are people's own: a "[" in one is no markup."""
    made.add_row(*(Text(_visible(cell), style) for cell in cells))  # here for their width


def table(*columns: str) -> Table:
    """An empty table in the house's style: no box, quiet headings, and only the last column wraps."""
    made = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for n, column in enumerate(columns, 1):
        made.add_column(column, no_wrap=n < len(columns))
    return made
