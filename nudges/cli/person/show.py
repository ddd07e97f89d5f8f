"""Show one person."""

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
from nudges.cli.person import view
from nudges.cli.person.consent_view import as_dict, in_words
from nudges.cli.person.danger_view import tell_danger
from nudges.core.language import ENGLISH
from nudges.core.office.roles import Action
from nudges.core.person.person import Person
from nudges.flow.reply.upcoming import Coming, all_coming
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.store.people import consents, people
from nudges.store.people.people import Enrolment


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("show")(show)


def show(ctx: typer.Context, person: PersonArg, as_json: AsJson = False) -> None:
    """Show one person: settings, consents, what comes next."""
    now = moment(ctx)
    with service() as ready:
        who = person_named(ready, person)
        looked(ready.db, Action.SHOW, now, who.id)
        with ready.db.read() as tx:
            enrolled = people.enrolments(tx, [who.id])
            coming = all_coming(ready, tx, who, now)
            agreed = consents.of(tx, who.id)
        if as_json:
            plans = [{"plan": e.plan, "start": str(e.starts_on), "times": e.times} for e in enrolled]
            upcoming = [{"step": one.name, "at": f"{who.local(one.at):%Y-%m-%d %H:%M}"} for one in coming]
            said = {"consents": [as_dict(who, one) for one in agreed]}
            print_json(view.as_dict(who, now) | said | {"plans": plans, "upcoming": upcoming})
            return
        tell_danger(who)
        shown = table("", "")
        shown.show_header = False
        for key, value in view.reached(who, now).items():
            row(shown, key, value)
        for key, value in view.settings_in_words(who).items():
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
