"""A real `nudges web` in a process of its own, and what the kernel says of it."""

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from tests.callers import shown_key

TOKEN = "the-auth-token"
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Server:
    """The server under attack. `peak` is its largest resident size since `watch` began, in bytes."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", port: int, folder: Path, env: dict[str, str]
    ) -> None:
        self.env = env
        self.pid, self.port, self.folder = process.pid, port, folder
        self.process = process
        self.peak = 0
        self._watching = threading.Event()

    def cpu(self) -> float:
        """Seconds of CPU used so far by the threads there are, to the nanosecond."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def resident(self) -> int:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def logged(self) -> int:
        return (self.folder / "log").stat().st_size

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep `peak` up to date, every 10 ms."""
        self._watching.set()
        self.peak = self.resident()
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._watching.clear()
            thread.join()

    def _watch(self) -> None:
        while self._watching.is_set() and self.alive:
            self.peak = max(self.peak, self.resident())
            time.sleep(0.01)


@contextmanager
def running(descriptors: int = 1024, command: str = "web") -> Iterator[Server]:
    """Start it on SQLite in a folder of its own, with so many file descriptors, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="nudges-attack-") as name:
        folder = Path(name)
        port = _free_port()
        env = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder / 'nudges.db'}",
            "NUDGES_KEY_FILE": str(folder / "nudges.key"),
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SENDGRID_EVENTS_KEY": shown_key(ec.generate_private_key(ec.SECP256R1())),
            "SENDGRID_INBOUND_KEY": shown_key(ec.generate_private_key(ec.SECP256R1())),
            "JOIN": "on",
            "NUDGES_SEND": "off",
        }
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "nudges", command],
                env=env,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
            )
        try:
            _await(port, process)
            yield Server(process, port, folder, env)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
