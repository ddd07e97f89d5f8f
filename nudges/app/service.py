"""A service put together from open edges and the content in the folders of the settings."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial

from jinja2 import FileSystemLoader

from nudges.app.clock import Clock, wall_clock
from nudges.app.database import database
from nudges.app.edges import channels, events, mailbox
from nudges.channels.base import Channel
from nudges.channels.sandbox import SandboxChannel
from nudges.content.asides import read_asides
from nudges.content.danger import read_care
from nudges.content.mail_forms import read_mail_forms
from nudges.content.reactions import read_reactions
from nudges.content.replies import read_replies
from nudges.content.usable import first_usable, read_content, usable_care, usable_replies
from nudges.content.words import commonest_words
from nudges.core.mail.forms import MailForms
from nudges.core.office.asides import Asides
from nudges.core.office.watched import parse_watched
from nudges.core.person.countries import country_of
from nudges.core.render.locale_bundle import Voices
from nudges.core.reply.reaction import Reactions
from nudges.core.vocabulary import Medium
from nudges.flow.links import Links
from nudges.flow.service import Service
from nudges.flow.simulation.beside import memory_db
from nudges.settings import Settings
from nudges.store.db import Db
from nudges.store.people.reseal import link_rotations


def join_countries(settings: Settings) -> frozenset[str]:
    """Whose numbers may be invited by the form: those named, else those of our own number's country."""
    if settings.join_countries:
        return frozenset(name.strip().upper() for name in settings.join_countries.split(","))
    own = settings.twilio_from
    return frozenset({country_of(own)} if settings.join == "on" and own.startswith("+") else ())


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
    asides = [partial(read_asides, one / "asides.yaml") for one in settings.folders("inbound")]
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
        asides=partial(first_usable, asides, Asides()),
        mail_forms=partial(first_usable, mails, MailForms()),
        care=usable_care(settings.folders("care")),
        commonest=partial(commonest_words, settings.folder("words")),
        held=content.held,
        mistakes=content.mistakes,
        reads=(
            partial(read_replies, settings.folder("replies")),
            reactions[0],
            asides[0],
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
        yield build(settings, db, {medium: SandboxChannel(medium, name="simulation") for medium in Medium})


@contextmanager
def running(settings: Settings, clock: Clock = wall_clock, *, make: bool = True) -> Iterator[Service]:
    """A service for one command: opened, and its database closed at the end. `make` as in `open_store`."""
    with database(settings, make=make) as db:
        yield build(settings, db, channels(settings, clock))
