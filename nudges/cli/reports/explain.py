"""Shows a person's nudges and the reason for each result."""

from datetime import datetime
from typing import Annotated

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
from nudges.cli.person.danger_view import tell_danger
from nudges.cli.person.view import state
from nudges.core.kind_words import kind_words, message_words
from nudges.core.language import ENGLISH
from nudges.core.office.roles import Action
from nudges.core.person.person import Person
from nudges.core.reason_words import for_operator, status_words
from nudges.core.reply.meaning import Kind
from nudges.core.status import Status
from nudges.flow.reply.upcoming import all_coming
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.store.replies import replies
from nudges.store.replies.replies import Told


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(explain)


def explain(
    ctx: typer.Context,
    person: PersonArg,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The number of lines.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Show why each nudge was sent, held or missed, and what comes. The latest stand last."""
    with service() as ready:
        who = person_named(ready, person)
        looked(ready.db, Action.SHOW, moment(ctx), who.id, by="explain")
        with ready.db.read() as tx:
            told = replies.story(tx, who.id, limit)
            coming = all_coming(ready, tx, who, moment(ctx))
    now = moment(ctx)
    if as_json:
        for line in reversed(told):
            print_json(_as_dict(who, line, now))
        return
    tell_danger(who)
    if who.pause(now):
        out.print(f"They are {state(who, now)}.", markup=False)
    titles = _titles(ready)
    drawn = table("their time", "what", "status", "why")
    for line in reversed(told):
        if line.kind:
            style = "bold red" if line.danger else ""
            row(drawn, _local(who, line.at), "They answered", "", _why(who, line, now), style=style)
        else:
            status = status_words(Status(line.status), ENGLISH, line.reason.code if line.reason else None)
            why = _why(who, line, now)
            title = titles.get(line.step, line.step)
            row(drawn, _local(who, line.at), title, status, "" if why == status else why)
    for one in coming:
        row(drawn, _local(who, one.at), step_title(one.name, one.step), "still to come", _ITS_TIME)
    out.print(drawn, soft_wrap=False)


def _titles(ready: Service) -> dict[str, str]:
    """What each step and each message of the service is called."""
    steps = {name: step_title(name, it) for plan in ready.plans.values() for name, it in plan.steps.items()}
    return steps | message_words(ENGLISH)


def _local(who: Person, at: datetime) -> str:
    return f"{who.local(at):%Y-%m-%d %H:%M}"


#: What something waits for that nothing holds up.
_ITS_TIME, _QUEUED = "waiting for its time", "waiting for a worker"


def _why(who: Person, line: Told, now: datetime) -> str:
    if line.kind is None:
        if line.reason is None and line.status == Status.QUEUED:
            return _ITS_TIME if line.at > now else _QUEUED
        return for_operator(line.reason, ENGLISH, who.zone)
    rated = "" if line.rating is None else f", {line.rating}"
    if line.danger and line.kind is not Kind.SUPPORT:
        rated += f", and {kind_words(Kind.SUPPORT, ENGLISH)}"
    return f"{kind_words(line.kind, ENGLISH)}{rated}" + (", taken back" if line.undone else "")


def _as_dict(who: Person, line: Told, now: datetime) -> dict[str, object]:
    return {
        "local": _local(who, line.at),
        "utc": line.at.isoformat(),
        "status": line.status,
        "step": line.step,
        "practice": line.practice,
        "medium": line.medium,
        "segments": line.segments,
        "reason": line.reason and line.reason.code,
        "why": _why(who, line, now),
        "nudge": line.nudge_id,
    }
