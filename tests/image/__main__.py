"""`make image`: build the image with buildah, and try what it does as it is run: as its own user, with a
read-only root file system, web and worker beside each other on a real PostgreSQL, and all in one on SQLite.

As root on Debian: apt-get install buildah debootstrap. The base image is made by debootstrap under the name
that the Dockerfile gives it, unless it is there. Ends with 1 if something is not as it should be.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.folders import REPOSITORY
from tests.image.container import Container, Image, Running
from tests.torture.postgres import postgres

NAME = "localhost/nudges"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"

#: Bytes that the image may have, unpacked.
MOST = 250_000_000

#: Seconds in which a process has to end when it is asked to.
SOON = 10.0


def main() -> int:
    """Build and try; returns the exit code."""
    missing = [tool for tool in ("buildah", "debootstrap", "unshare", "chroot") if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        tell(f"needs root, and {', '.join(missing) or 'nothing else'} (apt-get install buildah debootstrap)")
        return 1
    base()
    began = time.monotonic()
    build()
    tell(f"built in {time.monotonic() - began:.0f} s")
    image = Image(NAME)
    tried = [check(image) for check in (size, sandboxed_alone, with_postgres)]
    return 0 if all(tried) else 1


def base() -> None:
    """The base image under its own name."""
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    name = re.findall(r"^ARG BASE=(\S+)$", dockerfile, re.MULTILINE)[0]
    there = subprocess.run(["buildah", "inspect", "--type", "image", name], env=ENV, capture_output=True)
    if there.returncode:
        tell(f"making {name}, which takes some minutes")
        subprocess.run([REPOSITORY / "tests/image/base.sh", name], env=ENV, check=True)


def build() -> None:
    """As anybody would, without asking a registry."""
    words = ["buildah", "bud", "--format", "docker", "--pull-never", "--layers", "--tag", NAME]
    if os.environ.get("SSL_CERT_FILE"):  # a network with a certificate authority of its own
        words += [
            "--volume",
            f"{CERTIFICATES}:/etc/ssl/host.crt:ro",
            "--build-arg",
            "SSL_CERT_FILE=/etc/ssl/host.crt",
        ]
    log = subprocess.run(
        [*words, "."], cwd=REPOSITORY, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if log.returncode:
        sys.exit(log.stdout.decode(errors="replace")[-4000:])


#: How buildah works without a container runtime and without an overlay file system.
ENV = {**os.environ, "BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs"}


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def said(what: str, holds: bool) -> bool:
    tell(f"{'✓' if holds else '✗'} {what}")
    return holds


def size(image: Image) -> bool:
    megabytes = image.size / 1e6
    user = said(f"runs as {image.user}", image.user == "10001:10001")
    return said(f"{megabytes:.0f} MB unpacked, of {MOST / 1e6:.0f}", image.size < MOST) and user


def sandboxed_alone(image: Image) -> bool:
    """`nudges up`, as the image runs by itself: on SQLite in /data."""
    with (
        tempfile.TemporaryDirectory(prefix="nudges-image-") as name,
        Container(image, Path(name)) as container,
    ):
        up = container.start(*image.command)
        return all(
            (
                said("up answers", up.answers()),
                said("its health check holds", container.run(*image.health_check).returncode == 0),
                said("its root file system is read-only", container.run("touch", "/opt/x").returncode != 0),
                sends(container, up.port),
                said("doctor is content", "✗" not in container.run("nudges", "doctor").stdout),
                said("backs up", container.run("nudges", "backup", "/data/copy").returncode == 0),
                stops("up", up.stop),
            )
        )


def with_postgres(image: Image) -> bool:
    """Migration, web and worker each in a container of its own, secrets in files, on PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nudges-image-")))
        url = stack.enter_context(postgres()).database("image")
        socket = re.findall(r"host=([^&]+)", url)[0]
        Path(socket).chmod(0o711)  # so that another user gets to the socket in it
        container = stack.enter_context(Container(image, folder, mounts=[Path(socket)]))
        container.secret("database_url", url.replace("postgresql+psycopg", "postgresql"))
        container.secret("metrics_token", "0123456789abcdef")
        container.env |= {
            "DATABASE_URL": "",
            "NUDGES_KEY": container.run("nudges", "key", "new").stdout.strip(),
        }
        migrated = container.run("nudges", "db", "upgrade")
        web, worker = container.start("nudges", "web"), container.start("nudges", "worker")
        return all(
            (
                said("migrates", "went from None to" in migrated.stdout),
                said("web answers", web.answers()),
                sends(container, web.port),
                said("/metrics tells what the worker did", told_of_a_send(web)),
                stops("worker", worker.stop),
                stops("web", web.stop),
            )
        )


def sends(container: Container, port: int) -> bool:
    """A person joins where it is day now, and gets their welcome in the sandbox."""
    zone = f"Etc/GMT{(time.gmtime().tm_hour - 13):+d}"  # POSIX counts them the other way round
    words = (
        "--plan",
        "rebuilding-trust",
        "--zone",
        zone,
        "--phone",
        "+15005550006",
        "--consent",
        "2026-01-01",
    )
    joined = container.run("nudges", "person", "add", *words)
    if joined.returncode:
        return said(f"a person joins: {joined.stdout}{joined.stderr}", False)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        told = container.run("nudges", "explain", "+15005550006", "--json").stdout
        if any(json.loads(line)["status"] == "accepted" for line in told.splitlines()):
            return said("sends", True)
        time.sleep(1)
    return said(f"sends: {told}", False)


def told_of_a_send(web: Running) -> bool:
    """The worker adds what it counted to the database every ten seconds."""
    until = time.monotonic() + 30
    while not (told := '"accepted"' in web.metrics("0123456789abcdef")) and time.monotonic() < until:
        time.sleep(1)
    return told


def stops(what: str, stop: Callable[[], tuple[int, float]]) -> bool:
    code, seconds = stop()
    return said(f"{what} stops in {seconds:.1f} s with {code}", code == 0 and seconds < SOON)


if __name__ == "__main__":
    sys.exit(main())
