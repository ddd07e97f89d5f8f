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

    `stopping` is called when it is asked to end. Raises NudgesError if nothing can listen there.
    """

    def __init__(self, app: Any, host: str, port: int, *, stopping: Callable[[], None]) -> None:
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
        try:
            self._socket = self.config.bind_socket()
        except SystemExit:
            raise NudgesError(
                f"Nothing can listen on {host}:{port}.",
                "Another program has that port, or this machine has no such address.",
                "Stop the other program, or choose another port (PORT, or --port for the demo).",
            ) from None

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
