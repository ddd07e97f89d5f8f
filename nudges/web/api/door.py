"""Proof before work: nothing of a request is read before its token is known to be good."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nudges.core.errors import NudgesError
from nudges.core.office import roles
from nudges.core.office.roles import Acting
from nudges.flow.accounts import tokens
from nudges.store.db import PASSING
from nudges.web.api.limits import Limits
from nudges.web.api.problems import MOST_BYTES, ScopeError, problem, unavailable
from nudges.web.edge import Edge
from nudges.web.rate import Rate

#: Tokens of one client that opened nothing, in a minute; with more of them none is looked up.
WRONG = 30

#: What takes a body without end.
ENDLESS = "/people/import"

_BEARER = re.compile(rf"Bearer +({tokens.BEGINS}[A-Za-z0-9_-]{{43}}) *", re.IGNORECASE)

_NO_TOKEN = NudgesError(
    "There is no good token with this request.",
    "Each request has a header `Authorization: Bearer nudges_…`; this one has none, or one that has ended.",
    "Have an owner make one: `nudges token add`, or Tokens in the office.",
)
_WAIT = NudgesError(
    "Too many requests came with tokens that open nothing.",
    "They came from this address within a minute, so none is looked at for the rest of it.",
    "Correct the token, and wait a minute.",
)
_TOO_MANY = NudgesError(
    "This token made too many requests.",
    "The header RateLimit-Policy says how many it may make in how many seconds.",
    "Wait as many seconds as Retry-After says; many people are added at once by POST /people/import.",
)


class Door:
    """ASGI middleware. Whoever comes in is in the request's state, as `acting`."""

    def __init__(self, app: ASGIApp, edge: Edge) -> None:
        self._app, self._edge = app, edge
        self._limits, self._wrong = Limits(), Rate(WRONG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, now = Request(scope), self._edge.clock()
        given = _BEARER.fullmatch(Headers(scope=scope).get("authorization", ""))
        if given is None:
            await _unknown()(scope, receive, send)
            return
        client = self._edge.client(request)
        if self._wrong.reached(client, now):
            answer = problem(429, "rate_limited", _WAIT, headers={"Retry-After": "60"})
            await answer(scope, receive, send)
            return
        try:
            acting = await run_in_threadpool(tokens.bearer, self._edge.service, given[1], now)
        except PASSING as error:
            await unavailable(request, error)(scope, receive, send)
            return
        if acting is None:
            self._wrong.another(client, now)
            await _unknown()(scope, receive, send)
            return
        left = self._limits.another(acting.staff_id or "", now)
        sending = _with_headers(send, left.headers)
        if left.requests < 0:
            answer = problem(429, "rate_limited", _TOO_MANY, headers={"Retry-After": str(left.seconds)})
            await answer(scope, receive, sending)
            return
        # the connection lets whoever is known send a body in small pieces, and for as long as it takes
        scope.setdefault("state", {}).update(acting=acting, proven=True)
        await self._app(scope, receive if _endless(scope) else _bounded(scope, receive), sending)


def _unknown() -> Any:
    return problem(401, "token_missing", _NO_TOKEN, headers={"WWW-Authenticate": 'Bearer realm="nudges"'})


def _endless(scope: Scope) -> bool:
    return str(scope["path"]).endswith(ENDLESS) and scope["method"] == "POST"


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """The body, as far as it may be read. Raises 413 beyond."""
    size = 0

    async def received() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BYTES:
            raise HTTPException(413)
        return message

    return received


def _with_headers(send: Send, headers: dict[str, str]) -> Send:
    more = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sent


def _acting(request: Request) -> Acting:
    acting: Acting = request.state.acting
    return acting


#: How a route asks for who acts.
Calling = Annotated[Acting, Depends(_acting)]


def _known_parameters(request: Request) -> None:
    """A filter that is misspelt or empty would find everybody. Raises RequestValidationError."""
    known = {param.alias for param in request.scope["route"].dependant.query_params}
    given = request.query_params.multi_items()
    wrong = [(name, "unknown_parameter") for name, _ in given if name not in known]
    wrong += [(name, "empty_parameter") for name, value in given if name in known and not value]
    if wrong:
        raise RequestValidationError([{"type": kind, "loc": ("query", name)} for name, kind in wrong])


def opens(scope: roles.Scope) -> dict[str, Any]:
    """For a route: the scope that it needs, checked and described. Raises ScopeError."""

    def check(acting: Calling) -> None:
        if scope not in acting.scopes:
            raise ScopeError(scope)

    needed: Callable[..., None] = check
    return {
        "dependencies": [Depends(needed), Depends(_known_parameters)],
        "openapi_extra": {"x-scope": str(scope)},
    }
