"""Celery on Redis, prefork or gevent: https://docs.celeryq.dev/en/stable/userguide/concurrency/"""

from celery import Celery

from tests.bench.peers.body import job, shared
from tests.bench.peers.feed import feed

app = Celery("peers", broker=job()["redis_url"])
app.conf.update(
    task_ignore_result=True, worker_prefetch_multiplier=16, broker_connection_retry_on_startup=True
)


def _send(nudge_id: int) -> None:
    shared(20).send(nudge_id)


send = app.task(_send, name="send")


def _enqueue(ids: list[int]) -> None:
    with app.producer_pool.acquire(block=True) as producer:
        for one in ids:
            send.apply_async((one,), producer=producer)


if __name__ == "__main__":
    feed(_enqueue)
