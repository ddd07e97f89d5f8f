"""uvicorn with our limits: a cap on connections, deadlines for requests, and a log that cannot be flooded."""

import logging
import resource
import socket
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import uvicorn

from nudges.core.errors import NudgesError
from nudges.web.connection import Connection, Room
from nudges.web.quiet import Quiet

#: Open connections at most, and no more than half of this process's descriptors: the database, the worker
#: and the providers need the others.
CONNECTIONS = 512

#: Connections taken in one turn of the event loop, which keeps the count close to the cap; and those that
#: wait in the kernel meanwhile.
_TAKEN, _BACKLOG = 16, 1024

#: Seconds for open requests at the end; with the worker's own grace a stop takes less than 10 s.
_GRACE = 1


class Server(uvicorn.Server):
    """A server for one application, bound to its address and not running yet.

    `stopping` is called when it is asked to end; `how_to_choose` says where the port is set. Raises
    NudgesError if nothing can listen there.
    """

    def __init__(
        self,
        app: Any,
        host: str,
        port: int,
        *,
        stopping: Callable[[], None],
        how_to_choose: str = "PORT in .env",
    ) -> None:
        self._stopping = stopping
        descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        room = Room(min(CONNECTIONS, descriptors // 2))
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=partial(Connection, room=room),  # type: ignore[arg-type]
                ws="none",
                # no access log: the addresses of webhooks and links are nobody's business
                access_log=False,
                log_level="warning",
                proxy_headers=False,  # web/client.py reads them, by TRUSTED_PROXIES
                server_header=False,
                backlog=_TAKEN,
                timeout_graceful_shutdown=_GRACE,
            )
        )
        for name in ("uvicorn.error", "asyncio"):
            logging.getLogger(name).addFilter(Quiet())
        self._socket = _bound(host, port, how_to_choose)

    def serve_until_stopped(self) -> None:
        """Serve until SIGTERM or SIGINT, which uvicorn raises again at the end."""
        self.run(sockets=[self._socket])

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or []:  # asyncio has set it to what is taken in a turn
            one.listen(_BACKLOG)


def _bound(host: str, port: int, how_to_choose: str) -> socket.socket:
    """Ours, not uvicorn's: of a port that is taken it prints a line of its own."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise NudgesError(
            f"Nothing can listen on {host}:{port}.",
            "Nudges may be running already. Else another program has that port, or there is no such address.",
            f"Stop it, or choose another port ({how_to_choose}).",
        ) from None
    return bound
