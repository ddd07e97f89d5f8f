"""Connections to PostgreSQL: what each is asked for, and how one notices that its server is gone.

A server that dies closes its connections. One that vanishes (its packets are dropped) or stands still does
not: without the limits here, who waits for its answer would wait for ever.
"""

import socket
import struct
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError, OperationalError

#: What the address may say otherwise. Seconds, but for `tcp_user_timeout` (milliseconds). A server that
#: vanished is given up 8 s after something was sent to it, or after 5 + 3 × 2 s of silence.
#: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
DEFAULTS = {
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "8000",
    # after a failover the old leader may answer too, and its replicas do: only one that takes writes will do
    "target_session_attrs": "read-write",
}

#: The SSLRequest message: its length, and the code in the place of a protocol version.
_SPEAKS_TLS = struct.pack("!ii", 8, 80877103)

#: 25006: read_only_sql_transaction. The server has become a replica since we connected.
#: https://www.postgresql.org/docs/current/errcodes-appendix.html
_READ_ONLY = "25006"


class PatientConnection(psycopg.Connection[Any]):
    """A connection that lets a statement take as long as it likes, while its server answers others.

    After twice `connect_timeout` without a word the server is asked for another connection.
    """

    def wait(self, gen: Generator[Any, Any, Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for a statement's next step. Raises OperationalError if the server stands still."""
        return super().wait(self._listened(gen), interval, timeout)

    def _listened(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """The same steps; whenever the server has been silent for too long, it is asked.

        How long that is is looked up only in silence: libpq takes 0.5 ms to say what it was connected with.
        """
        try:
            state, heard = next(gen), time.monotonic()
            while True:
                ready = yield state
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > 2 * self._connect_timeout():
                    if not self._answers():
                        self.pgconn.finish()
                        raise psycopg.OperationalError("the server does not answer any more")
                    heard = time.monotonic()
                state = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _answers(self) -> bool:
        """True if the server answers a stranger, who asks whether it speaks TLS, as every client may.

        https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
        """
        try:
            with self._connected() as asking:
                asking.sendall(_SPEAKS_TLS)
                return bool(asking.recv(1))
        except OSError:
            return False

    def _connected(self) -> socket.socket:
        host, port, within = self.info.hostaddr or self.info.host, self.info.port, self._connect_timeout()
        if not host.startswith("/"):
            return socket.create_connection((host, port), within)
        local = socket.socket(socket.AF_UNIX)
        local.settimeout(within)
        try:
            local.connect(f"{host}/.s.PGSQL.{port}")
        except OSError:
            local.close()
            raise
        return local

    def _connect_timeout(self) -> int:
        return int(self.info.get_parameters().get("connect_timeout") or DEFAULTS["connect_timeout"])


def postgres_engine(address: URL) -> Engine:
    """An engine for a PostgreSQL. Raises ArgumentError for an address that asks for something odd."""
    asked = {**DEFAULTS, **address.query}
    prepare = _prepare_threshold(asked.pop("prepare_threshold", None))
    engine = create_engine(
        address.set(query=asked),
        connect_args={"prepare_threshold": prepare},
        pool_pre_ping=True,
        pool_use_lifo=True,  # the connection used last has most statements prepared
        hide_parameters=True,
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "handle_error", _became_a_replica)
    return engine


def _prepare_threshold(said: str | Sequence[str] | None) -> int | None:
    """After how many uses the driver prepares a statement: its own default, a number, or None for never."""
    if said is None:
        return 5
    if said == "none":
        return None
    if isinstance(said, str) and said.isascii() and said.isdigit():
        return int(said)
    raise ArgumentError("prepare_threshold must be a number, or none")


def _connect(_: Any, __: Any, args: Sequence[Any], params: Mapping[str, Any]) -> PatientConnection:
    return PatientConnection.connect(*args, **params)


def _became_a_replica(context: ExceptionContext) -> OperationalError | None:
    """It is passing, as a lost connection is, and the connections to it are of no use any more."""
    error = context.original_exception
    if getattr(error, "sqlstate", None) != _READ_ONLY:
        return None
    context.is_disconnect = True
    return OperationalError(context.statement, None, error, hide_parameters=True)
