"""Processes of an image, run as a container runtime would: its user, its environment, a read-only root.

A mount namespace is all that it takes here, so no daemon and no container runtime have to be there.
"""

import json
import os
import shlex
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

_STORAGE = {**os.environ, "BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs"}

#: Makes the image's root read-only, with /tmp and /data beside it, and becomes the process: the same pid, so
#: that a signal reaches it.
_ENTER = """
set -e
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t tmpfs tmpfs "$ROOT/tmp"
mount --bind "$DATA" "$ROOT/data"
mount -t tmpfs tmpfs "$ROOT/run"
mkdir -p "$ROOT/run/secrets"
mount --bind "$SECRETS" "$ROOT/run/secrets"
mount --rbind /dev "$ROOT/dev"
mount --rbind /proc "$ROOT/proc"
for one in $MOUNTS; do mkdir -p "$ROOT$one"; mount --bind "$one" "$ROOT$one"; done
mount -o remount,bind,ro "$ROOT"
cd "$ROOT"
exec chroot --userspec="$IDS" "$ROOT" "$@"
"""


def _buildah(*words: str) -> str:
    ran = subprocess.run(["buildah", *words], env=_STORAGE, check=True, capture_output=True, text=True)
    return ran.stdout.strip()


class Image:
    """An image in the local storage, and what it says of itself."""

    def __init__(self, name: str) -> None:
        self.name = name
        inspected = json.loads(_buildah("inspect", "--type", "image", name))
        config: dict[str, Any] = inspected["Docker"]["config"]
        self.user: str = config["User"]
        self.command: list[str] = config["Cmd"]
        self.health_check: list[str] = config["Healthcheck"]["Test"][1:]
        self.env: dict[str, str] = dict(one.split("=", 1) for one in config["Env"])
        self.size: int = inspected["Docker"]["size"] if inspected["Docker"].get("size") else self._unpacked()

    def _unpacked(self) -> int:
        images = json.loads(_buildah("images", "--json", self.name))
        number, unit = images[0]["size"].split()
        return int(float(number) * {"KB": 1e3, "MB": 1e6, "GB": 1e9}[unit])


class Running:
    """A process of the image. Its address is on this machine, since the network is not separated."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self._process, self.port = process, port

    def answers(self) -> bool:
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            try:
                return self._get("/alive") == "alive"
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        return False

    def metrics(self, token: str) -> str:
        return self._get("/metrics", {"Authorization": f"Bearer {token}"})

    def _get(self, path: str, headers: "dict[str, str] | None" = None) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers or {})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.read().decode())

    def stop(self) -> tuple[int, float]:
        """Ask it to end; returns its exit code, and how many seconds it took."""
        began = time.monotonic()
        self._process.terminate()
        try:
            code = self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        return code, time.monotonic() - began


class Container:
    """A root of the image with a /data that lasts, for any number of processes one after or beside another.

    `mounts` are folders below /tmp of this machine that are seen at the same path.
    """

    def __init__(self, image: Image, folder: Path, mounts: Sequence[Path] = ()) -> None:
        self._image, self._mounts = image, mounts
        self._data, self._secrets = folder / "data", folder / "secrets"
        for one in (self._data, self._secrets):
            one.mkdir()
            os.chown(one, *map(int, image.user.split(":")))
        folder.chmod(0o711)
        self.env: dict[str, str] = {}
        self._running: list[subprocess.Popen[str]] = []

    def __enter__(self) -> "Container":
        self._name = _buildah("from", "--pull-never", self._image.name)
        self._root = _buildah("mount", self._name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for one in self._running:
            if one.poll() is None:
                one.kill()
                one.wait()
        _buildah("rm", self._name)

    def secret(self, name: str, value: str) -> None:
        """Give it a secret in a file."""
        file = self._secrets / name
        file.write_text(value + "\n", encoding="utf-8")
        file.chmod(0o444)
        self.env[f"{name.upper()}_FILE"] = f"/run/secrets/{name}"

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            self._entering(words), env=self._environment(), capture_output=True, text=True, timeout=120
        )

    def start(self, *words: str) -> Running:
        """Start a process that stays; its log is shown if it goes wrong."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        self.env["PORT"] = str(port)
        log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (it lives as long as the process)
        process = subprocess.Popen(
            self._entering(words), env=self._environment(), stdout=log, stderr=subprocess.STDOUT, text=True
        )
        self._running.append(process)
        return Running(process, port)

    def _entering(self, words: Sequence[str]) -> list[str]:
        inside = self._image.env | self.env
        given = [f"{name}={value}" for name, value in inside.items()]
        return ["unshare", "--mount", "sh", "-c", _ENTER, "sh", "env", "-i", "-C", "/data", *given, *words]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "ROOT": self._root,
            "DATA": str(self._data),
            "SECRETS": str(self._secrets),
            "IDS": self._image.user,
            "MOUNTS": " ".join(shlex.quote(str(one)) for one in self._mounts),
        }
