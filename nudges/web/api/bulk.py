"""Many people at once: JSON lines in, and a line for each out, while they come. Memory stays as it is.

What became of each line is written to a temporary file, and sent from there: a program that first sends all
and reads then would otherwise wait for us while we wait for it.
"""

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from threading import Lock
from typing import Any, BinaryIO, cast

import anyio
from anyio import from_thread, to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from nudges.core.errors import NudgesError
from nudges.core.office import roles
from nudges.core.office.roles import Acting
from nudges.flow.log import log
from nudges.flow.office import joining
from nudges.flow.planning.enrol import Joined
from nudges.flow.service import Service
from nudges.flow.staff.import_csv import Fate, Row, fate_of
from nudges.flow.staff.newcomer import newcomer_of
from nudges.store.db import PASSING
from nudges.web.api import problems
from nudges.web.api.door import Calling, opens
from nudges.web.api.people import PersonNew
from nudges.web.api.problems import Problem
from nudges.web.edge import HasEdge

router = APIRouter(tags=["people"])

#: Bytes of a line, and bytes that are sent at a time.
LINE, PART = 64 * 1024, 64 * 1024

#: JSON objects, one a line (jsonlines.org).
MEDIA = "application/jsonl"


class LineResult(BaseModel):
    """What became of one line. The last of all has `done` instead."""

    line: int = Field(description="The number of the line, from 1.")
    result: str = Field(description="`added`, `invited`, `enrolled`, `known`, or `refused`.")
    person_id: str | None = None
    problem: Problem | None = Field(None, description="Why it was refused.")


class ImportDone(BaseModel):
    """The last line: how many lines there were, and what became of them. Without it, not all was done."""

    done: bool
    lines: int
    added: int
    invited: int
    enrolled: int
    known: int
    refused: int


def _each_line(*names: str) -> dict[str, Any]:
    """A stream of these, which OpenAPI 3.1 has no words for."""
    kinds = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    said = f"One JSON object a line: {' or '.join(names)}."
    return {MEDIA: {"schema": {"type": "string", "description": said}, "x-item-schema": {"anyOf": kinds}}}


_BODY = {"required": True, "content": _each_line("PersonNew")}
_ANSWER = {"description": "What became of each line.", "content": _each_line("LineResult", "ImportDone")}


@router.post(
    "/people/import",
    response_class=Response,
    responses={200: _ANSWER},
    **{key: value for key, value in opens(roles.Scope.PEOPLE_WRITE).items() if key != "openapi_extra"},
    openapi_extra={"x-scope": str(roles.Scope.PEOPLE_WRITE), "requestBody": _BODY},
)
def import_people(edge: HasEdge, acting: Calling) -> Response:
    """Add many people: one JSON object a line, of any number of lines, answered while they come.

    Each line is a person as in POST /people. It is as fast as `nudges person import`, and repeating it adds
    nobody twice, so it takes no Idempotency-Key.
    """
    return Import(edge.service, acting, edge.clock())


class Import(Response):
    """Reads, adds and answers, each at its own pace."""

    def __init__(self, service: Service, acting: Acting, now: datetime) -> None:
        super().__init__(media_type=MEDIA)
        self._service, self._acting, self._now = service, acting, now
        self._kept = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # closed when all is sent
        self._lock, self._size = Lock(), 0
        self._over = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", MEDIA.encode()), (b"x-accel-buffering", b"no")]
        self._news = anyio.Event()
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._work, receive)
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                sent = 0
                while not self._over or sent < self._size:
                    news = self._news
                    part = await to_thread.run_sync(self._read, sent) if sent < self._size else b""
                    if part:
                        await send({"type": "http.response.body", "body": part, "more_body": True})
                        sent += len(part)
                    elif not self._over:
                        await news.wait()
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._kept.close()

    async def _work(self, receive: Receive) -> None:
        await to_thread.run_sync(self._add, receive)
        self._over = True
        self._tell()

    def _add(self, receive: Receive) -> None:
        """In a thread: add everybody, and say what became of each."""
        counts = dict.fromkeys([*Fate, "refused"], 0)
        lines = 0
        try:
            for batch, joined in joining.import_rows(
                self._service, self._acting, self._rows(receive), self._now
            ):
                told, became = [], iter(joined)
                for number, row in batch:
                    one = _told(number, row, became)
                    counts[one["result"]] += 1
                    told.append(json.dumps(one, ensure_ascii=False))
                lines += len(batch)
                self._write("\n".join([*told, ""]))
            self._write(json.dumps({"done": True, "lines": lines, **counts}) + "\n")
        except ClientDisconnect:
            return  # what was added stays, and the same lines may be sent again
        except PASSING:
            self._write(json.dumps({"done": False, **_LATER}) + "\n")
        except Exception as error:  # its words may be a person's
            log().error("import not finished", error=type(error).__name__)
            self._write(json.dumps({"done": False, **_OURS}) + "\n")

    def _rows(self, receive: Receive) -> Iterator[Row]:
        service = self._service
        for number, line in enumerate(_lines(receive), 1):
            if not line.strip():
                continue
            try:
                if len(line) > LINE:
                    raise _TOO_LONG
                given = PersonNew.model_validate_json(line)
                yield number, newcomer_of(service, given.cells(), self._now)
            except NudgesError as error:
                yield number, error
            except ValidationError as error:
                yield number, _not_a_person(error)

    def _write(self, text: str) -> None:
        with self._lock:
            self._kept.seek(0, 2)
            self._size += self._kept.write(text.encode())
        from_thread.run_sync(self._tell)

    def _read(self, begin: int) -> bytes:
        with self._lock:
            self._kept.seek(begin)
            return self._kept.read(PART)

    def _tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()


_TOO_LONG = NudgesError("The line is too long.", f"A person fits into {LINE:,} bytes.", "Send less in it.")
_LATER = {"problem": problems.as_dict(503, "unavailable", problems.LATER)}
_OURS = {"problem": problems.as_dict(500, "internal", problems.OURS)}


def _lines(receive: Receive) -> Iterator[bytes]:
    """The lines of the body, in a thread. One that does not end is cut off. Raises ClientDisconnect."""
    rest, skipping = b"", False
    while True:
        message = from_thread.run(_next, receive)
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        *whole, rest = (rest + message.get("body", b"")).split(b"\n")
        for line in whole:
            if not skipping:
                yield line
            skipping = False
        if len(rest) > LINE:
            if not skipping:
                yield rest
            rest, skipping = b"", True
        if not message.get("more_body"):
            break
    if rest and not skipping:
        yield rest


async def _next(receive: Receive) -> Message:
    return await receive()


def _not_a_person(error: ValidationError) -> NudgesError:
    found = error.errors(include_url=False, include_input=False)
    [first, *_] = problems.faults_of([{**one, "loc": ("body", *one["loc"])} for one in found])
    return NudgesError(
        "The line is not a person.", f"{first.pointer}: {first.detail}", "Write it as for POST /people."
    )


def _told(number: int, row: Any, became: Iterator[Joined]) -> dict[str, Any]:
    refused = row if isinstance(row, NudgesError) else None
    one = None if refused else next(became)
    refused = refused or (one.refused if one else None)
    if refused is not None:
        kind, status = problems.kind_of(refused)
        return {"line": number, "result": "refused", "problem": problems.as_dict(status, kind, refused)}
    assert one is not None
    return {"line": number, "result": str(fate_of(one)), "person_id": one.person_id}
