"""Floor 4: the commands. They parse, call the road, and show; a mistake costs three lines."""

import contextlib
import io
import sys
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from nudges import __version__
from nudges.app import Clock, wall_clock
from nudges.cli import backup, init, key, log, run, understand
from nudges.cli.common import tell
from nudges.cli.doctor import doctor
from nudges.cli.guide import guide
from nudges.cli.person import link, people
from nudges.cli.plan import plans
from nudges.cli.reports import explain, progress, summary
from nudges.cli.simulate import simulate
from nudges.core.errors import NudgesError
from nudges.store.db import PASSING

#: Typer's own "you typed it wrong"; it is not exported by name.
_UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])

#: The commands in the order in which an operator needs them.
ORDER = (
    *("init", "demo", "plan", "guide", "replies", "simulate", "understand"),
    *("person", "link", "up", "web", "worker", "doctor"),
    *("explain", "progress", "summary", "backup", "restore", "key", "db"),
)


class _InOrder(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    cls=_InOrder,
    name="nudges",
    help="Small, well-timed prompts by SMS or email; replies understood; a week worth reading.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (
    init,
    run,
    people,
    plans,
    guide,
    simulate,
    understand,
    progress,
    summary,
    explain,
    link,
    key,
    backup,
    doctor,
):
    part.add_to(app)


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


def main(clock: Clock = wall_clock) -> None:
    """Run one command, by this clock.

    Exit code 2 for a mistake the user can mend, with what, why and what to do.
    """
    log.configure()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that has no ✓ shows a ?
            stream.reconfigure(errors="replace")
    try:
        code = app(standalone_mode=False, obj=clock)
    except NudgesError as error:
        tell(error)
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
    except PASSING as error:
        tell(_by_the_database(error))
        code = 2
    except OSError as error:
        tell(_by_the_machine(error))
        code = 2
    try:
        sys.stdout.flush()
    except OSError:  # what could not be written must not be tried again at the very end
        with contextlib.suppress(OSError):
            sys.stdout.close()
        code = code or 2
    sys.exit(code or 0)


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
    message: str = getattr(error, "format_message", lambda: str(error))()
    return NudgesError(
        message.splitlines()[0] if message else "The command is not complete.",
        f"`{command}` does not understand it like this.",
        f"See `{command} --help`.",
    )
