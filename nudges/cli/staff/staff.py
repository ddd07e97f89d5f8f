"""Accounts of staff: the first owner's link, invitations, roles, who is on duty, and the audit."""

from typing import Annotated, Literal

import typer

from nudges.cli.common import AsJson, moment, out, print_json, row, service, table
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Role
from nudges.flow.accounts import accounts
from nudges.flow.office.view import colleagues
from nudges.settings import read_settings
from nudges.store.db import Db
from nudges.store.office import staff
from nudges.store.office.staff import Member

MemberArg = Annotated[str, typer.Argument(help="Their id (its beginning will do) or address.")]

#: The roles of people: a program has a token and no account.
_Role = Literal[Role.OWNER, Role.COACH, Role.VIEWER]

_DAYS = accounts.INVITATION.days


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Who looks after people: their accounts.", no_args_is_help=True)
    group.command("link")(link)
    group.command("add")(add)
    group.command("list")(list_all)
    group.command("role")(role)
    group.command("duty")(duty)
    group.command("phone")(phone)
    group.command("end")(end)
    group.command("audit")(audit)
    app.add_typer(group, name="staff")


def link(ctx: typer.Context) -> None:
    """Print a link, good once, that makes the first owner."""
    with service(make=True) as ready:
        made = accounts.owner_link(ready, moment(ctx))
        if made is None:
            raise NudgesError(
                "There is an owner already.",
                "The first link makes the first owner; owners invite everybody else.",
                "Make an invitation with `nudges staff add --role owner`.",
            )
        _say(made)


def add(
    ctx: typer.Context,
    role: Annotated[_Role, typer.Option(help="What they may do: docs/office.md.")] = Role.COACH,
) -> None:
    """Print an invitation, good once, that makes an account."""
    with service() as ready:
        _say(accounts.invite(ready, PROMPT, role, moment(ctx)))


def _say(made: str) -> None:
    out.print(made, markup=False)
    out.print(f"Good once, for {_DAYS} days. Whoever opens it gets the account: hand it over safely.")
    if read_settings().office == "off":
        out.print("The office is off: set OFFICE=on and start Nudges again, or the link opens nothing.")


def list_all(as_json: AsJson = False) -> None:
    """List the accounts, also those that ended."""
    with service() as ready:
        shown = table("id", "name", "role", "on duty", "address")
        for one in accounts.everybody(ready, PROMPT):
            what = "ended" if one.ended_at else one.role
            if as_json:
                print_json(
                    {"id": one.id, "name": one.name, "email": one.email, "role": what, "on_duty": one.on_duty}
                )
            else:
                row(shown, one.id[:8], one.name, what, "yes" if one.on_duty else "no", one.email)
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nobody yet. Make the first owner with `nudges staff link`.")


def role(ctx: typer.Context, member: MemberArg, role: Annotated[_Role, typer.Argument()]) -> None:
    """Change what somebody may do. Wherever they are signed in, that ends."""
    with service() as ready:
        who = member_named(ready.db, member)
        accounts.set_role(ready, PROMPT, who.id, role, moment(ctx))
        out.print(f"{who.name} is {role} now, and has to sign in again.", markup=False)


def duty(
    ctx: typer.Context,
    member: MemberArg,
    on: Annotated[bool, typer.Option("--on/--off", help="Whether they are told of cases.")],
) -> None:
    """Set whether somebody is told of new cases."""
    with service() as ready:
        who = member_named(ready.db, member)
        accounts.set_duty(ready, PROMPT, who.id, on, moment(ctx))
        out.print(f"{who.name} is {'on' if on else 'off'} duty.", markup=False)


def phone(
    ctx: typer.Context,
    member: MemberArg,
    number: Annotated[str, typer.Option(help='Where cases are texted to, +…; "" for by mail alone.')],
) -> None:
    """Set the number at which somebody is texted about cases."""
    with service() as ready:
        who = member_named(ready.db, member)
        accounts.set_phone(ready, PROMPT, who.id, number, moment(ctx))
        told = "by mail and by text" if number else "by mail alone"
        out.print(f"{who.name} is told {told} while on duty.", markup=False)


def end(ctx: typer.Context, member: MemberArg) -> None:
    """End an account at once. What it did stays in the audit."""
    with service() as ready:
        who = member_named(ready.db, member)
        left = accounts.end(ready, PROMPT, who.id, moment(ctx))
        out.print("The account has ended.")
        if left:
            people = "1 person has" if left == 1 else f"{left} people have"
            out.print(f"{people} no coach by name now: `nudges person coach ID --staff ADDRESS` gives one.")


def audit(
    most: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest lines.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Print who looked at what and did what. Newest first; nothing in it can be changed."""
    with service() as ready:
        lines = accounts.audit_page(ready, PROMPT, most, None)
        names = {one.id: one.name or one.id[:8] for one in colleagues(ready).values()}
        shown = table("when (UTC)", "who", "did", "person", "details")
        for line in lines:
            who = names.get(line.staff_id or "", "at the prompt")
            told = ", ".join(f"{name}={value}" for name, value in line.details.items() if value is not None)
            if as_json:
                print_json(
                    {
                        "at": line.at.isoformat(),
                        "staff": line.staff_id,
                        "action": line.action,
                        "person": line.person_id,
                        "details": dict(line.details),
                    }
                )
            else:
                row(shown, f"{line.at:%Y-%m-%d %H:%M}", who, line.action, (line.person_id or "")[:8], told)
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nothing yet.")


def member_named(db: Db, name: str) -> Member:
    """The member of staff with this id (or its beginning) or address. Raises NudgesError if unsure."""
    with db.read() as tx:
        found = staff.like(tx, name)
    if len(found) == 1:
        return found[0]
    raise NudgesError(
        "There is no such member of staff." if not found else "Several ids begin like that.",
        "They are named by id (or its beginning) or by address.",
        "See them all with `nudges staff list`.",
    )
