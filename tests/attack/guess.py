"""What a stranger can tell by timing: does this number take part? One try each, by the best threshold."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from tests.attack.server import Server

#: Tries for each kind; half of them to find the best threshold, half to count how often it is right.
TRIES = 200

#: Each try comes from an address of its own, by a proxy that is trusted, so that no rate is in the way.
_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 198.51.{}.{}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
)


Fields = Mapping[str, str]


def guesses(server: Server) -> dict[str, float]:
    """By form: the share of right guesses, of known and unknown numbers in turn."""
    plan = ("--plan", "rebuilding-trust", "--zone", "Europe/Madrid", "--consent", "2026-01-01")
    for phone in sorted({_known(n) for n in range(TRIES)}):
        subprocess.run(
            [sys.executable, "-m", "nudges", "person", "add", *plan, "--name", "Ana", "--phone", phone],
            env=server.env,
            check=True,
            capture_output=True,
        )
    join = {"name": "Ana", "zone": "Europe/Madrid", "agree": "on", "time-daily-appreciation": "09:15"}
    forms: dict[str, Callable[[str], Fields]] = {
        "/me/renew": lambda phone: {"address": phone},
        "/join/rebuilding-trust": lambda phone: join | {"phone": phone},
    }
    return {path: _right(server.port, path, form) for path, form in forms.items()}


def _known(n: int) -> str:
    return f"+346000000{n // 50:02}"


def _right(port: int, path: str, form: Callable[[str], Fields]) -> float:
    took: dict[bool, list[float]] = {True: [], False: []}
    for n in range(2 * TRIES):
        known = n % 2 == 0
        phone = _known(n % TRIES) if known else f"+34611{n:06}"
        took[known].append(_asked(port, path, urlencode(form(phone)), n))

    def share(threshold: float, known_is_slower: bool, half: int) -> float:
        right = [
            (seconds > threshold) is (known is known_is_slower)
            for known in took
            for seconds in took[known][half::2]
        ]
        return sum(right) / len(right)

    learned = [(at, way) for at in took[True][::2] + took[False][::2] for way in (True, False)]
    at, way = max(learned, key=lambda it: share(it[0], it[1], 0))
    return share(at, way, 1)


def _asked(port: int, path: str, body: str, n: int) -> float:
    head = _HEAD.format(n // 250, n % 250 + 1, path=path, length=len(body))
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        began = time.perf_counter()
        one.sendall((head + body).encode())
        one.recv(100)
        return time.perf_counter() - began
