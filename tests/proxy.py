"""A TCP proxy before a database, which can fail in the four ways that networks and servers do."""

import ctypes
import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

#: One instruction of classic BPF, "return 0": the kernel drops every packet before TCP sees it, so nothing is
#: acknowledged, as if a machine had lost its power. https://docs.kernel.org/networking/filter.html
_DROP = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
_PROGRAM = struct.pack("HP", 1, ctypes.addressof(_DROP))
_SO_ATTACH_FILTER = 26


class Proxy:
    """Passes on what comes in at `port` to `target`: a port of this machine, or the path of a socket."""

    def __init__(self, target: int | str) -> None:
        self.target = target
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flowing.set()
        self.refuse()

    def cut(self) -> None:
        """End every connection; new ones are taken."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def refuse(self) -> None:
        """Nothing listens here any more, and the connections are cut."""
        self._listening = False
        self._accepting.join()
        self._listener.close()
        self.cut()

    def freeze(self) -> None:
        """Take connections and words, and never answer."""
        self._flowing.clear()

    def vanish(self) -> None:
        """Not a packet comes back, for connections that stand and for new ones."""
        for gone in [self._listener, *(client for client, _ in self._pairs)]:
            with suppress(OSError):
                gone.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, _PROGRAM)

    def come_back(self, target: int | str | None = None) -> None:
        """Be well again, before the same server or before another. What was frozen is cut."""
        self.target = target or self.target
        self.refuse()
        self._flowing.set()
        self._listen(self.port)

    def _listen(self, port: int) -> None:
        self._listener, self._listening = socket.socket(), True
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen(64)
        self._listener.settimeout(0.05)
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self) -> None:
        while self._listening:
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            client.settimeout(None)
            try:
                server = self._connected()
            except OSError:
                client.close()
                continue
            self._pairs.append((client, server))
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _connected(self) -> socket.socket:
        if isinstance(self.target, int):
            return socket.create_connection(("127.0.0.1", self.target))
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        return server

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(65_536):
                self._flowing.wait()
                sink.sendall(some)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
