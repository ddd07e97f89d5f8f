"""People: add, import, list, show, pause, resume, export, erase."""

import gc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from nudges.cli.common import (
    AsJson,
    PersonArg,
    moment,
    out,
    parse_date,
    person_named,
    print_json,
    row,
    service,
    table,
)
from nudges.cli.person.change import change
from nudges.cli.person.consent_view import as_dict, in_words
from nudges.cli.person.export import export
from nudges.content.people_csv import open_csv
from nudges.core.errors import NudgesError
from nudges.core.person.person import Person, State
from nudges.core.zones import zone_named
from nudges.flow.consent import consent
from nudges.flow.consent import pause as pauses
from nudges.flow.planning import schedule
from nudges.flow.planning.enrol import join
from nudges.flow.service import Service
from nudges.flow.staff.import_csv import CLASH, Fate, Imported, import_people, newcomer, rehearse_import
from nudges.store.nudges import upcoming
from nudges.store.people import consents, people


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    person = typer.Typer(help="The people who receive nudges.", no_args_is_help=True)
    person.command("add")(add)
    person.command("import")(import_file)
    person.command("list")(list_all)
    person.command("show")(show)
    person.command("move")(move)
    person.command("change")(change)
    person.command("pause")(pause)
    person.command("resume")(resume)
    person.command("export")(export)
    person.command("erase")(erase)
    app.add_typer(person, name="person")


def add(
    ctx: typer.Context,
    plan: Annotated[str, typer.Option(help="The plan they begin; see `nudges plan list`.")],
    zone: Annotated[str, typer.Option(help="Their time zone, an IANA name: Europe/Madrid.")],
    name: Annotated[str, typer.Option(help="What to call them.")] = "",
    phone: Annotated[str, typer.Option(help="With + and country code: +34600000000.")] = "",
    email: Annotated[str, typer.Option(help="Their address, for the weekly summary.")] = "",
    start: Annotated[str, typer.Option(help="First day, YYYY-MM-DD; default today.")] = "",
    consent: Annotated[str, typer.Option(help="The date of their written consent, YYYY-MM-DD.")] = "",
    language: Annotated[str, typer.Option(help="The language of their messages: en, es, es-MX.")] = "en",
    at: Annotated[
        list[str] | None, typer.Option(help="Their own time for a step, STEP=HH:MM. Repeatable.")
    ] = None,
    partner: Annotated[bool, typer.Option("--partner", help="Somebody close takes part.")] = False,
    care: Annotated[
        bool, typer.Option("--care", help="They asked for practices that can stir pain.")
    ] = False,
    discreet: Annotated[
        bool, typer.Option("--discreet/--no-discreet", help="Messages contain only a link to their text.")
    ] = True,
) -> None:
    """Add one person to a plan. Without a date of consent they get one invitation, and nothing more until
    they say yes.
    """
    cells = {"plan": plan, "zone": zone, "name": name, "phone": phone, "email": email, "start": start}
    cells |= {"consent": consent, "language": language}
    cells |= {f"at:{step}": value for step, value in map(_personal_time, at or [])}
    cells |= {"partner": "yes" if partner else "", "care": "yes" if care else ""}
    cells |= {"discreet": "yes" if discreet else "no"}
    with service() as ready:
        [joined] = join(ready, [newcomer(cells, ready.plans, moment(ctx))], moment(ctx))
        if joined.clash:
            raise CLASH
        if not joined.new_enrolment:
            out.print(f"{joined.person_id} is on {plan} already; nothing was changed.")
            return
        became = "added" if joined.new_person else "was here already, and is now"
        out.print(f"{joined.person_id} {became} on {plan}.")
        if joined.new_person and not joined.agreed:
            out.print("No consent is recorded: one invitation goes out, and nothing more until they say YES.")


def _personal_time(text: str) -> tuple[str, str]:
    step, equals, value = text.partition("=")
    if not equals:
        raise NudgesError(
            "A time of their own needs a step.",
            "It is said as STEP=HH:MM.",
            "Write --at daily-appreciation=07:30.",
        )
    return step.strip(), value.strip()


