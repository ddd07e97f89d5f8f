"""Add one person to a plan."""

from typing import Annotated

import typer

from nudges.cli.common import moment, out, service
from nudges.content.plans import usable_plans
from nudges.core.errors import NudgesError
from nudges.core.language import ENGLISH
from nudges.core.office.roles import PROMPT
from nudges.core.vocabulary import Who
from nudges.flow.office import joining
from nudges.flow.staff.newcomer import newcomer_of
from nudges.settings import read_settings
from nudges.store.people import people
from nudges.store.replies import replies


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("add")(add)


def add(
    ctx: typer.Context,
    plan: Annotated[str, typer.Option(help="The plan they begin; see `nudges plan list`.  [required]")] = "",
    zone: Annotated[str, typer.Option(help="Their time zone, an IANA name: Europe/Madrid.  [required]")] = "",
    name: Annotated[str, typer.Option(help="What to call them.")] = "",
    phone: Annotated[str, typer.Option(help="With + and country code: +34600000000.")] = "",
    email: Annotated[str, typer.Option(help="Their address, for the weekly summary.")] = "",
    start: Annotated[str, typer.Option(help="First day, YYYY-MM-DD; default today.")] = "",
    consent: Annotated[str, typer.Option(help="The date of their written consent, YYYY-MM-DD.")] = "",
    language: Annotated[
        str,
        typer.Option(
            help="The language of their messages: en, es, es-MX; default that of the country of their number,"
            " else of their zone."
        ),
    ] = "",
    at: Annotated[
        list[str] | None, typer.Option(help="Their own time for a step, STEP=HH:MM. Repeatable.")
    ] = None,
    who: Annotated[
        Who | None,
        typer.Option(
            help="Whether they were hurt, repair what they did, or both; default the plan's.",
            show_default=False,
        ),
    ] = None,
    partner: Annotated[bool, typer.Option("--partner", help="Somebody close takes part.")] = False,
    partner_safe: Annotated[
        bool, typer.Option("--partner-safe", help="They said it is safe to be around that person.")
    ] = False,
    care: Annotated[
        bool, typer.Option("--care", help="They asked for practices that can stir pain.")
    ] = False,
    discreet: Annotated[
        bool, typer.Option("--discreet/--no-discreet", help="Messages contain only a link to their text.")
    ] = True,
    external_id: Annotated[str, typer.Option(help="What another system of yours calls them.")] = "",
) -> None:
    """Add one person to a plan. Without a date of consent they get one invitation, and nothing more until
    they say yes.
    """
    for option, given in (("--plan", plan), ("--zone", zone)):
        if not given:
            raise _missing(option)
    cells = {"plan": plan, "zone": zone, "name": name, "phone": phone, "email": email, "start": start}
    cells |= {"consent": consent, "language": language, "external_id": external_id}
    cells |= {f"at:{step}": value for step, value in map(personal_time, at or [])}
    cells |= {"who": who or "", "partner": "yes" if partner else "", "care": "yes" if care else ""}
    cells |= {"partner_safe": "yes" if partner_safe else ""}
    cells |= {"discreet": "yes" if discreet else "no"}
    with service(make=True) as ready:
        who_is_new = newcomer_of(ready, cells, moment(ctx))
        joined = joining.add(ready, PROMPT, who_is_new, moment(ctx))
        with ready.db.read() as tx:
            person = people.get(tx, joined.person_id)
            first = replies.story(tx, joined.person_id, 1, words=False)
        shown = f"{joined.person_id[:8]} {person.name if person else ''}".rstrip()
        if not joined.new_enrolment:
            out.print(f"{shown} is on {plan} already; nothing was changed.", markup=False)
            return
        if not joined.new_person:
            out.print(f"{shown} was here already, and is now on {plan}.", markup=False)
            return
        coming = (
            f"; {first[0].step} on {person.local(first[0].at):%a %-d %b, %H:%M}" if person and first else ""
        )
        out.print(f"{shown} added on {plan}{coming}.", markup=False)
        if not who_is_new.asked_language and who_is_new.locale != ENGLISH.code:
            out.print(
                f"Their messages come in {who_is_new.locale}, by the country of their number or zone; "
                "`nudges person change` with --language changes it.",
                markup=False,
            )
        if not joined.agreed:
            out.print("No consent is recorded: one invitation goes out, and nothing more until they say YES.")


def _missing(option: str) -> NudgesError:
    """What typer would say of a missing option, with what may be written there."""
    return NudgesError(
        f"{option} is missing.",
        "A person begins a plan, in a time zone: --plan PLAN --zone Europe/Madrid.",
        f"The plans are {', '.join(sorted(usable_plans(read_settings().schedules)[0]))}.",
    )


def personal_time(text: str) -> tuple[str, str]:
    """The step and what is said of it, of STEP=HH:MM. Raises NudgesError."""
    step, equals, value = text.partition("=")
    if not equals:
        raise NudgesError(
            "A time of their own needs a step.",
            "It is said as STEP=HH:MM.",
            "Write --at daily-appreciation=07:30.",
        )
    return step.strip(), value.strip()
