"""The web application: webhooks, pages, and, when asked to, the worker beside them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from nudges.flow.service import Service
from nudges.loop import Worker
from nudges.settings import Settings
from nudges.web.edge import Edge
from nudges.web.hooks import routes
from nudges.web.portal import export, replies, week
from nudges.web.portal import settings as own_settings
from nudges.web.public import confirm, join, note, unsubscribe
from nudges.web.visitor import StaleLinkError, stale_page


def create(
    service: Service, settings: Settings, clock: Callable[[], datetime], *, with_worker: bool = False
) -> FastAPI:
    """The application; `with_worker` runs the worker in the same process, from start to stop."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        worker = Worker(service, clock) if with_worker else None
        if worker:
            await worker.start()
        yield
        if worker:
            await worker.stop()

    app = FastAPI(title="Nudges", docs_url=None, redoc_url=None, lifespan=life)
    app.state.edge = Edge(service, settings, clock)
    app.include_router(routes.router)
    app.include_router(unsubscribe.router)
    app.include_router(note.router)
    app.include_router(confirm.router)
    for pages in (week, replies, own_settings, export, join):
        app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=Path(settings.templates) / "web" / "static"), name="static")

    @app.exception_handler(StaleLinkError)
    def stale(request: Request, _: StaleLinkError) -> Response:
        return stale_page(request, request.app.state.edge)

    @app.get("/alive")
    def alive() -> Response:
        """200 while the process answers; `doctor` and load balancers ask it."""
        return Response("alive", media_type="text/plain")

    return app