def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV: name, phone, email, zone, plan, start, consent, language, partner, care, discreet, "
            "at:STEP."
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would happen to each line, and change nothing.")
    ] = False,
) -> None:
    """Add the people of a CSV file. Bad lines are reported and skipped; repeating it adds nobody twice."""
    with open_csv(file) as listed, service() as ready:
        if listed.encoding != "utf-8-sig":
            out.print(f"Read as {listed.encoding}: check that the names look right.", markup=False)
        if dry_run:
            result = rehearse_import(
                ready, listed, moment(ctx), lambda line, fate: out.print(f"line {line}: {_FATES[fate]}")
            )
        else:
            with _progress() as bar:
                task = bar.add_task("", total=None)
                gc.freeze()  # exempts everything loaded so far from garbage collection, for speed
                result = import_people(ready, listed, moment(ctx), lambda n: bar.advance(task, n))
    _say(result, file, dry_run)


#: What --dry-run prints for each fate.
_FATES = {
    Fate.ADDED: "would be added",
    Fate.INVITED: "would be added, and invited: there is no date of consent",
    Fate.ENROLLED: "is here already, and would begin the plan",
    Fate.KNOWN: "is on the plan already",
}


def _progress() -> Progress:
    watched = Console(stderr=True)  # stderr, since stdout may be piped
    return Progress(
        *("Importing", MofNCompleteColumn(), TimeElapsedColumn()),
        console=watched,
        transient=True,
        disable=not watched.is_terminal,
    )


def _say(result: Imported, file: Path, dry_run: bool) -> None:
    """Print the result of an import or a dry run. Raises NudgesError if lines were skipped."""
    added, enrolled = f"{result.added} {'person' if result.added == 1 else 'people'}", result.enrolled
    would = "would be " if dry_run else ""
    out.print(
        f"{added} {would}added, {enrolled} {'enrolment' if enrolled == 1 else 'enrolments'}, "
        f"{result.known} {'was' if result.known == 1 else 'were'} there already."
    )
    if result.invited:
        without = f"{result.invited} {'has' if result.invited == 1 else 'have'} no date of consent"
        goes = "would go" if dry_run else "goes"
        out.print(f"{without}: one invitation {goes} out to each, and nothing more until they say YES.")
    for line, wrong in result.bad:
        out.print(f"line {line}: {wrong.what} {wrong.fix}", markup=False)
    if result.bad:
        raise NudgesError(
            f"{len(result.bad)} {'line' if len(result.bad) == 1 else 'lines'} "
            f"{'could not be' if dry_run else 'not'} imported.",
            "Each is named above; nothing was changed."
            if dry_run
            else "Each is named above; all others were kept.",
            f"Correct them and run `nudges person import {file}` again: nobody is added twice.",
        )


