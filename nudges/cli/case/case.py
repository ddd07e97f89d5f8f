"""Cases of danger: list them, say that one was seen, what was done, and that it is over."""

from typing import Annotated

import typer

from nudges.cli.common import AsJson, given_or_asked, moment, out, print_json, row, service, table
from nudges.core.office.roles import PROMPT
from nudges.flow.office import cases

CaseArg = Annotated[int, typer.Argument(min=1, help="Its number; see `nudges case list`.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Disclosures of danger that need somebody.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("seen")(seen)
    group.command("note")(note)
    group.command("close")(close)
    app.add_typer(group, name="case")


def list_all(as_json: AsJson = False) -> None:
    """List the open cases, those nobody has seen first."""
    with service() as ready:
        shown = table("case", "person", "danger", "times", "since (UTC)", "seen")
        for one in cases.open_cases(ready, PROMPT):
            what = "danger to somebody" if one.of_somebody else ", ".join(one.dangers)
            what += "" if one.certain else ", possibly"
            if as_json:
                print_json(
                    {
                        "case": one.id,
                        "person": one.person_id,
                        "dangers": list(one.dangers),
                        "certain": one.certain,
                        "of_somebody": one.of_somebody,
                        "times": one.times,
                        "opened_at": one.opened_at.isoformat(),
                        "seen_at": one.seen_at and one.seen_at.isoformat(),
                    }
                )
            else:
                seen_at = f"{one.seen_at:%Y-%m-%d %H:%M}" if one.seen_at else "nobody yet"
                since = f"{one.opened_at:%Y-%m-%d %H:%M}"
                row(shown, str(one.id), one.person_id[:8], what, str(one.times), since, seen_at)
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("No case is open.")


def seen(ctx: typer.Context, case: CaseArg) -> None:
    """Say that you have seen a case: nobody else is told of it any more."""
    with service() as ready:
        one = cases.seen(ready, PROMPT, case, moment(ctx))
        out.print(f"Seen. What to do now is in docs/safety.md; the person is {one.person_id}.")


def note(
    ctx: typer.Context,
    case: CaseArg,
    words: Annotated[
        str | None, typer.Option("--done", help="What was done; else it is asked for.", show_default=False)
    ] = None,
) -> None:
    """Write down what was done; it is sealed with the person's key."""
    with service() as ready:
        cases.find(ready, PROMPT, case)
        cases.note(ready, PROMPT, case, given_or_asked(words, "What was done"), moment(ctx))
        out.print("Written down.")


def close(ctx: typer.Context, case: CaseArg) -> None:
    """Close a case, once what was done is written down."""
    with service() as ready:
        cases.close(ready, PROMPT, case, moment(ctx))
        out.print("Closed.")
