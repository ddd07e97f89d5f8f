"""What somebody says by telephone, or an office corrects: number, hours, plans, STOP and START, a note."""

from typing import Annotated

import typer

from nudges.cli.common import (
    AsJson,
    PeopleArg,
    PersonArg,
    given_or_asked,
    moment,
    out,
    parse_date,
    person_named,
    print_json,
    row,
    service,
    table,
)
from nudges.cli.person.add import personal_time
from nudges.cli.person.bulk_view import ids_of, tell_bulk
from nudges.cli.staff.staff import member_named
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.core.plan.fields import parse_time
from nudges.core.plan.personal import read_personal
from nudges.flow.office import bulk, joining
from nudges.flow.office import person as office
from nudges.flow.office import words as office_words
from nudges.flow.office.person import SaidBy


def add_to(person: typer.Typer) -> None:
    """Add these commands to `nudges person`."""
    person.command("correct")(correct)
    person.command("hours")(hours)
    person.command("enrol")(enrol)
    person.command("leave")(leave)
    person.command("times")(times)
    person.command("stop")(stop)
    person.command("start")(start)
    person.command("write")(write)
    person.command("note")(note)
    person.command("words")(words)
    person.command("coach")(coach)


def correct(
    ctx: typer.Context,
    person: PersonArg,
    name: Annotated[str | None, typer.Option(help="What to call them.")] = None,
    phone: Annotated[str | None, typer.Option(help='Their number, +…; "" removes it.')] = None,
    email: Annotated[str | None, typer.Option(help='Their address; "" removes it.')] = None,
    external_id: Annotated[
        str | None, typer.Option(help='What another system calls them; "" removes it.')
    ] = None,
) -> None:
    """Correct a name, a number, an address or an external id.

    With another number or address, all links to their pages end.
    """
    given = {"name": name, "phone": phone, "email": email, "external_id": external_id}
    if all(one is None for one in given.values()):
        raise NudgesError(
            "Nothing was said to correct.",
            "What is not named stays as it is.",
            "Give --name, --phone, --email or --external-id.",
        )
    with service() as ready:
        who = person_named(ready, person)
        office.correct(ready, PROMPT, who.id, moment(ctx), **given)
        out.print("Corrected.")


def hours(
    ctx: typer.Context,
    person: PersonArg,
    opens: Annotated[str, typer.Option("--from", help="HH:MM, their local time.")],
    closes: Annotated[str, typer.Option("--until", help="HH:MM, their local time.")],
) -> None:
    """Set between which times of their day they may be written to."""
    begin, finish = parse_time(opens), parse_time(closes)
    with service() as ready:
        who = person_named(ready, person)
        office.set_hours(ready, PROMPT, who.id, begin, finish, moment(ctx))
        out.print(f"Messages come between {begin:%H:%M} and {finish:%H:%M}, their time.")


def enrol(
    ctx: typer.Context,
    person: PeopleArg,
    plan: Annotated[str, typer.Option(help="The plan they begin; see `nudges plan list`.")],
    start: Annotated[str, typer.Option(help="First day of a single person, YYYY-MM-DD; default today.")] = "",
    leaving: Annotated[str, typer.Option(help="A plan that they leave for it.")] = "",
) -> None:
    """Begin another plan for a person, or today for several."""
    with service() as ready:
        if len(person) > 1 or leaving:
            ids = ids_of(ready, person)
            tell_bulk(bulk.move_all(ready, PROMPT, ids, plan, leaving, moment(ctx)), "moved")
            return
        who = person_named(ready, person[0])
        begins = parse_date(start) if start else None
        fresh = joining.enrol(ready, PROMPT, who.id, plan, moment(ctx), begins)
        out.print(f"On {plan} now." if fresh else f"On {plan} already; nothing was changed.", markup=False)


