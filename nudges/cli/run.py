"""Running it: demo, up, web, worker, db upgrade."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nudges.app.clock import Clock
from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build
from nudges.cli import log
from nudges.cli.common import clock_of, out, service
from nudges.flow.accounts.accounts import owner_link, owner_link_waits
from nudges.flow.service import Service
from nudges.flow.staff.render_check import look_over
from nudges.settings import read_settings
from nudges.store.db import migrate, revisions
from nudges.store.engine import connect, usable

# the libraries of the web and of the ticker are slow to import, and most commands need none of them
if TYPE_CHECKING:
    from fastapi import FastAPI

    from nudges.loop import Worker

#: Seconds after which a process that was asked to end does so, whatever it waits for.
_PATIENCE = 9.5


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    database = typer.Typer(help="The database.", no_args_is_help=True)
    database.command("upgrade")(upgrade)
    app.command()(demo)
    app.command()(up)
    app.command()(web)
    app.command()(worker)
    app.add_typer(database, name="db")


def demo(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen on this machine.")] = 8025,
) -> None:
    """Try it: three phones, an inbox and a clock you can turn.

    No account is needed anywhere.
    """
    _starting("demo")
    import structlog

    from nudges.web.demo import create_demo

    # weeks pass in seconds here; the page shows what the log would say
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="nudges-demo-") as folder:
        app = create_demo(Path(folder), port, clock_of(ctx))
        hello = f"Nudges demo: open http://127.0.0.1:{port}/   (Ctrl-C ends it)"
        _serve(app, "127.0.0.1", port, hello, how_to_choose="--port")


def up(ctx: typer.Context) -> None:
    """Web and worker together: all that a small installation needs."""
    _web(clock_of(ctx), with_worker=True)


def web(ctx: typer.Context) -> None:
    """The web server alone: webhooks and pages."""
    _web(clock_of(ctx), with_worker=False)


def worker(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now and end; for cron.")] = False,
) -> None:
    """Plan and send what is due, until stopped. Run as many as you like on PostgreSQL."""
    if not once:
        _starting("worker")
    from nudges import loop

    clock = clock_of(ctx)
    with service(clock, make=True) as ready:
        ready = look_over(ready)
        if once:
            out.print(f"{asyncio.run(loop.once(ready, clock))} due.")
        else:
            ticking = loop.Worker(ready, clock)
            asyncio.run(_until_stopped(ticking))
            if ticking.error is not None:
                raise ticking.error


def upgrade() -> None:
    """Bring the tables to the newest version. Every start does this too; here for deploys."""
    url = read_settings().database_url
    engine = connect(url)
    with usable(url):
        before, _ = revisions(engine)
        migrate(engine)
        after, _ = revisions(engine)
    engine.dispose()
    out.print(
        f"The database is at {after}." if before == after else f"The database went from {before} to {after}."
    )


def _starting(what: str) -> None:
    """Said at once: the libraries, the plans and every text take some seconds to be read."""
    log.configure()
    out.print(f"Nudges {what}: starting…")
    out.file.flush()


def _web(clock: Clock, *, with_worker: bool) -> None:
    what = "web and worker" if with_worker else "web"
    _starting(what)
    from nudges.web.app import create

    settings = read_settings()
    db = open_store(settings)
    try:
        ready = look_over(build(settings, db, channels(settings, clock)))
        app = create(ready, settings, clock, with_worker=with_worker)
        if settings.office == "on":
            _first_owner(ready, clock())
        sending = "live" if settings.live else "off: messages stay in the sandbox"
        _serve(
            app,
            settings.bind,
            settings.port,
            f"Nudges {what} on http://{settings.bind}:{settings.port} (sending is {sending}; Ctrl-C ends it)",
        )
    finally:
        db.close()


def _first_owner(ready: Service, now: datetime) -> None:
    """Print the link that makes the first owner, unless one was printed before: a new one would end that."""
    if owner_link_waits(ready, now):
        out.print(
            "The office has no owner yet. The link printed before makes the first one; `nudges staff link` "
            "prints another, and ends it."
        )
    elif link := owner_link(ready, now):
        out.print(f"The office has no owner yet. This link makes the first one, once: {link}")


def _serve(app: "FastAPI", host: str, port: int, hello: str, how_to_choose: str = "PORT in .env") -> None:
    from nudges.web.server import Server

    gc.set_threshold(50_000, 20, 50)  # what runs for months lets less garbage gather than one command
    server = Server(app, host, port, stopping=_end_soon, how_to_choose=how_to_choose)
    out.print(hello)
    # uvicorn stops in good order and then raises the signal again: as Ctrl-C does, so that we end with 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_until_stopped()


async def _until_stopped(worker: "Worker") -> None:
    """Run until SIGTERM or Ctrl-C, or until the worker cannot go on."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        _end_soon()
        worker.over.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked)
    await worker.start()
    out.print("Nudges worker is running (Ctrl-C ends it)")
    await worker.over.wait()
    await worker.stop()


def _end_soon() -> None:
    """Whatever hangs, such as a thread that waits for the database: this process ends in time.

    Nothing is lost by it: what was being sent is written down, and is looked up in the provider's records.
    """
    ends = threading.Timer(_PATIENCE, os._exit, [1])
    ends.daemon = True
    ends.start()
