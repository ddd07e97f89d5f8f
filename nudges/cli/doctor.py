"""doctor: is everything fit to send? One line a check, ✓ or ✗ with the fix."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import typer

from nudges.app import build, channels, mailbox, open_store
from nudges.channels.base import Channel, SendError
from nudges.cli.common import AsJson, out, print_json
from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from nudges.core.zones import tzdata_version
from nudges.flow.maintenance.sender_alerts import advice
from nudges.flow.staff.render_check import rehearse
from nudges.settings import Settings, read_settings
from nudges.store.db import Db, revisions
from nudges.store.engine import connect
from nudges.store.maintenance import heartbeats
from nudges.store.nudges import senders
from nudges.store.people import people, preferences


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `ok` is None where it does not apply."""

    name: str
    ok: bool | None
    said: str
    fix: str = ""


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(doctor)


def doctor(as_json: AsJson = False) -> None:
    """Look at settings, database, content, credentials, the public address, the worker and the zone data."""
    checks = list(_all())
    for check in checks:
        if as_json:
            print_json({"check": check.name, "ok": check.ok, "said": check.said, "fix": check.fix})
            continue
        sign = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[dim]·[/dim]"}[check.ok]
        out.print(f"{sign} {check.name:<12} ", end="")
        out.print(check.said, markup=False)
        if check.fix:
            out.print(f"  {'':<12} {check.fix}", markup=False)
    if any(check.ok is False for check in checks):
        raise typer.Exit(1)


def _all() -> Iterator[Check]:
    try:
        settings = read_settings()
    except NudgesError as error:
        yield Check("settings", False, f"{error.what} {error.why}", error.fix)
        return
    yield Check(
        "settings",
        True,
        "read; sending is " + ("live" if settings.live else "off (NUDGES_SEND=live turns it on)"),
    )
    db = None
    try:
        db = open_store(settings)
    except NudgesError as error:
        yield Check("database", False, f"{error.what} {error.why}", error.fix)
    if db is not None:
        yield _tried("database", lambda: _database(settings, db))
        yield _tried("content", lambda: _content(settings, db))
        yield _tried("care", lambda: _care(settings, db))
        yield _worker(db)
        yield from _refused(db)
        yield from _discreet(settings, db)
        db.close()
    yield from _channels(settings)
    yield _public_url(settings)
    yield Check("zones", True, f"tzdata {tzdata_version()}, from the package of that name")


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except NudgesError as error:
        return Check(name, False, f"{error.what} {error.why}", error.fix)


def _database(settings: Settings, db: Db) -> str:
    engine = connect(settings.database_url)
    there, newest = revisions(engine)
    engine.dispose()
    return f"{db.name}, migrated ({there} of {newest}), its key opens it"


def _content(settings: Settings, db: Db) -> str:
    ready = build(settings, db, channels(settings.model_copy(update={"nudges_send": "off"})))
    texts = rehearse(ready)
    with db.read() as tx:
        lost = {plan: n for plan, n in people.enrolled(tx).items() if plan not in ready.plans}
    for plan, n in lost.items():
        raise NudgesError(
            f"The plan {plan} has no file, but {n} {'person is' if n == 1 else 'people are'} on it.",
            "They get nothing from it, and nobody is told.",
            f"Put schedules/{plan}.yaml back, or enrol them on another plan.",
        )
    return f"{len(ready.plans)} plans, {len(ready.guides.practices)} practices, {texts} texts rendered"


def _care(settings: Settings, db: Db) -> str:
    return f"listened for: {', '.join(build(settings, db, {}).care.ready())}"


def _worker(db: Db) -> Check:
    with db.read() as tx:
        ages = heartbeats.ages(tx)
    fresh = [age for age in ages if age < heartbeats.SILENT]
    if fresh:
        return Check("worker", True, f"{len(fresh)} alive, last heard {max(0, fresh[0]):.0f} s ago")
    said = f"none has been heard for {ages[0] / 60:.0f} min" if ages else "none is running"
    return Check("worker", False, f"{said}, so nothing is sent", "Start one: nudges up, or nudges worker.")


