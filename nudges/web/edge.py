"""What every page and webhook is given, and how their routes are added."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Request

from nudges.flow.service import Service
from nudges.settings import Settings
from nudges.web.client import client_of
from nudges.web.quiet import MOST, Quiet
from nudges.web.rate import Rate
from nudges.web.writer import Writer

#: In a minute, so many dead links of one client are answered (a person needs a few), and so many forms.
MISSES, JOINS = 30, 5

#: Attempts to sign in, of one client or on one account, in five minutes; and passwords that are looked at
#: at once: each takes a tenth of a second and 64 MB.
SIGNS_IN, PROOFS = 10, 2

#: Plans that staff play at once: each keeps a core busy for some seconds.
PLAYS = 1

#: Large bodies of one client in ten minutes whose signature did not hold, and large bodies at once: they
#: have to be read whole, and kept, before they can be believed.
FORGED, LARGE = 3, 4


@dataclass(frozen=True, slots=True)
class Edge:
    """The service, the settings its webhooks are checked against, the time, who writes down what providers
    hand over, and what strangers may do.
    """

    service: Service
    settings: Settings
    clock: Callable[[], datetime]
    writer: Writer
    signs_in: Rate = field(default_factory=lambda: Rate(SIGNS_IN, timedelta(minutes=5)))
    proofs: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(PROOFS))
    plays: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(PLAYS))
    misses: Rate = field(default_factory=lambda: Rate(MISSES))
    joins: Rate = field(default_factory=lambda: Rate(JOINS))
    forged: Rate = field(default_factory=lambda: Rate(FORGED, timedelta(minutes=10)))
    large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LARGE))
    quiet: Quiet = field(default_factory=Quiet)

    @property
    def base(self) -> str:
        """The path of PUBLIC_URL, which every address on our pages begins with; "" for none."""
        return urlsplit(self.settings.public_url).path

    def client(self, request: Request) -> str:
        """Whom limits are counted by."""
        return client_of(request, self.settings.proxies)

    def worth_logging(self, event: str) -> bool:
        """False when there was too much of this already in this minute."""
        return self.quiet.often(event) <= MOST


def edge_of(request: Request) -> Edge:
    """The edge this application was created with."""
    edge: Edge = request.app.state.edge
    return edge


async def _edge_of(request: Request) -> Edge:
    return edge_of(request)  # FastAPI calls a plain function on a thread, for each request


#: How a route asks for it.
HasEdge = Annotated[Edge, Depends(_edge_of)]


def add_routes(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Add them as they are: `include_router` would make each route anew at an application's first request."""
    for router in routers:
        app.router.routes.extend(router.routes)
