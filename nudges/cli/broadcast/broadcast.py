"""A message to many at the prompt: counted and checked, sent, listed, stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer

from nudges.cli.common import AsJson, moment, out, print_json, row, service, table
from nudges.cli.person.bulk_view import ids_of
from nudges.cli.staff.staff import member_named
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.flow.office.broadcasts import broadcasts
from nudges.flow.office.broadcasts.broadcasts import WIDEST, Checked, Draft
from nudges.flow.service import Service
from nudges.store.office.find import Filter

_WIDEST = int(WIDEST / timedelta(minutes=1))

WordsOpt = Annotated[
    list[str], typer.Option("--words", help='What it says, for each language: --words "en=Hello."')
]
AtOpt = Annotated[str, typer.Option(help='When, on each person\'s own clock: "2026-06-05 10:00".')]
SpreadOpt = Annotated[int, typer.Option(min=0, max=_WIDEST, help="Minutes over which it is spread.")]
PlanOpt = Annotated[str, typer.Option(help="Only people on this plan.")]
LanguageOpt = Annotated[str, typer.Option(help="Only people who read this language: es.")]
CoachOpt = Annotated[str, typer.Option(help="Only people of this coach: id or address.")]
PersonOpt = Annotated[
    list[str] | None, typer.Option("--person", help="Only this person: id, number or address. Repeatable.")
]
NumberArg = Annotated[int, typer.Argument(min=1, help="Its number; see `nudges broadcast list`.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Messages to many people at once.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("check")(check)
    group.command("send")(send)
    group.command("stop")(stop)
    app.add_typer(group, name="broadcast")


def list_all(as_json: AsJson = False) -> None:
    """List messages to many, the newest first, and how far each is."""
    with service() as ready:
        shown = table("message", "at (their time)", "people", "segments", "stands")
        for one in broadcasts.listed(ready, PROMPT):
            counts = broadcasts.find(ready, PROMPT, one.id)[1]
            said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "waits"
            if as_json:
                print_json(
                    {
                        "message": one.id,
                        "at": one.at.isoformat(timespec="minutes"),
                        "people": one.people,
                        "segments": one.segments,
                        "stopped_at": one.stopped_at and one.stopped_at.isoformat(),
                        "nudges": {str(status): count for status, count in counts.items()},
                    }
                )
            else:
                if one.stopped_at:
                    said = f"stopped: {said}" if counts else "stopped"
                row(shown, str(one.id), f"{one.at:%Y-%m-%d %H:%M}", str(one.people), str(one.segments), said)
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nothing was sent to many yet.")


def check(
    ctx: typer.Context,
    words: WordsOpt,
    at: AtOpt,
    spread: SpreadOpt = 60,
    plan: PlanOpt = "",
    language: LanguageOpt = "",
    coach: CoachOpt = "",
    person: PersonOpt = None,
) -> None:
    """Count who would get a message and what it costs.

    Its words are checked as well. Nothing is sent.
    """
    with service() as ready:
        draft = _draft(ready, words, at, spread, plan, language, coach, person)
        _show(broadcasts.check(ready, PROMPT, draft, moment(ctx)))


def send(
    ctx: typer.Context,
    words: WordsOpt,
    at: AtOpt,
    spread: SpreadOpt = 60,
    plan: PlanOpt = "",
    language: LanguageOpt = "",
    coach: CoachOpt = "",
    person: PersonOpt = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Send a message to many. Never to anybody who is paused, has stopped or is only invited."""
    with service() as ready:
        draft = _draft(ready, words, at, spread, plan, language, coach, person)
        _show(broadcasts.check(ready, PROMPT, draft, moment(ctx)))
        if not yes:
            typer.confirm("Send it?", abort=True)
        number = broadcasts.send(ready, PROMPT, draft, ready.new_id(), moment(ctx))
        out.print(f"It goes out as message {number}. Stop it with `nudges broadcast stop {number}`.")


def stop(ctx: typer.Context, number: NumberArg) -> None:
    """Stop a message to many: what has not gone yet does not go."""
    with service() as ready:
        before = broadcasts.find(ready, PROMPT, number)[0]
        ended = broadcasts.stop(ready, PROMPT, number, moment(ctx))
        if before.stopped_at and not ended:
            out.print("It was stopped already.")
        else:
            out.print(f"Stopped: {'1 message does' if ended == 1 else f'{ended} messages do'} not go.")


def _show(found: Checked) -> None:
    shown = table("language", "by", "people", "segments")
    for group in found.groups:
        segments = str(group.people * group.segments)
        row(shown, group.language, group.medium, str(group.people), segments)
    out.print(shown)
    out.print(f"{found.people} people, {found.segments} SMS segments in all; {found.discreet} are discreet.")
    minutes = found.draft.spread // timedelta(minutes=1)
    over = f", spread over {minutes} minutes" if minutes else ""
    out.print(f"It is due at {found.draft.at:%Y-%m-%d %H:%M}{over}, on each person's own clock.")
    for opens, people in sorted(found.waits.items()):
        theirs = "1 of them has" if people == 1 else f"{people} of them have"
        out.print(f"{theirs} quiet hours then, and what falls into these waits until {opens:%H:%M}.")


def _draft(
    ready: Service,
    words: Sequence[str],
    at: str,
    spread: int,
    plan: str,
    language: str,
    coach: str,
    person: Sequence[str] | None,
) -> Draft:
    said = dict(one.partition("=")[::2] for one in words)
    if len(said) < len(words):
        raise NudgesError(
            "There are words twice in one language.",
            "Everybody gets one text, and it is not clear which.",
            'Give each language once, like --words "en=Hello." --words "es=Hola.".',
        )
    if not all(said.values()):
        raise NudgesError(
            "The words have no language.",
            "Everybody gets them in their own language.",
            'Write them like --words "en=Hello." --words "es=Hola.".',
        )
    who = member_named(ready.db, coach).id if coach else ""
    ids = tuple(ids_of(ready, person or ()))
    wanted = Filter(plan=plan, coach=who, locale=language, ids=ids)
    return Draft(wanted, _wall(at), timedelta(minutes=spread), said)


def _wall(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip().replace("T", " "), "%Y-%m-%d %H:%M")  # noqa: DTZ007 # a wall time
    except ValueError:
        raise NudgesError(
            "That is not a day and a time.", "It is a wall time, without a zone.", "Write 2026-06-05 10:00."
        ) from None