def _refused(db: Db) -> Iterator[Check]:
    """What the providers told the workers: this is what sends come to, whatever they say when asked."""
    with db.read() as tx:
        refusals = senders.refusals(tx)
    for medium, refusal in refusals.items():
        means, step = advice(medium, refusal.why)
        when = f"in {refusal.seconds / 60:.0f} min" if refusal.seconds > 0 else "with the next message"
        said = f"refused with {refusal.why}: {means}; tried again {when}"
        yield Check(f"{medium} sends", False, said, step)


def _discreet(settings: Settings, db: Db) -> Iterator[Check]:
    """What waits behind a link must be reached from a phone."""
    with db.read() as tx:
        linked = preferences.any_discreet(tx)
    if settings.live and linked and _only_here(settings.public_url):
        said = f"{settings.public_url} cannot be opened from a phone, so discreet people cannot read theirs"
        yield Check("links", False, said, "Set PUBLIC_URL to the address people reach this server at.")


def _only_here(url: str) -> bool:
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def _channels(settings: Settings) -> Iterator[Check]:
    if not settings.live:
        yield Check("sms, email", None, "the sandbox: nothing leaves this machine")
        return
    try:
        edges = channels(settings)
    except NudgesError as error:
        yield Check("sms, email", False, f"{error.what} {error.why}", error.fix)
        return
    for medium, fix in (
        (Medium.SMS, "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN against the Twilio console."),
        (Medium.EMAIL, "Check SENDGRID_API_KEY, or SMTP_URL, with your mail provider."),
    ):
        channel = edges.get(medium)
        if channel is None:
            yield Check(medium, None, "not set up; whoever can be reached the other way is")
            continue
        try:
            yield Check(medium, True, f"{channel.name}: {asyncio.run(_checked(channel))}")
        except SendError as error:
            yield Check(medium, False, f"{channel.name} does not let us in ({error.code}).", fix)
    if Medium.EMAIL in edges:
        yield from _mail_replies(settings)


def _mail_replies(settings: Settings) -> Iterator[Check]:
    """The way in for what people answer to a mail."""
    try:
        box = mailbox(settings)
        if box is not None:
            yield Check("mailbox", True, asyncio.run(box.check()))
        elif not settings.sendgrid_inbound_key:
            yield Check("mailbox", None, "mail goes out, but no answer to it comes in (docs/mail-replies.md)")
    except NudgesError as error:
        yield Check("mailbox", False, f"{error.what} {error.why}", error.fix)
    except SendError as error:
        yield Check("mailbox", False, f"it does not let us in ({error.code}).", "Check IMAP_URL.")


async def _checked(channel: Channel) -> str:
    try:
        return await channel.check()
    finally:
        await channel.close()


def _public_url(settings: Settings) -> Check:
    """A signed call to our own webhook, as Twilio makes it, must be let in, and a forged one not."""
    import requests

    from nudges.channels import twilio

    token = settings.twilio_auth_token.get_secret_value()
    if not token:
        return Check("public url", None, "not tried: without TWILIO_AUTH_TOKEN no webhook can be checked")
    url = f"{settings.public_url}/hooks/twilio/status?attempt=doctor"
    form = {"MessageSid": "doctor", "MessageStatus": "sent"}
    fix = "Point PUBLIC_URL at this server as it is reached from outside, and start `nudges web`."
    try:
        signed = requests.post(
            url, data=form, headers={"X-Twilio-Signature": twilio.sign(token, url, form)}, timeout=10
        ).status_code
        forged = requests.post(
            url, data=form, headers={"X-Twilio-Signature": "forged"}, timeout=10
        ).status_code
    except requests.RequestException as error:
        said = f"{settings.public_url} does not answer ({type(error).__name__})"
        return Check("public url", False, said, fix)
    if (signed, forged) == (200, 403):
        from_where = " (from this machine only: providers cannot reach it)" if _only_here(url) else ""
        said = f"{settings.public_url} takes a signed call and refuses a forged one{from_where}"
        return Check("public url", True, said)
    said = f"{settings.public_url} answered {signed} to a signed call, {forged} to a forged one"
    return Check("public url", False, said, fix)