def leave(
    ctx: typer.Context,
    person: PersonArg,
    plan: Annotated[str, typer.Option(help="The plan they leave; their others go on.")],
) -> None:
    """End one plan for a person. What was answered stays."""
    with service() as ready:
        who = person_named(ready, person)
        office.leave(ready, PROMPT, who.id, plan, moment(ctx))
        out.print(f"Nothing of {plan} comes any more.")


def times(
    ctx: typer.Context,
    person: PersonArg,
    plan: Annotated[str, typer.Option(help="One of their plans.")],
    at: Annotated[list[str], typer.Option(help='STEP=HH:MM, or STEP="sat HH:MM". Repeatable.')],
) -> None:
    """Set on which weekdays and when the steps of a plan come."""
    wished = {step: read_personal(said) for step, said in map(personal_time, at)}
    with service() as ready:
        who = person_named(ready, person)
        joining.set_times(ready, PROMPT, who.id, plan, wished, moment(ctx))
        out.print("Saved. It counts from now on.")


def stop(
    ctx: typer.Context,
    person: PersonArg,
    said_by: Annotated[SaidBy, typer.Option(help="Who said it.")] = SaidBy.THEMSELVES,
) -> None:
    """Record a STOP that was said by telephone. All messages end, on every channel."""
    with service() as ready:
        who = person_named(ready, person)
        office.stop_by_telephone(ready, PROMPT, who.id, said_by, moment(ctx))
        out.print("Stopped. Nothing is sent any more.")


def start(ctx: typer.Context, person: PersonArg) -> None:
    """Record that they said START themselves, by telephone. Nobody can say it for somebody else."""
    with service() as ready:
        who = person_named(ready, person)
        office.start_by_telephone(ready, PROMPT, who.id, moment(ctx))
        out.print("Started. Their plans go on from now.")


def write(
    ctx: typer.Context,
    person: PersonArg,
    words: Annotated[
        str | None, typer.Option("--words", help="What to send; else it is asked for.", show_default=False)
    ] = None,
) -> None:
    """Send a person a message of your own. It goes through the queue, in their hours."""
    with service() as ready:
        who = person_named(ready, person)
        segments = office.write(ready, PROMPT, who.id, given_or_asked(words, "Your message"), moment(ctx))
        out.print(f"It goes out in their hours ({segments} SMS segment{'' if segments == 1 else 's'}).")


def note(
    ctx: typer.Context,
    person: PersonArg,
    words: Annotated[
        str | None,
        typer.Option("--words", help="What only staff see; else it is asked for.", show_default=False),
    ] = None,
) -> None:
    """Keep a note about a person that only staff see. It is sealed with their key."""
    with service() as ready:
        who = person_named(ready, person)
        office.note(ready, PROMPT, who.id, given_or_asked(words, "The note"), moment(ctx))
        out.print("Kept.")


def words(ctx: typer.Context, person: PersonArg, as_json: AsJson = False) -> None:
    """Print what was written both ways, if they agreed to it. The look is in the audit."""
    with service() as ready:
        who = person_named(ready, person)
        shown = table("when", "who", "words")
        for one in office_words.read(ready, PROMPT, who.id, moment(ctx)):
            at, whose = f"{who.local(one.at):%Y-%m-%d %H:%M}", "they" if one.theirs else "we"
            if as_json:
                print_json({"at": at, "who": whose, "words": one.words})
            else:
                row(shown, at, whose, one.words)
        if not as_json:
            out.print(shown)


def coach(
    ctx: typer.Context,
    person: PeopleArg,
    member: Annotated[str, typer.Option("--staff", help='Id or address of the coach; "" for nobody.')],
) -> None:
    """Say who looks after a person, or after several."""
    with service() as ready:
        found = member_named(ready.db, member) if member else None
        if len(person) > 1:
            ids = ids_of(ready, person)
            tell_bulk(bulk.give_all(ready, PROMPT, ids, found.id if found else None, moment(ctx)), "moved")
            return
        who = person_named(ready, person[0])
        office.give_coach(ready, PROMPT, who.id, found.id if found else None, moment(ctx))
        out.print(f"{found.name} looks after them." if found else "Nobody looks after them by name.")
