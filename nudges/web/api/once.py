"""POST with an Idempotency-Key: done once, answered alike for a day (flow/accounts/requests.py)."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from nudges.core.errors import NudgesError
from nudges.flow.accounts import requests
from nudges.flow.accounts.requests import Answer

#: Characters of a key.
_LONGEST = 255

#: How a route says that it takes one; it is read here.
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=_LONGEST,
        description="Your own name for this request, such as a UUID: the same request with the same key is "
        "carried out once, and answered alike for 24 hours.",
    ),
]

_NO_KEY = NudgesError(
    "The Idempotency-Key cannot be used.",
    f"It has 1 to {_LONGEST} printable ASCII characters.",
    "Send a UUID, a new one with each new request.",
)


class Once(APIRoute):
    """A route whose POST may come with a key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get("Idempotency-Key")
            if key is None or request.method != "POST":
                return await handle(request)
            if not 0 < len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
                raise _NO_KEY
            return await _carried_out(request, key, handle)

        return once


async def _carried_out(
    request: Request, key: str, handle: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    edge = request.app.state.edge
    whole = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    begun = await run_in_threadpool(
        requests.begin, edge.service, request.state.acting, key, whole, edge.clock()
    )
    if isinstance(begun, Answer):
        replayed = {"Idempotency-Replayed": "true"}
        return Response(begun.body.encode() or None, begun.status, replayed, "application/json")
    request.state.acting = begun
    try:
        answer = await handle(request)
    except Exception:
        await run_in_threadpool(requests.give_up, edge.service, begun)
        raise
    kept = Answer(answer.status_code, bytes(answer.body).decode())
    await run_in_threadpool(requests.answered, edge.service, begun, kept)
    return answer
