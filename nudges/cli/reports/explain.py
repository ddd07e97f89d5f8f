"""Shows a person's nudges and the reason for each result."""

from datetime import datetime
from typing import Annotated

import typer

from nudges.cli.common import AsJson, PersonArg, out, person_named, print_json, row, service, table
from nudges.core.language import ENGLISH
from nudges.core.reason_words import for_operator
from nudges.flow.summary.compose import step_title
from nudges.store.nudges import upcoming
from nudges.store.replies import replies
from nudges.store.replies.replies import Told


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(explain)


def explain(
    person: PersonArg,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The number of lines.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Show why each nudge was sent, held or missed, what was answered, and what comes next."""
    with service() as ready:
        who = person_named(ready, person)
        with ready.db.read() as tx:
            told = replies.story(tx, who.id, limit)
            coming = upcoming.of(tx, who.id)

    def local(moment: datetime) -> str:
        return f"{who.local(moment):%Y-%m-%d %H:%M}"

    def why(line: Told) -> str:
        return _understood(line) if line.kind else for_operator(line.reason, ENGLISH, who.zone)

    if as_json:
        for line in told:
            print_json(
                {
                    "local": local(line.at),
                    "utc": line.at.isoformat(),
                    "status": line.status,
                    "step": line.step,
                    "practice": line.practice,
                    "medium": line.medium,
                    "segments": line.segments,
                    "reason": line.reason and line.reason.code,
                    "why": why(line),
                    "nudge": line.nudge_id,
                }
            )
        return
    drawn = table("their time", "what", "status", "why")
    for up in reversed(coming):
        row(drawn, local(up.slot.due_at), step_title(up.step), "upcoming", "")
    for line in told:
        row(drawn, local(line.at), step_title(line.step) or "They answered", line.status, why(line))
    out.print(drawn)


def _understood(reply: Told) -> str:
    rated = "" if reply.rating is None else f", rating {reply.rating}"
    return f"{reply.kind}{rated}" + (", taken back" if reply.undone else "")
