"""Tokens of the API: make one, list them, end one."""

from typing import Annotated

import typer

from nudges.cli.common import AsJson, moment, out, print_json, row, service, table
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Scope
from nudges.flow.accounts import tokens
from nudges.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="What programs use the API with.", no_args_is_help=True)
    group.command("add")(add)
    group.command("list")(list_all)
    group.command("end")(end)
    app.add_typer(group, name="token")


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The program that will use it.")],
    scope: Annotated[
        list[Scope],
        typer.Option(
            metavar="SCOPE",
            help=f"What it opens (docs/api.md), repeatable: {', '.join(Scope)}. "
            "words:read opens nothing without people:read.",
            show_default=False,
        ),
    ],
    days: Annotated[
        int, typer.Option(min=1, max=tokens.MOST_DAYS, help="The number of days it is good for.")
    ] = tokens.DAYS,
) -> None:
    """Make a token, and print it once: only its hash is kept."""
    with service(make=True) as ready:
        out.print(tokens.add(ready, PROMPT, name, scope, days, moment(ctx)), markup=False)
    told = typer.style("It is shown only now", bold=True)
    typer.echo(f"{told}, and good for {days} days. Keep it where the program keeps its secrets.", err=True)
    if read_settings().api == "off":
        typer.echo("The API is off: set API=on and start Nudges again, or the token opens nothing.", err=True)


def list_all(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the tokens by how they begin, also those that are over."""
    now = moment(ctx)
    with service() as ready:
        shown = table("begins", "name", "ends (UTC)", "used (UTC)", "opens")
        shown.columns[1].no_wrap = False
        for one in tokens.listed(ready, PROMPT):
            scopes = sorted(one.scopes)
            if as_json:
                told = {"id": one.id, "begins": one.begins, "name": one.name, "scopes": scopes}
                print_json(
                    told
                    | {
                        "ends_at": one.ends_at.isoformat(),
                        "used_at": one.used_at.isoformat() if one.used_at else None,
                        "good": one.good(now),
                    }
                )
                continue
            ends = f"{one.ends_at:%Y-%m-%d}" if one.good(now) else "over"
            used = f"{one.used_at:%Y-%m-%d}" if one.used_at else "never"
            row(shown, f"{one.begins}…", one.name, ends, used, ", ".join(scopes))
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("None yet. Make one with `nudges token add`.")


def end(
    ctx: typer.Context,
    token: Annotated[str, typer.Argument(help="Its id, or the beginning of its id or of itself.")],
) -> None:
    """End a token at once."""
    with service() as ready:
        found = [
            one
            for one in tokens.listed(ready, PROMPT)
            if one.id.startswith(token) or one.begins.startswith(token) or token.startswith(one.begins)
        ]
        if len(found) != 1:
            raise NudgesError(
                "There is no such token." if not found else "Several tokens begin like that.",
                "A token is named by its id, or by how it begins.",
                "See them all with `nudges token list`.",
            )
        tokens.end(ready, PROMPT, found[0].id, moment(ctx))
        out.print(f"{found[0].name} opens nothing any more.", markup=False)
