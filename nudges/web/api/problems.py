"""Errors as application/problem+json (RFC 9457), in our three parts: what, why, and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from nudges.core.errors import NudgesError
from nudges.core.limits import why_not
from nudges.core.office.roles import Scope
from nudges.flow.accounts.requests import AnswerLostError, OtherRequestError, UnderWayError
from nudges.flow.office.act import ForbiddenError, NotThereError, WordsClosedError
from nudges.flow.office.amend import TakenError
from nudges.flow.planning.refusals import CLASH

#: Bytes of a body, but for an import: many times what anything here needs.
MOST_BYTES = 256 * 1024

#: What errors are sent as.
MEDIA = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="Where it is: a JSON pointer into the body, or the parameter's name.")
    detail: str = Field(description="What is wrong there.")


class Problem(BaseModel):
    """An error: what it is (`title`), why it is one (`detail`) and what to do (`fix`)."""

    type: str = Field(description="Names the kind of error, for programs.", examples=["urn:nudges:not_found"])
    title: str = Field(description="What happened.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="Why.")
    fix: str = Field(description="What to do now.")
    errors: list[Fault] | None = Field(None, description="Each mistake, if there are several places for one.")


class ScopeError(NudgesError):
    """The token is good, but does not open this."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(
            "This token does not open this.",
            f"It needs the scope {scope}, which this token does not have.",
            "Have an owner make a token with that scope.",
        )


class CursorError(NudgesError):
    """A cursor that we did not make."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor cannot be used.",
            "It is not one that was returned as `next` by the same list.",
            "Leave it out to begin at the start, and then pass on each `next` as it is.",
        )


class BusyError(NudgesError):
    """Something is done one at a time, and another is at it."""

    def __init__(self) -> None:
        super().__init__(
            "Another plan is being played.",
            "One is played at a time, so that the service has the rest of this machine.",
            "Send it again in a few seconds.",
        )


class NoSuchError(NudgesError):
    """What a program is told for NotThereError."""

    def __init__(self) -> None:
        super().__init__(
            "There is no such thing.",
            "The id is not known here, or what it named was erased.",
            "Look it up again, for instance with GET /people?external_id=…",
        )


#: Kind and status of our errors; any other is a mistake in what was sent.
_KINDS: dict[type[NudgesError], tuple[str, int]] = {
    ScopeError: ("scope_missing", 403),
    ForbiddenError: ("scope_missing", 403),
    WordsClosedError: ("words_closed", 403),
    NoSuchError: ("not_found", 404),
    TakenError: ("taken", 409),
    BusyError: ("busy", 429),
    UnderWayError: ("under_way", 409),
    AnswerLostError: ("answer_lost", 409),
    OtherRequestError: ("key_reused", 422),
}


def problem(
    status: int,
    kind: str,
    error: NudgesError,
    *,
    errors: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer for an error."""
    return JSONResponse(as_dict(status, kind, error, errors), status, dict(headers or {}), media_type=MEDIA)


def as_dict(status: int, kind: str, error: NudgesError, errors: Iterable[Fault] = ()) -> dict[str, Any]:
    """The same as it is within an answer."""
    found = list(errors) or None
    told = Problem(
        type=f"urn:nudges:{kind}",
        title=error.what,
        status=status,
        detail=error.why,
        fix=error.fix,
        errors=found,
    )
    return told.model_dump(exclude_none=True)


def kind_of(error: NudgesError) -> tuple[str, int]:
    """The kind and the status of an error of ours."""
    if error is CLASH:
        return "taken", 409
    return _KINDS.get(type(error), ("not_possible", 422))


def refused(_: Request, error: Exception) -> JSONResponse:
    """A NudgesError."""
    assert isinstance(error, NudgesError)
    told = NoSuchError() if isinstance(error, NotThereError) else error
    kind, status = kind_of(told)
    again = kind in ("under_way", "busy")
    return problem(status, kind, told, headers={"Retry-After": "5"} if again else None)


