"""A service to simulate with: an empty database in memory, and nothing that can send."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from cryptography.fernet import Fernet, MultiFernet

from nudges.channels.sandbox import SandboxChannel
from nudges.core.vocabulary import Medium
from nudges.flow.service import Service
from nudges.store.db import Db, make_tables, open_db
from nudges.store.engine import memory_engine
from nudges.store.maintenance.tallies import Tally


@contextmanager
def memory_db() -> Iterator[Db]:
    """An empty database in memory, with a key of its own. It is of the thread that opens it."""
    engine = memory_engine()
    try:
        make_tables(engine)
        yield open_db(engine, MultiFernet([Fernet(Fernet.generate_key())]))
    finally:
        engine.dispose()


@contextmanager
def beside(service: Service) -> Iterator[Service]:
    """The same content, on an empty database; nobody is told of anything, and nothing is counted."""
    with memory_db() as db:
        edges = {medium: SandboxChannel(medium, name="simulation") for medium in Medium}
        yield replace(service, db=db, channels=edges, operator="", mailbox=None, tally=Tally())
