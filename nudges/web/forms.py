"""What somebody wrote into a form."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

#: Bytes of a form: more than anybody writes into ours.
LIMIT = 64 * 1024


async def posted(request: Request) -> Mapping[str, str]:
    """The fields of a form, as browsers post them; of those named twice the last. Raises 413."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise HTTPException(413, "This is larger than any of our forms.")
    try:
        fields = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=200
        )
    except ValueError:
        fields = []
    return {name: value.replace("\x00", "").strip() for name, value in fields}


def time_in(text: str) -> time | None:
    """ "19:30", or "19:30:00" as some browsers post it."""
    try:
        at = time.fromisoformat(text) if len(text) in (5, 8) else None
    except ValueError:
        return None
    return at.replace(second=0) if at and at.tzinfo is None else None


#: How a route asks for it.
Posted = Annotated[Mapping[str, str], Depends(posted)]
