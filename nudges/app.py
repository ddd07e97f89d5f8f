"""Floor 3: settings become a running service. The only caller of the wall clock."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial

from jinja2 import FileSystemLoader
from sqlalchemy import Engine

from nudges.channels.base import Channel, Endpoint
from nudges.channels.mailbox import Mailbox
from nudges.channels.sandbox import SandboxChannel
from nudges.content.danger import read_care
from nudges.content.mail_forms import read_mail_forms
from nudges.content.reactions import read_reactions
from nudges.content.replies import read_replies
from nudges.content.usable import first_usable, read_content, usable_care, usable_replies
from nudges.core.errors import NudgesError
from nudges.core.mail.forms import MailForms
from nudges.core.office.watched import parse_watched
from nudges.core.person.countries import country_of
from nudges.core.render.locale_bundle import Voices
from nudges.core.reply.reaction import Reactions
from nudges.core.vocabulary import Medium
from nudges.flow.links import Links
from nudges.flow.service import Service, log
from nudges.flow.simulation.beside import memory_db
from nudges.settings import Settings
from nudges.store.db import Db, holds_people, migrate, open_db
from nudges.store.engine import connect, usable
from nudges.store.people.reseal import link_rotations
from nudges.store.vault import KeyFile, Keys, make_key_file, parse_keys

#: Tells the time as aware UTC.
Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def read_keys(settings: Settings, engine: Engine) -> Keys:
    """The encryption keys: from NUDGES_KEY, else from the key file, which a first run makes.

    Raises NudgesError rather than make a new key for a database that already holds people.
    """
    if settings.nudges_key is not None:
        return parse_keys(settings.nudges_key.get_secret_value())
    path = settings.nudges_key_file
    if path.exists():
        return KeyFile(path)
    if holds_people(engine):
        raise NudgesError(
            f"The key file {path} is gone, but the database holds people's words sealed with it.",
            "A new key could not read them, so none was made.",
            f"Put {path} back from your backup, or set NUDGES_KEY.",
        )
    make_key_file(path)
    if engine.dialect.name != "sqlite":
        log().warning(
            "a key was made; it seals every name, number, address and reply of this database",
            file=str(path),
            lost_with_it="all of these, for good",
            fix="back the file up; where the disk does not outlive the process, stop now, set NUDGES_KEY to "
            "what `nudges key new` prints, and begin with an empty database",
        )
    return KeyFile(path)


def open_store(settings: Settings, *, make: bool = True) -> Db:
    """The database, migrated, with its keys. Raises NudgesError if either cannot be used.

    An SQLite file that is not there is made if `make`; otherwise raises NoDatabaseError.
    """
    engine = connect(settings.database_url, make=make)
    try:
        with usable(settings.database_url):
            keys = read_keys(settings, engine)
            migrate(engine)
            return open_db(engine, keys, tells=bool(settings.events_url))
    except BaseException:
        engine.dispose()
        raise


def channels(settings: Settings, clock: Clock = wall_clock) -> dict[Medium, Channel]:
    """The channels these settings ask for: the sandbox, unless NUDGES_SEND is live.

    Live, either medium may be left out, not both. Raises NudgesError naming a missing credential.
    """
    if not settings.live:
        sender = settings.mail_from or "nudges@example.org"
        return {medium: SandboxChannel(medium, sender=sender) for medium in Medium}
    edges = {**_sms(settings), **_mail(settings, clock)}
    if not edges:
        raise NudgesError(
            "There is no way to send.",
            "NUDGES_SEND is live, but neither SMS nor email is set up.",
            "Set TWILIO_… or SENDGRID_API_KEY or SMTP_URL in .env (see .env.example), or NUDGES_SEND=off.",
        )
    return edges


def _sms(settings: Settings) -> dict[Medium, Channel]:
    given = {
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "TWILIO_FROM": settings.twilio_from,
    }
    if not any(given.values()):
        return {}
    _all_given(given, "SMS by Twilio")
    from nudges.channels.twilio import TwilioChannel  # the providers' libraries are slow to import

    account, token, sender = given.values()
    pace = settings.sms_per_second
    return {Medium.SMS: TwilioChannel(account, token, sender, settings.twilio_api_url, per_second=pace)}


def _mail(settings: Settings, clock: Clock) -> dict[Medium, Channel]:
    key, url = settings.sendgrid_api_key.get_secret_value(), settings.smtp_url.get_secret_value()
    if not (key or url):
        return {}
    _all_given({"MAIL_FROM": settings.mail_from}, "Email")
    if key:
        from nudges.channels.sendgrid import SendGridChannel

        sender = SendGridChannel(key, settings.mail_from, settings.sendgrid_api_url, settings.programme)
        return {Medium.EMAIL: sender}
    from nudges.channels.smtp import SmtpChannel

    return {Medium.EMAIL: SmtpChannel(url, settings.mail_from, settings.programme, clock)}


def mailbox(settings: Settings) -> Mailbox | None:
    """Where replies by mail come in, if these settings name it and are live. Raises NudgesError."""
    url = settings.imap_url.get_secret_value()
    return Mailbox(url, authserv=settings.imap_authserv) if settings.live and url else None


def events(settings: Settings) -> Endpoint | None:
    """The other system that these settings want told of events."""
    if not settings.events_url:
        return None
    from nudges.channels.webhook import Webhook  # slow to import, as the providers' libraries are

    return Webhook(settings.events_url, settings.events_secret.get_secret_value())


def join_countries(settings: Settings) -> frozenset[str]:
    """Whose numbers may be invited by the form: those named, else those of our own number's country."""
    if settings.join_countries:
        return frozenset(name.strip().upper() for name in settings.join_countries.split(","))
    own = settings.twilio_from
    return frozenset({country_of(own)} if settings.join == "on" and own.startswith("+") else ())


