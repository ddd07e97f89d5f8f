"""What somebody wrote into a form."""

from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, HTTPException, Request
from starlette.formparsers import MultiPartException, MultiPartParser

#: Bytes of a form, and its fields: more than anybody writes into ours.
LIMIT, FIELDS = 64 * 1024, 200


async def posted(request: Request) -> Mapping[str, str]:
    """The fields of a form, as browsers post them; of those named twice the last. A file is its text.

    Raises 413.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise HTTPException(413, "This is larger than any of our forms.")
    if request.headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
        fields = await _parts(request, bytes(body))
    else:
        try:
            fields = parse_qsl(
                body.decode("utf-8", "replace"),
                keep_blank_values=True,
                errors="replace",
                max_num_fields=FIELDS,
            )
        except ValueError:
            fields = []
    return {name: value.replace("\x00", "").strip() for name, value in fields}


async def _parts(request: Request, body: bytes) -> list[tuple[str, str]]:
    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(request.headers, once(), max_files=FIELDS, max_fields=FIELDS).parse()
    except (MultiPartException, ValueError):
        return []
    fields = [
        (name, value if isinstance(value, str) else (await value.read()).decode("utf-8-sig", "replace"))
        for name, value in form.multi_items()
    ]
    await form.close()
    return fields


def time_in(text: str) -> time | None:
    """ "19:30", or "19:30:00" as some browsers post it."""
    try:
        at = time.fromisoformat(text) if len(text) in (5, 8) else None
    except ValueError:
        return None
    return at.replace(second=0) if at and at.tzinfo is None else None


#: The field in which a form carries what it was opened with.
OPENED = "opened"


def carried(values: Mapping[str, str]) -> str:
    """What a form is opened with, for its field `opened`; a box without a tick is ""."""
    return urlencode(values)


def opened_with(form: Mapping[str, str]) -> dict[str, str] | None:
    """What a form was opened with; None if it does not say, and then all of it counts as changed."""
    if OPENED not in form:
        return None
    return {name: value.strip() for name, value in parse_qsl(form[OPENED], keep_blank_values=True)}


@dataclass(frozen=True, slots=True)
class Edit:
    """What was sent in a form, and what it was opened with, both with whatever the form did not change as
    it is now. A box without a tick is in neither."""

    sent: Mapping[str, str]
    opened: Mapping[str, str] | None

    @classmethod
    def of(cls, form: Mapping[str, str], current: Mapping[str, str]) -> "Edit":
        """A form, seen beside what is kept now."""
        opened = opened_with(form)
        if opened is None:
            return cls(form, None)
        changed = {name for name in form.keys() | opened.keys() if form.get(name, "") != opened.get(name, "")}
        changed.discard(OPENED)
        return cls(_with(current, form, changed), _with(current, opened, changed))


def _with(current: Mapping[str, str], other: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    values = {**current, **{name: other.get(name, "") for name in names}}
    return {name: value for name, value in values.items() if value}


#: How a route asks for it.
Posted = Annotated[Mapping[str, str], Depends(posted)]
