"""Writes one person's weekly mail to a file or the screen."""

from pathlib import Path
from typing import Annotated

import typer

from nudges.channels import mime
from nudges.channels.base import Message
from nudges.cli.common import PersonArg, moment, out, parse_date, person_named, service
from nudges.core.errors import NudgesError
from nudges.core.progress.weeks import week_of
from nudges.core.render.templates import Mail
from nudges.flow.summary.compose import BEGINNING, summary_of, summed_up_on
from nudges.flow.summary.progress import first_week
from nudges.settings import read_settings
from nudges.store.people import people
from nudges.store.private import write_private
from nudges.store.replies import replies


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(summary)


def summary(
    ctx: typer.Context,
    person: PersonArg,
    week: Annotated[
        str,
        typer.Option(help="Any day of the week, YYYY-MM-DD; default the last whole one, or their first."),
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option("--out", help="A file ending in .html, .txt or .eml; default: text on the screen."),
    ] = None,
) -> None:
    """Show the weekly mail of one person, sent or not. Sends nothing."""
    settings = read_settings()
    with service() as ready:
        who = person_named(ready, person)
        now = moment(ctx)
        today = who.local(now).date()
        with ready.db.read() as tx:
            began = first_week(
                people.enrolments(tx, [who.id]), replies.asked(tx, who.id, BEGINNING), week_of(today)
            )
        monday = week_of(parse_date(week)) if week else max(began, summed_up_on(today))
        if monday < began:
            raise NudgesError(
                "They were not here yet in that week.",
                f"Their first week began on {began}.",
                f"Name a day from then on, like --week {began}.",
            )
        mail = summary_of(ready, who, monday, now).mail
        headers = {
            "List-Unsubscribe": f"<{ready.links.unsubscribe(who.id)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if file is None:
        out.print(_as_text(mail), markup=False)
        return
    match file.suffix.lower():
        case ".txt":
            written = _as_text(mail).encode()
        case ".html":
            written = mail.html.encode()
        case ".eml":
            message = Message(
                ready.new_id(),
                who.email or "person@example.org",
                mail.text,
                subject=mail.subject,
                html=mail.html,
                headers=headers,
            )
            sender = settings.mail_from or "nudges@example.org"
            written = mime.written(message, sender, settings.programme, now)
        case _:
            raise NudgesError(
                f"A summary cannot be written as {file.name}.",
                "The ending says what it becomes: .html a page, .txt its text, .eml the mail itself.",
                "Name a file like --out week.html.",
            )
    try:
        write_private(file, written)
    except OSError as error:
        raise NudgesError(
            f"{file} cannot be written.", f"{error.strerror}.", "Name a file in a folder that is there."
        ) from None
    out.print(f"The week of {monday} is in {file}.", markup=False)


def _as_text(mail: Mail) -> str:
    return f"Subject: {mail.subject}\n\n{mail.text}"
