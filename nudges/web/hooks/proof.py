"""A webhook's body, read as far as it is worth, and whether its provider signed it.

Nothing is parsed before that. A body is hashed while it comes and kept in a file once it is large, so that
a stranger's costs little memory. Signatures cover the public address from the settings, never the Host
header, which anyone can write.
"""

import hashlib
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from nudges.flow.log import log
from nudges.web.edge import Edge

#: Bytes of a body: of Twilio's forms (1,600 characters, the media's addresses), of SendGrid's batches of
#: events (768 kB), and of a mail with its attachments (30 MB).
FORM, EVENTS, MAIL = 64 * 1024, 1024 * 1024, 31 * 1024 * 1024

#: A body above this has to be believed a little before it is read: see Edge.forged.
_SMALL = 64 * 1024


def refused(request: Request, edge: Edge, why: str = "not signed by the provider") -> HTTPException:
    """The answer to what no provider sent."""
    if edge.worth_logging(f"{why} {request.url.path[:64]}"):
        log().warning("webhook refused", hook=request.scope["path"][:64], why=why)
    return HTTPException(403)


def takes(content_type: str) -> dict[str, Any]:
    """What a webhook takes, for the API's description; it is read only once its signature holds."""
    return {"requestBody": {"content": {content_type: {"schema": {}}}}}


def known_id(value: object) -> str | None:
    """An id or a code as providers and we make them; None for anything else, which no row can have."""
    plain = isinstance(value, str) and 0 < len(value) <= 64 and value.isascii() and value.isprintable()
    return str(value) if plain else None


class Body:
    """A body on its way in: what was hashed and kept so far."""

    def __init__(self, before: bytes = b"") -> None:
        self.size = 0
        self._digest = hashlib.sha256(before)
        self._file = SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115 (closed by `close`)

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def sha256(self) -> bytes:
        """The hash of what was put before it and of the body."""
        return self._digest.digest()

    def whole(self) -> bytes:
        """All of it; only for a body that is signed."""
        self._file.seek(0)
        return self._file.read()

    def close(self) -> None:
        self._file.close()


async def proven(
    request: Request, edge: Edge, most: int, holds: Callable[[Body], bool], before: bytes = b""
) -> bytes:
    """The body, if `holds` says that its provider signed it; of a large one it is asked on a thread.

    `before` is what the signature covers besides the body. Raises 413 for what is larger than `most`, 403 for
    what is not signed, and 503 for what is large when there is no room for it now, or its sender's last large
    ones were forged: SendGrid tries again for a day (events) or three (mails).
    """
    body, large = Body(before), False
    try:
        async for piece in request.stream():
            body.add(piece)
            if body.size > most:
                raise HTTPException(413)
            if body.size > _SMALL and not large:
                if edge.large.locked() or edge.forged.reached(edge.client(request), edge.clock()):
                    raise HTTPException(503, headers={"Retry-After": "300"})
                large = await edge.large.acquire()
        if not large:  # a thread would cost more than what it is asked
            if holds(body):
                return body.whole()
        elif await run_in_threadpool(holds, body):
            return await run_in_threadpool(body.whole)
        if large:
            edge.forged.another(edge.client(request), edge.clock())
        raise refused(request, edge)
    finally:
        if large:
            edge.large.release()
        body.close()
