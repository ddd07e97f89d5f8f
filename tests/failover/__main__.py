"""`make failover`: each scene, a line each, and exit code 1 if the books do not balance."""

import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tests.failover.cluster import Cluster, urls
from tests.failover.load import Books, Installation, make_database
from tests.torture.clock import Clock
from tests.torture.provider import Provider

#: What happens to the leader, who is named.
SCENES: dict[str, Callable[[Cluster, str], None]] = {
    "kill": Cluster.kill,
    "vanish": Cluster.vanish,
    "switchover": Cluster.switch_over,
}

#: Seconds of an ordinary day before it happens, and afterwards.
BEFORE, AFTER = 15.0, 60.0

_HEAD = (
    "scene       by        nudges  lost  twice  replies  503  lost  STOPs  after STOP  silence s  SIGTERM s"
)


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"One of: {', '.join(SCENES)}.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="haproxy, hosts, or both (else).")] = None,
    ttl: Annotated[int, typer.Option(help="Patroni's ttl, seconds.")] = 30,
    asynchronous: Annotated[
        bool, typer.Option(help="Replicate asynchronously: see docs/scaling.md.")
    ] = False,
) -> None:
    """Fail over under load, and compare the provider's ledger with the database."""
    results = []
    folder = Path(tempfile.mkdtemp(prefix="nudges_failover_"))
    typer.echo(f"logs: {folder}")
    (home := folder / "cluster").mkdir()
    folder.chmod(0o755)
    with (
        Cluster(home, ttl=ttl, loop=ttl // 3, synchronous=not asynchronous) as cluster,
        Provider(folder, Clock(start=datetime.now(UTC))) as provider,
    ):
        typer.echo(_HEAD)
        for way in by or ["haproxy", "hosts"]:
            for name in only or SCENES:
                results.append(_played(folder, cluster, provider, name, way))
    sys.exit(0 if all(books.holds for books in results) else 1)


def _played(folder: Path, cluster: Cluster, provider: Provider, name: str, way: str) -> Books:
    cluster.until_healthy(600)
    database, books = f"n{uuid.uuid4().hex[:8]}", Books(name, way)
    make_database(urls("postgres")[way], database)
    place = Installation(folder, urls(database)[way], provider, 18_000)
    over = threading.Event()
    try:
        place.joins()
        place.starts()
        talking = threading.Thread(target=place.answers, args=(over,))
        talking.start()
        time.sleep(BEFORE)
        leader = cluster.leader() or ""
        SCENES[name](cluster, leader)
        time.sleep(AFTER)
        over.set()
        talking.join()
        cluster.come_back(leader)
        place.settles(180)
        books.to_stop = place.ends()
        place.balance(books)
    finally:
        over.set()
        place.close()
    typer.echo(
        f"{name:<11} {way:<8} {books.nudges:>7} {books.lost:>5} {books.twice:>6} {books.replies:>8} "
        f"{books.refused:>4} {books.replies_lost:>5} {books.stops:>6} {books.after_stop:>11} "
        f"{books.silence:>10.1f}  {max(books.to_stop):>8.1f}" + ("" if books.holds else "  WRONG")
    )
    return books


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
