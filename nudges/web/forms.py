"""What somebody wrote into a form."""

from collections.abc import Mapping
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


#: How a route asks for it.
Posted = Annotated[Mapping[str, str], Depends(posted)]