def _all_given(given: dict[str, str], what: str) -> None:
    for name, value in given.items():
        if not value:
            raise NudgesError(
                f"{name} is not set.",
                f"NUDGES_SEND is live, so messages really leave, and {what} needs it.",
                f"Set {name} in .env, or NUDGES_SEND=off to keep messages in the sandbox.",
            )


def ids() -> Callable[[], str]:
    """Makes ids that nobody can guess: 96 bits of each are random.

    Their beginnings, by which people are named at the prompt, count up from a random one: those made by one
    process differ, and stand side by side, so that an import touches a few pages of each index, not all.
    """
    beginnings = itertools.count(secrets.randbits(32))
    return lambda: f"{next(beginnings) % 2**32:08x}{secrets.token_hex(12)}"


def build(settings: Settings, db: Db, edges: dict[Medium, Channel]) -> Service:
    """Put a service together from open edges and the content in the folders the settings name.

    A file that cannot be used holds what needs it; nothing else. Its mistake is among the service's.
    """
    content = read_content(settings.schedules, settings.folder("guides"), settings.templates)
    loader = FileSystemLoader(settings.template_folders)
    reactions = [partial(read_reactions, one / "reactions.yaml") for one in settings.folders("inbound")]
    mails = [partial(read_mail_forms, one / "mail.yaml") for one in settings.folders("inbound")]
    return Service(
        db=db,
        plans=content.plans,
        voices=Voices(loader, content.guides, content.languages),
        channels=edges,
        links=_links(settings, db),
        programme=settings.programme,
        contact=settings.contact,
        new_id=ids(),
        resolves=settings.on_unknown == "resolve",
        operator=settings.operator_email,
        keep_words_days=settings.keep_words_days,
        keep_months=settings.keep_months,
        care_hours=settings.care_hours,
        watched=parse_watched(settings.watched_hours),
        mailbox=mailbox(settings),
        phrases=cache(partial(usable_replies, settings.folders("replies"))),
        reactions=partial(first_usable, reactions, Reactions()),
        mail_forms=partial(first_usable, mails, MailForms()),
        care=usable_care(settings.folders("care")),
        held=content.held,
        mistakes=content.mistakes,
        reads=(
            partial(read_replies, settings.folder("replies")),
            reactions[0],
            mails[0],
            read_care(settings.folder("care")).ready,
        ),
        join_countries=join_countries(settings),
        office=settings.office == "on",
        events=events(settings),
    )


def _links(settings: Settings, db: Db) -> Links:
    with db.read() as tx:
        rotated = link_rotations(tx)
    old = tuple(db.vault.link_key(generation) for generation in reversed(range(rotated)))
    return Links(settings.public_url, db.vault.link_key(rotated), settings.reply_to, old)


@contextmanager
def imagined(settings: Settings) -> Iterator[Service]:
    """A service to simulate with: this content, an empty database in memory, and nothing that can send."""
    with memory_db() as db:
        yield build(settings, db, {medium: SandboxChannel(medium) for medium in Medium})


@contextmanager
def running(settings: Settings, clock: Clock = wall_clock, *, make: bool = True) -> Iterator[Service]:
    """A service for one command: opened, and its database closed at the end. `make` as in `open_store`."""
    db = open_store(settings, make=make)
    try:
        yield build(settings, db, channels(settings, clock))
    finally:
        db.close()