def invalid(request: Request, error: Exception) -> JSONResponse:
    """What does not fit the description. What was sent is not repeated: it may be somebody's words."""
    assert isinstance(error, RequestValidationError)
    if any(one["loc"][0] == "path" for one in error.errors()):
        return refused(request, NotThereError())
    if any(one["loc"] == ("body",) and isinstance(one.get("input"), bytes) for one in error.errors()):
        return problem(
            415, "not_json", _NOT_JSON
        )  # the framework reads it as JSON only if it says that it is
    faults = faults_of(error.errors())
    told = NudgesError(
        "The request cannot be used.",
        f"{faults[0].pointer}: {faults[0].detail}" if faults else "It is not what is described.",
        "See /api/v1/openapi.json for what this takes.",
    )
    return problem(422, "invalid", told, errors=faults)


def faults_of(found: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Pydantic's findings in our words."""
    faults = []
    for one in found:
        where, *rest = one["loc"] or ("",)
        pointer = (
            "".join(f"/{part}" for part in rest) if where == "body" else ".".join(map(str, one["loc"][1:]))
        )
        faults.append(Fault(pointer=pointer or "/", detail=_said(one)))
    return faults


def _said(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "missing":
            return "It is missing."
        case "extra_forbidden":
            return "There is no such field."
        case "unknown_parameter":
            return "There is no such parameter."
        case "empty_parameter":
            return "It is empty; leave it out if nothing is meant."
        case "json_invalid":
            return "This is not JSON."
        case "string_type" | "string_unicode":
            return "It is text."
        case "bool_type" | "bool_parsing":
            return "It is true or false."
        case "timezone_aware":
            return "It is a moment with its offset, such as 2026-12-24T00:00:00+01:00."
        case "string_pattern_mismatch":
            return f"It has to match {error['ctx']['pattern']}."
        case _:
            return why_not(error)


_BY_STATUS = {
    404: (
        "not_found",
        NudgesError(
            "There is no such address.",
            "No route of this API is spelt like that.",
            "See /api/v1/openapi.json for those there are.",
        ),
    ),
    405: (
        "method_not_allowed",
        NudgesError(
            "This address does not take this method.",
            "The header Allow says which it takes.",
            "See /api/v1/openapi.json.",
        ),
    ),
    413: (
        "too_large",
        NudgesError(
            "The body is too large.",
            f"It has {MOST_BYTES // 1024} kB at most; only POST /people/import takes more, an object a line.",
            "Send less at once.",
        ),
    ),
}
_NOT_JSON = NudgesError(
    "The body does not say that it is JSON.",
    "Its Content-Type is another, or is missing.",
    "Send it with the header `Content-Type: application/json`.",
)
_OTHER = NudgesError(
    "The request cannot be used.", "It is not HTTP as we understand it.", "Check how it is made."
)


def by_status(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses."""
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        # a body that no parser of JSON takes: numbers without end, hundreds of levels
        return invalid(request, RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]))
    kind, told = _BY_STATUS.get(error.status_code, ("invalid", _OTHER))
    return problem(error.status_code, kind, told, headers=error.headers)


def overtaken(_: Request, __: Exception) -> JSONResponse:
    """Another try of the same request was quicker."""
    told = UnderWayError()
    return problem(409, "under_way", told, headers={"Retry-After": "5"})


LATER = NudgesError(
    "The database does not answer.",
    "It may be restarting; what was not finished was not begun.",
    "Send it again in half a minute, a POST with the same Idempotency-Key.",
)


def unavailable(_: Request, __: Exception) -> JSONResponse:
    """The database does not answer."""
    return problem(503, "unavailable", LATER, headers={"Retry-After": "30"})


OURS = NudgesError(
    "Something is wrong on our side.",
    "The log of this service says what, by the time of this request.",
    "Tell whoever runs it. A POST may be sent again with the same Idempotency-Key.",
)


def broken(_: Request, __: Exception) -> JSONResponse:
    """A mistake of ours."""
    return problem(500, "internal", OURS)
