"""What can only be asked outside: the providers, the mailbox, and our own public address."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from nudges.app.edges import channels, mailbox
from nudges.channels.base import Channel, SendError
from nudges.cli.doctor.checks import Check, failed
from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from nudges.settings import Settings
from nudges.store.db import Db
from nudges.store.nudges import unaccounted

#: A message may take so long to be written down here; older than the second nobody asks about.
_JUST_NOW, _RECENT = timedelta(minutes=2), timedelta(days=1)


def only_here(url: str) -> bool:
    """True if only this machine, or its own network, can open the address."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))


def providers(settings: Settings, db: Db | None, now: datetime) -> Iterator[Check]:
    if not settings.live:
        yield Check("sms, email", None, "the sandbox: nothing leaves this machine")
        return
    try:
        edges = channels(settings)
    except NudgesError as error:
        yield failed("sms, email", error)
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
            said, strange = asyncio.run(_asked(channel, db, now))
            yield Check(medium, True, f"{channel.name}: {said}")
            if strange:
                yield _shared(strange)
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
        yield failed("mailbox", error)
    except SendError as error:
        yield Check("mailbox", False, f"it does not let us in ({error.code}).", "Check IMAP_URL.")


async def _asked(channel: Channel, db: Db | None, now: datetime) -> tuple[str, int]:
    """What the provider says to these credentials, and how many texts from our sender we know nothing of."""
    try:
        said, shown = await channel.check(), []
        if db is not None and channel.records is not None:
            shown = await channel.records.latest()
    finally:
        await channel.close()
    ours = [sent.provider_id for sent in shown if _JUST_NOW < now - sent.at < _RECENT]
    if db is None or not ours:
        return said, 0
    with db.read() as tx:
        return said, len(ours) - len(unaccounted.known(tx, ours))


def _shared(strange: int) -> Check:
    """Two installations on one number answer each other's people, and a STOP to one is lost on the other."""
    said = f"the last day shows {strange} texts from our sender that this database does not know"
    fix = "Is another installation using it? Each needs its own. After a restore, start a worker: it looks."
    return Check("number", False, said, fix)


def public_url(settings: Settings) -> Check:
    """A signed call to our own webhook, as Twilio makes it, must be let in, and a forged one not."""
    if settings.live and only_here(settings.public_url):
        said = (
            f"{settings.public_url} cannot be opened from outside: people would get links that lead nowhere"
        )
        fix = "Set PUBLIC_URL to the https address at which people and providers reach this server."
        return Check("public url", False, said, fix)
    import requests

    from nudges.channels import twilio

    token = settings.twilio_auth_token.get_secret_value()
    if not token:
        return Check("public url", None, "not tried: without TWILIO_AUTH_TOKEN no webhook can be checked")
    url = f"{settings.public_url}/hooks/twilio/status?attempt={twilio.PROBE}"
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
        from_where = " (from this machine only: providers cannot reach it)" if only_here(url) else ""
        said = (
            f"{settings.public_url} takes a signed call and refuses a forged one{from_where}; the web's log"
        )
        said += " has that refusal"
        return Check("public url", True, said)
    said = f"{settings.public_url} answered {signed} to a signed call, {forged} to a forged one"
    return Check("public url", False, said, fix)
