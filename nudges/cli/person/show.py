"""List everybody, and show one person."""

from collections.abc import Iterator
from datetime import datetime

import typer

from nudges.cli.common import (
    AsJson,
    PersonArg,
    looked,
    moment,
    out,
    person_named,
    print_json,
    row,
    service,
    table,
)
from nudges.cli.person.consent_view import as_dict, in_words
from nudges.cli.person.danger_view import tell_danger
from nudges.core.language import ENGLISH
from nudges.core.office.roles import Action
from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Who
from nudges.flow.reply.upcoming import Coming, all_coming
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.store.people import consents, people
from nudges.store.people.people import Enrolment

_WHO = {Who.HURT: "was hurt", Who.REPAIRING: "repairs what they did", Who.BOTH: "both, hurt and repairing"}


def list_all(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List everyone who is not erased."""
    now = moment(ctx)
    with service() as ready:
        looked(ready, Action.LIST, now)
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
    """Show one person: settings, consents, what comes next."""
    now = moment(ctx)
    with service() as ready:
        who = person_named(ready, person)
        looked(ready, Action.SHOW, now, who.id)
        with ready.db.read() as tx:
            enrolled = people.enrolments(tx, [who.id])
            coming = all_coming(ready, tx, who, now)
            agreed = consents.of(tx, who.id)
        if as_json:
            plans = [{"plan": e.plan, "start": str(e.starts_on), "times": e.times} for e in enrolled]
            upcoming = [{"step": one.name, "at": f"{who.local(one.at):%Y-%m-%d %H:%M}"} for one in coming]
            said = {"consents": [as_dict(who, one) for one in agreed]}
            print_json(_as_dict(who, now) | said | {"plans": plans, "upcoming": upcoming})
            return
        tell_danger(who)
        shown = table("", "")
        shown.show_header = False
        for key, value in _reached(who, now).items():
            row(shown, key, value)
        for key, value in settings_in_words(who).items():
            row(shown, key, value)
        for one in agreed:
            row(shown, *in_words(who, one))
        for e in enrolled:
            row(shown, "on", _enrolment(ready, e))
        for next_one in coming:
            row(shown, "next", _coming(who, next_one))
        out.print(shown, soft_wrap=False)


def _enrolment(ready: Service, e: Enrolment) -> str:
    plan = ready.plans.get(e.plan)
    own = [
        f"{step_title(name, plan.steps.get(name) if plan else None)} at {at}" for name, at in e.times.items()
    ]
    return f"{e.plan} since {ENGLISH.day_and_year(e.starts_on)}" + (f" ({', '.join(own)})" if own else "")


def _coming(who: Person, one: Coming) -> str:
    at = who.local(one.at)  # one below the other, so the day takes two columns
    return f"{at:%a} {at.day:>2} {at:%b, %H:%M}  {step_title(one.name, one.step)}"


def _state(person: Person, now: datetime) -> str:
    if person.state is State.ACTIVE and person.paused_until is not None and person.paused(now):
        return f"paused until {person.local(person.paused_until):%-d %b}"
    return person.state


def _reached(person: Person, now: datetime) -> dict[str, str]:
    return {
        "id": person.id[:8],
        "name": person.name or "-",
        "state": _state(person, now),
        "phone": person.phone or "-",
        "email": person.email or "-",
        "zone": person.zone,
        "hours": f"{person.opens:%H:%M} to {person.closes:%H:%M}",
    }


def settings_in_words(person: Person) -> dict[str, str]:
    """What decides what comes to a person, and how."""
    company = "with somebody close" if person.partner else "alone"
    if person.partner:
        company += ", safe to be around" if person.partner_safe else "; not said to be safe to be around"
    yes = {True: "yes", False: "no"}
    return {
        "language": person.locale,
        "who they are": _WHO[person.who],
        "takes part": company,
        "what can stir pain": "asked for" if person.care else "not asked for",
        "discreet messages": yes[person.discreet],
        "thanks for answers": yes[not person.quiet_acks],
        "notes in the mail": yes[person.notes_in_summary],
    }


def _as_dict(person: Person, now: datetime) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "state": _state(person, now),
        "phone": person.phone,
        "email": person.email,
        "zone": person.zone,
        "who": person.who,
        "partner": person.partner,
        "partner_safe": person.partner_safe,
        "notes_in_summary": person.notes_in_summary,
        "care": person.care,
        "discreet": person.discreet,
        "quiet_acks": person.quiet_acks,
        "language": person.locale,
        "hours": f"{person.opens:%H:%M}-{person.closes:%H:%M}",
        # what they wrote limits what comes: docs/safety.md
        "disclosed": ", ".join(f"{danger} {day}" for danger, day in person.disclosed),
    }