def list_all(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List everyone who is not erased."""
    now = moment(ctx)
    with service() as ready:
        shown = table("id", "name", "state", "zone", "plans")
        for person, plans in _everyone(ready):
            if as_json:
                print_json(_as_dict(person, now) | {"plans": plans})
            else:
                row(shown, person.id[:8], person.name, _state(person, now), person.zone, ", ".join(plans))
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nobody yet. Add someone with `nudges person add --help`.")


def _everyone(ready: Service) -> Iterator[tuple[Person, list[str]]]:
    """Everybody with their plans, read page by page."""
    after = ""
    while True:
        with ready.db.read() as tx:
            page = people.everyone(tx, after)
            enrolled = people.enrolments(tx, [person.id for person in page])
        for person in page:
            yield person, [e.plan for e in enrolled if e.person_id == person.id]
        if not page:
            return
        after = page[-1].id


def show(ctx: typer.Context, person: PersonArg, as_json: AsJson = False) -> None:
    """Show one person: how they are reached, their consents, their plans, and what comes next."""
    with service() as ready:
        who = person_named(ready, person)
        with ready.db.read() as tx:
            enrolled = people.enrolments(tx, [who.id])
            coming = upcoming.of(tx, who.id)
            agreed = consents.of(tx, who.id)
        plans = [{"plan": e.plan, "start": str(e.starts_on), "times": e.times} for e in enrolled]
        steps = [{"step": u.step, "at": f"{who.local(u.slot.due_at):%Y-%m-%d %H:%M}"} for u in coming]
        details = _as_dict(who, moment(ctx))
        if as_json:
            said = {"consents": [as_dict(who, one) for one in agreed]}
            print_json(details | said | {"plans": plans, "upcoming": steps})
            return
        shown = table("", "")
        for key, value in details.items():
            row(shown, key, str(value or "-"))
        for one in agreed:
            row(shown, *in_words(who, one))
        for e in enrolled:
            own = ", ".join(f"{step} at {at}" for step, at in e.times.items())
            row(shown, "on", f"{e.plan} since {e.starts_on}" + (f" ({own})" if own else ""))
        for u in coming:
            row(shown, "next", f"{who.local(u.slot.due_at):%a %-d %b, %H:%M}  {u.step}")
        out.print(shown)


def move(
    ctx: typer.Context,
    person: PersonArg,
    zone: Annotated[str, typer.Option(help="Their new time zone: Europe/Madrid.")],
) -> None:
    """Record that a person lives in another zone. They still get one nudge for each local date."""
    zone_named(zone)
    with service() as ready:
        who = person_named(ready, person)
        schedule.move(ready, who.id, zone, moment(ctx))
        out.print(f"From now on their day is that of {zone}.")


def pause(
    ctx: typer.Context,
    person: PersonArg,
    days: Annotated[int, typer.Option(min=1, max=366, help="The number of days.")] = 7,
    until: Annotated[str, typer.Option(help="Or until this local date, YYYY-MM-DD.")] = "",
) -> None:
    """Send nothing for a while. The days of a pause do not count against the person."""
    with service() as ready:
        who, now = person_named(ready, person), moment(ctx)
        if until:
            day = parse_date(until)
            end = who.local(now).replace(year=day.year, month=day.month, day=day.day)
            end = end.replace(hour=0, minute=0, second=0, microsecond=0)
        else:
            end = now + timedelta(days=days)
        if end <= now:
            raise NudgesError("The pause would be over already.", "It ends before now.", "Give a later date.")
        pauses.pause(ready, who, end, now)
        out.print(f"Paused until {who.local(end):%a %-d %b %Y, %H:%M}, their time.")


def resume(ctx: typer.Context, person: PersonArg) -> None:
    """End a pause. A person who said STOP can come back only by texting START."""
    with service() as ready:
        who = person_named(ready, person)
        if who.state is not State.ACTIVE:
            raise NudgesError(
                "They cannot be resumed from here.",
                f"Their state is {who.state}: only their own word changes that.",
                "Ask them to text START.",
            )
        pauses.resume(ready, who, moment(ctx))
        out.print("Their messages go on.")


def erase(
    ctx: typer.Context,
    person: PersonArg,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Delete a person's texts, identifiers and key for good."""
    with service() as ready:
        who = person_named(ready, person)
        if not yes:
            typer.confirm(
                "Their words, number, address and replies cannot be brought back. Erase?", abort=True
            )
        consent.erase(ready, who, moment(ctx))
        out.print("Erased.")


def _state(person: Person, now: datetime) -> str:
    if person.state is State.ACTIVE and person.paused_until is not None and person.paused(now):
        return f"paused until {person.local(person.paused_until):%-d %b}"
    return person.state


def _as_dict(person: Person, now: datetime) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "state": _state(person, now),
        "phone": person.phone,
        "email": person.email,
        "zone": person.zone,
        "partner": person.partner,
        "notes_in_summary": person.notes_in_summary,
        "care": person.care,
        "discreet": person.discreet,
        "quiet_acks": person.quiet_acks,
        "language": person.locale,
        "hours": f"{person.opens:%H:%M}-{person.closes:%H:%M}",
        # what they wrote limits what comes: docs/safety.md
        "disclosed": ", ".join(f"{danger} {day}" for danger, day in person.disclosed),
    }
