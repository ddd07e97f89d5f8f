"""`GET /health`: what `nudges doctor` finds, for machines; 503 while sending stands still.

Anybody may ask, so it looks at most once in a few seconds, however many do, and says nothing about people.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from nudges.flow.log import log
from nudges.flow.maintenance.health import Finding, findings
from nudges.web.edge import Edge, HasEdge

#: A look is good for so long, and may take so many seconds: longer, and the database does not answer.
GOOD_FOR, PATIENCE = timedelta(seconds=5), 5.0

router = APIRouter()


class Health:
    """The last look, and the one under way."""

    def __init__(self) -> None:
        self._looking: asyncio.Task[list[Finding]] | None = None
        self._at: datetime | None = None

    async def of(self, edge: Edge) -> list[Finding] | None:
        """What was found, at most `GOOD_FOR` ago; None if the database does not tell."""
        now = edge.clock()
        over = self._looking is None or self._looking.done()
        if over and (self._at is None or not timedelta(0) <= now - self._at < GOOD_FOR):
            self._at = now
            look = asyncio.to_thread(findings, edge.service, edge.settings, edge.clock)
            self._looking = asyncio.create_task(look)
        assert self._looking is not None
        try:
            return await asyncio.wait_for(asyncio.shield(self._looking), PATIENCE)
        except Exception as error:  # whatever it is, nothing can be sent
            log().warning("health not known", error=type(error).__name__)
            return None


@router.get("/health")
async def health(request: Request, edge: HasEdge) -> JSONResponse:
    """200 while sending moves. Each check has its code, whether it is `ok`, and its figures."""
    found = await request.app.state.health.of(edge)
    if found is None:
        return _answer(503, "the database does not answer", [])
    still = any(one.stops for one in found)
    said = "stands still" if still else "moves"
    return _answer(
        503 if still else 200, said, [{"check": one.code, "ok": one.ok, **one.values} for one in found]
    )


def _answer(status: int, said: str, checks: list[dict[str, Any]]) -> JSONResponse:
    return JSONResponse({"sending": said, "checks": checks}, status, {"Cache-Control": "no-store"})
