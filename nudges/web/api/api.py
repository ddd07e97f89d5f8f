"""The API as an application of its own, which is mounted below /api/v1 if it is switched on."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from nudges import __version__
from nudges.core.errors import NudgesError
from nudges.store.db import PASSING
from nudges.store.office.requests import OvertakenError
from nudges.web.api import broadcasts, bulk, cases, history, people, plans, problems, state
from nudges.web.api.bulk import ImportDone, LineResult
from nudges.web.api.door import Door
from nudges.web.api.problems import Problem
from nudges.web.edge import Edge, add_routes

#: Where it is.
API = "/api/v1"

_ABOUT = """For programs that add people, hear what was sent and answered, and look after cases.

Every request has a header `Authorization: Bearer nudges_…`. Errors are `application/problem+json` with three
parts: `title` (what), `detail` (why) and `fix` (what to do). Every POST may have an `Idempotency-Key`. Lists
return `next`, which is passed as `cursor` for the page after. Moments are RFC 3339 in UTC, days are days of
the person's own calendar, ids are opaque strings. See docs/api.md."""

#: The errors that any route may answer with.
_ERRORS = {
    401: "There is no good token.",
    403: "The token does not open this, or the person has not opened their words.",
    404: "There is no such thing.",
    409: "It is somebody else's, or the same request is under way.",
    413: "The body is too large.",
    415: "The body does not say that it is JSON.",
    422: "What was sent cannot be used.",
    429: "The token made too many requests, or another plan is being played.",
    503: "The database does not answer.",
}


def create(edge: Edge) -> FastAPI:
    """The API, for an application with this edge."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    api.state.edge = edge
    api.add_middleware(Door, edge=edge)
    for part in (bulk, people, state, history, cases, plans, broadcasts):
        for route in part.router.routes:
            if isinstance(route, APIRoute):  # what clients call it
                route.operation_id = route.name
        add_routes(api, [part.router])
    api.add_exception_handler(NudgesError, problems.refused)
    api.add_exception_handler(RequestValidationError, problems.invalid)
    api.add_exception_handler(HTTPException, problems.by_status)
    api.add_exception_handler(OvertakenError, problems.overtaken)
    api.add_exception_handler(PASSING, problems.unavailable)
    api.add_exception_handler(Exception, problems.broken)

    @api.get("/openapi.json", include_in_schema=False)
    def description() -> dict[str, Any]:
        """The description of this API (OpenAPI 3.1), for whoever has a token."""
        return described(api, edge.base)

    return api


def described(api: FastAPI, base: str = "") -> dict[str, Any]:
    """The description: FastAPI's own, with the scopes, the token, and errors as they are."""
    found = get_openapi(title="Nudges", version=__version__, description=_ABOUT, routes=api.routes)
    found["servers"] = [{"url": f"{base}{API}"}]
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, LineResult, ImportDone):
        made = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= made.pop("$defs", {}) | {model.__name__: made}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    found["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"token": []}]
    error = {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in found["paths"].values():
        for operation in path.values():
            operation["description"] += f"\n\nScope: `{operation['x-scope']}`."
            for status, words in _ERRORS.items():
                operation["responses"][str(status)] = {"description": words, "content": error}
    return found
