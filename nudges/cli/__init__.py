"""Floor 4: the commands. They parse, call the road, and show; a mistake costs three lines."""

import contextlib
import gc
import io
import os
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

import typer
from pydantic import ValidationError

from nudges import __version__
from nudges.cli import log
from nudges.cli.common import tell
from nudges.cli.on_demand import on_demand
from nudges.core.errors import NudgesError
from nudges.core.limits import why_not

if TYPE_CHECKING:
    from nudges.app.clock import Clock

#: Typer's own "you typed it wrong"; it is not exported by name.
_UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])

#: The module of each command, in the order in which an operator needs them.
PARTS = {
    "init": "init",
    "demo": "run",
    "plan": "plan.plans",
    "guide": "guide.guide",
    "replies": "understand",
    "simulate": "simulate.simulate",
    "understand": "understand",
    "person": "person.people",
    "link": "person.link",
    "case": "case.case",
    "question": "question.question",
    "broadcast": "broadcast.broadcast",
    "staff": "staff.staff",
    "token": "token.token",
    "results": "results.results",
    "up": "run",
    "web": "run",
    "worker": "run",
    "doctor": "doctor.doctor",
    "explain": "reports.explain",
    "progress": "reports.progress",
    "summary": "reports.summary",
    "events": "events.events",
    "backup": "backup",
    "restore": "backup",
    "key": "key",
    "db": "run",
}


#: The groups with a list, and what one line of it is.
_LISTED = {
    "person": "person",
    "case": "case",
    "question": "question",
    "broadcast": "message to many",
    "staff": "account",
    "token": "token",
    "plan": "plan",
}


app = typer.Typer(
    cls=on_demand(PARTS),
    name="nudges",
    help="Small, well-timed prompts by SMS or email; replies understood; a week worth reading.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"nudges {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _wall_clock() -> datetime:
    from nudges.app.clock import wall_clock

    return wall_clock()


def command_line() -> None:
    """`nudges` as it is typed: one command, after which the process ends at once.

    Otherwise Python takes every module apart first, which is a quarter of a light command's time. While a
    thread is still running it does end as usual, since that may have something to finish.
    """
    try:
        main()
    except SystemExit as ended:
        if threading.active_count() > 1 or not isinstance(ended.code, int):
            raise
        os._exit(ended.code)  # stdout was flushed, and stderr is after each line


def main(clock: "Clock" = _wall_clock) -> None:
    """Run one command, by this clock.

    Exit code 2 for a mistake the user can mend, with what, why and what to do.
    """
    gc.set_threshold(200_000, 20, 50)  # libraries stay: looking for garbage among them is a tenth of a start
    with log.ready():
        sys.exit(_run(clock))


def _run(clock: "Clock") -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that has no ✓ shows a ?
            stream.reconfigure(errors="replace")
    try:
        code: int | None = app(standalone_mode=False, obj=clock)
    except NudgesError as error:
        tell(_at_the_prompt(error))
        code = 2
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # `nudges` alone asks what there is
            sys.stdout.write(f"{error}\n")
            code = 0
        else:
            tell(_usage(error))
            code = 2
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except BrokenPipeError:  # `nudges … | head`
        sys.stderr.close()
        code = 0
    except Exception as error:
        tell(_by_another(error))
        code = 2
    try:
        sys.stdout.flush()
    except OSError:  # what could not be written must not be tried again at the very end
        with contextlib.suppress(OSError):
            sys.stdout.close()
        code = code or 2
    return code or 0


def _at_the_prompt(error: NudgesError) -> NudgesError:
    """What the office says of a thing that is not there speaks of its pages and caseloads."""
    if type(error).__name__ != "NotThereError":  # its module imports the database
        return error
    group = next((word for word in sys.argv[1:2] if word in _LISTED), "person")
    return NudgesError(
        f"There is no such {_LISTED[group]}.",
        "It was erased, or there never was one.",
        f"See what there is with `nudges {group} list`.",
    )


def _by_another(error: Exception) -> NudgesError:
    """What the database or the machine did not do. Raises anything else again: that is a mistake of ours."""
    from nudges.store.db import PASSING

    if isinstance(error, PASSING):
        return _by_the_database(error)
    if isinstance(error, OSError):
        return _by_the_machine(error)
    raise error


def _by_the_database(error: Exception) -> NudgesError:
    """The driver's first line; of what may be tried again it names no value."""
    first = (str(getattr(error, "orig", None) or "").strip().splitlines() or ["It gave no reason"])[0][:200]
    return NudgesError(
        "The database did not do what it was asked.",
        f"It says: {first.rstrip('.')}. What was not finished was not begun.",
        "Check the room on its disk, who may write to it and whether it runs; then do this again.",
    )


def _by_the_machine(error: OSError) -> NudgesError:
    return NudgesError(
        f"{error.filename or 'What was asked for'} could not be read or written.",
        f"The system says: {error.strerror or type(error).__name__}.",
        "Check the path, who may use it and the room on the disk; then do this again.",
    )


def _usage(error: BaseException) -> NudgesError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "nudges"
    option = getattr(error, "param", None)
    named = max(option.opts, key=len) if option is not None else ""
    if named and isinstance(error.__cause__, ValidationError):
        wrong = error.__cause__.errors()[0]
        return NudgesError(
            f"{named} cannot be {str(wrong['input'])[:50]!r}.",
            why_not(wrong),
            f"See `{command} --help`.",
        )
    message: str = getattr(error, "format_message", lambda: str(error))()
    if named and option is not None and option.secondary_opts:  # --on/--off
        message = message.replace(f"'{named}'", f"'{'/'.join((named, *option.secondary_opts))}'")
    return NudgesError(
        " ".join(message.split()) or "The command is not complete.",
        f"`{command}` does not understand it like this.",
        f"See `{command} --help`.",
    )
