"""The web application: webhooks, pages, and, when asked to, the worker beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from nudges.flow.reply.hear import read_ahead
from nudges.flow.service import Service
from nudges.loop import Worker
from nudges.settings import Settings
from nudges.web import health, metrics
from nudges.web.api import problems
from nudges.web.edge import Edge, add_routes
from nudges.web.guard import ALIVE, SECONDS, Guard
from nudges.web.hooks import sendgrid, twilio
from nudges.web.portal import export, readers, replies, week
from nudges.web.portal import settings as own_settings
from nudges.web.public import confirm, join, note, numbers, unsubscribe
from nudges.web.visitor import StaleLinkError, stale_page
from nudges.web.writer import Writer


def create(
    service: Service,
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    with_worker: bool = False,
    patience: float = SECONDS,
) -> FastAPI:
    """The application; `with_worker` runs the worker in the same process, from start to stop.

    A request that takes longer than `patience` (seconds) is answered with 503.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        worker = Worker(service, clock) if with_worker else None
        async with metrics.saving(service):
            if worker:
                await worker.start()
            # the first message is not to wait for the lists of what people say, which take half a second
            reading = asyncio.create_task(asyncio.to_thread(read_ahead, service))
            yield
            await reading
            if worker:
                await worker.stop()

    app = FastAPI(title="Nudges", openapi_url=None, redirect_slashes=False, lifespan=life)
    edge = app.state.edge = Edge(service, settings, clock, Writer(service, patience - 0.1))
    app.state.metrics = metrics.Metrics(edge)
    app.add_middleware(metrics.Timed, metrics=app.state.metrics)
    app.add_middleware(Guard, prefix=edge.base, seconds=patience)
    app.state.health = health.Health()
    for_all = (health, metrics, twilio, sendgrid, unsubscribe, note, numbers, confirm)
    add_routes(app, (part.router for part in for_all))
    add_routes(app, (pages.router for pages in (week, replies, own_settings, readers, export, join)))
    # both are off unless asked for, and reading them takes long enough to be felt at a start
    if settings.office == "on":
        from nudges.web.office import office

        office.add_to(app)
    if settings.api == "on":
        from nudges.web.api import api

        app.mount(api.API, api.create(edge))
    static = StaticFiles()
    static.all_directories = [folder / "web" / "static" for folder in settings.template_folders]
    app.mount("/static", static, name="static")

    def nowhere(request: Request) -> Response:
        of_staff = settings.office == "on" and office.is_office(request)
        return office.nothing_here(request, edge) if of_staff else stale_page(request, edge)

    @app.exception_handler(StaleLinkError)
    def stale(request: Request, _: StaleLinkError) -> Response:
        return nowhere(request)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        """What nobody who follows a link of ours sees; but a wrong address is a link that does not work."""
        if settings.api == "on" and request.scope["path"].startswith("/api/"):
            return problems.by_status(request, error)
        if error.status_code != 404:
            phrase = HTTPStatus(error.status_code).phrase
            return Response(phrase, error.status_code, error.headers, media_type="text/plain")
        if request.scope["path"] == "/" and "endpoint" not in request.scope:
            # whoever looks what this address is learns whose it is, and nothing of what it is for;
            # the demo has a page of its own there
            return Response(settings.programme, media_type="text/plain")
        return nowhere(request)

    @app.get(ALIVE)
    async def alive() -> Response:
        """200 while the process answers; `doctor` and load balancers ask it. It needs no thread."""
        return Response("alive", media_type="text/plain")

    return app
