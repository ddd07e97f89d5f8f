"""How long `/alive` takes meanwhile: a process of its own that asks again and again, on new connections."""

import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

#: Seconds between two questions, and after which an answer counts as none.
EVERY, LONGEST = 0.05, 60.0

_PROCESSES = multiprocessing.get_context("spawn")


@dataclass
class Latency:
    """Seconds that each answer took; `refused` is how many questions got none."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0

    def percentile(self, of: float) -> float:
        took = sorted(self.seconds)
        return took[min(len(took) - 1, int(len(took) * of))] if took else float("inf")


@contextmanager
def probing(port: int) -> Iterator[Latency]:
    """Ask until the block ends; what came out is in the value by then."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_probe, args=(port, theirs), daemon=True)
    process.start()
    ours.recv()  # it has had its first answer
    found = Latency()
    try:
        yield found
    finally:
        ours.send("stop")
        found.seconds, found.refused = ours.recv()
        process.join()


def ask(port: int) -> float | None:
    """Seconds until `/alive` answered 200; None if it did not."""
    before = time.perf_counter()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=LONGEST) as one:
            one.sendall(b"GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = one.recv(100)
    except OSError:
        return None
    return time.perf_counter() - before if answer.startswith(b"HTTP/1.1 200") else None


def _probe(port: int, pipe: Connection) -> None:
    ask(port)
    pipe.send("ready")
    seconds: list[float] = []
    refused = 0
    while not pipe.poll(EVERY):
        took = ask(port)
        if took is None:
            refused += 1
        else:
            seconds.append(took)
    pipe.send((seconds, refused))
