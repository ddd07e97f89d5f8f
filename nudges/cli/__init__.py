"""Floor 4: the commands. They parse, call the road, and show; a mistake costs three lines."""

import sys
from typing import Annotated, cast

import typer

from nudges import __version__
from nudges.app import Clock, wall_clock
from nudges.cli import init, log, run, understand
from nudges.cli.common import Screen
from nudges.cli.doctor import doctor
from nudges.cli.guide import guide
from nudges.cli.person import link, people
from nudges.cli.plan import plans
from nudges.cli.reports import explain, progress, summary
from nudges.cli.simulate import simulate
from nudges.core.errors import NudgesError

#: Typer's own "you typed it wrong"; it is not exported by name.
_UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])

app = typer.Typer(
    name="nudges",
    help="Small, well-timed prompts by SMS or email; replies understood; a week worth reading.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (init, run, people, plans, guide, simulate, understand, progress, summary, explain, link, doctor):
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
    try:
        code = app(standalone_mode=False, obj=clock)
    except NudgesError as error:
        _tell(error)
        code = 2
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # `nudges` alone asks what there is
            sys.stdout.write(f"{error}\n")
            code = 0
        else:
            _tell(_usage(error))
            code = 2
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except BrokenPipeError:  # `nudges … | head`
        sys.stderr.close()
        code = 0
    sys.exit(code or 0)


def _tell(error: NudgesError) -> None:
    console = Screen(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"✗ {error.what}", style="bold red", markup=False)
    console.print(f"  {error.why}", markup=False)
    console.print(f"  {error.fix}", markup=False)


def _usage(error: BaseException) -> NudgesError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "nudges"
    message: str = getattr(error, "format_message", lambda: str(error))()
    return NudgesError(
        message.splitlines()[0] if message else "The command is not complete.",
        f"`{command}` does not understand it like this.",
        f"See `{command} --help`.",
    )
