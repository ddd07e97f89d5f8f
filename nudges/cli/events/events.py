"""Events for another system: what was not delivered, sending again, and trying parked ones after all."""

from datetime import UTC
from typing import Annotated

import typer

from nudges.cli.common import AsJson, moment, out, parse_moment, print_json, row, service, table
from nudges.core.errors import NudgesError
from nudges.flow.events import operate
from nudges.flow.service import Service
from nudges.store.outbox import upkeep

#: Lines that the list shows at most.
_MOST = 200


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Events for another system; see docs/events.md.", no_args_is_help=True)
    group.command("list")(list_undelivered)
    group.command("replay")(replay)
    group.command("unpark")(unpark)
    app.add_typer(group, name="events")


def list_undelivered(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List events that were not delivered, parked ones first."""
    with service() as ready:
        endpoint = _endpoint(ready)
        with ready.db.read() as tx:
            stands = upkeep.stand(tx, moment(ctx), endpoint)
            events = upkeep.undelivered(tx, _MOST)
        shown = table("event", "what", "person", "when (UTC)", "tries", "answer")
        for one in events:
            if as_json:
                print_json(
                    {
                        "id": one.webhook_id,
                        "type": one.kind,
                        "person": one.person_id,
                        "at": one.at.isoformat(),
                        "tries": one.tries,
                        "answer": one.failed_why,
                        "parked": one.parked_at is not None,
                        "next_at": one.next_at and one.next_at.isoformat(),
                    }
                )
            else:
                said = f"parked: {one.failed_why}" if one.parked_at else one.failed_why or "-"
                when = f"{one.at:%m-%d %H:%M}"
                row(shown, one.webhook_id[:12], one.kind, one.person_id[:8], when, str(one.tries), said)
        if as_json:
            return
        if shown.row_count:
            out.print(shown)
        out.print(f"{stands.waiting} to be delivered, {stands.parked} parked.")
        if stands.gone:
            out.print("Your other system answered 410 (gone), so nothing is sent: `nudges events unpark`.")


def replay(
    ctx: typer.Context,
    since: Annotated[
        str, typer.Option("--from", metavar="MOMENT", help="Like 2026-11-24T10:30; UTC without a zone.")
    ],
) -> None:
    """Send again what happened from a moment on, with the same ids.

    Delivered events are kept for 30 days.
    """
    begins = parse_moment(since)
    with service() as ready:
        _endpoint(ready)
        begins = begins if begins.tzinfo else begins.replace(tzinfo=UTC)
        now = moment(ctx)
        if begins > now:
            raise NudgesError(
                "That moment is still to come.",
                "What is sent again has happened, so nothing would be sent.",
                f"Give a moment before {now:%Y-%m-%dT%H:%M} (UTC).",
            )
        again = operate.replay(ready, begins, now)
        out.print(f"{again} {'event is' if again == 1 else 'events are'} sent again by the worker.")


def unpark(ctx: typer.Context) -> None:
    """Try parked events again, each for three days more."""
    with service() as ready:
        _endpoint(ready)
        anew = operate.unpark(ready, moment(ctx))
        out.print(f"{anew} {'event is' if anew == 1 else 'events are'} tried again by the worker.")


def _endpoint(ready: Service) -> str:
    """The endpoint of these settings. Raises NudgesError if there is none."""
    if ready.events is None:
        raise NudgesError(
            "No other system is told of events.",
            "EVENTS_URL is empty, so no event is kept or sent.",
            "Set EVENTS_URL and EVENTS_SECRET; docs/events.md says how.",
        )
    return ready.events.id
