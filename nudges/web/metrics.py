"""`GET /metrics` for Prometheus: the figures of the whole installation, and how fast this process answers.

It is served to whoever has METRICS_TOKEN as a bearer token. To anybody else it is an address like any other
that there is not, and without that setting to everybody.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from hmac import compare_digest
from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nudges.flow.log import log
from nudges.flow.maintenance.metrics import Figure, Kind, figures
from nudges.flow.service import Service
from nudges.store.db import PASSING
from nudges.web.edge import Edge, HasEdge

#: How often a process without a worker adds what it counted to the database, in seconds.
SAVE = 10.0

#: Seconds that a database which hangs is waited for at the end.
_LAST = 0.5

#: Seconds by which requests are counted.
_CLASSES = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

router = APIRouter()


class Metrics:
    """The registry of one application."""

    def __init__(self, edge: Edge) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "nudges_web_seconds",
            "How long this process took to answer a request.",
            ("page", "status"),
            buckets=_CLASSES,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_Installation(edge))


class Timed:
    """ASGI middleware that measures requests by the route they took, never by the address, which may hold a
    link; what no route takes is `other`."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            page = getattr(scope.get("route"), "path", "other")
            seconds = time.perf_counter() - began
            self._metrics.seconds.labels(page, f"{status // 100}xx").observe(seconds)


@asynccontextmanager
async def saving(service: Service) -> AsyncIterator[None]:
    """Within it, what this process counts is added to the database every `SAVE` seconds, and at the end."""

    async def keep_on() -> None:
        while True:
            await asyncio.sleep(SAVE)
            with contextlib.suppress(PASSING):
                await asyncio.to_thread(service.tally.save, service.db)

    task = asyncio.create_task(keep_on())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(PASSING, TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(service.tally.save, service.db), _LAST)


class _Installation(Collector):
    """What all processes share, read from the database whenever it is asked for."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def describe(self) -> Iterable[Family]:
        """Nothing, so that registering reads no database."""
        return ()

    def collect(self) -> Iterator[Family]:
        there = GaugeMetricFamily(
            "nudges_database", "1 if the database answers; without it most is not known."
        )
        try:
            found = figures(self._edge.service, self._edge.settings, self._edge.clock)
        except Exception as error:  # whatever it is, what this process knows by itself is still told
            log().warning("figures not known", error=type(error).__name__)
            found = []
        there.add_metric((), bool(found))
        yield there
        for _, some in groupby(sorted(found, key=lambda one: one.metric.name), lambda one: one.metric.name):
            yield _family(list(some))


def _family(found: list[Figure]) -> Family:
    metric = found[0].metric
    name = f"nudges_{metric.name}"
    if metric.kind is Kind.HISTOGRAM:
        times = HistogramMetricFamily(name, metric.help, labels=metric.labels)
        for one in found:
            times.add_metric(one.labels, one.classes, one.value)
        return times
    kind = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
    family = kind(name, metric.help, labels=metric.labels)
    for one in found:
        family.add_metric(one.labels, one.value)
    return family


@router.get("/metrics")
async def metrics(request: Request, edge: HasEdge) -> Response:
    """The figures, in the format that Prometheus reads. Raises 404 for whoever does not have the token."""
    token = edge.settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise HTTPException(404)
    text = await asyncio.to_thread(generate_latest, request.app.state.metrics.registry)
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})
