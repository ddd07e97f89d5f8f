"""dramatiq on Redis: https://dramatiq.io/guide.html"""

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from tests.bench.peers.body import job, shared
from tests.bench.peers.feed import feed

broker = RedisBroker(url=job()["redis_url"])
dramatiq.set_broker(broker)


def _send(nudge_id: int) -> None:
    shared(16).send(nudge_id)


send = dramatiq.actor(_send, actor_name="send", max_retries=0)


def _enqueue(ids: list[int]) -> None:
    for one in ids:
        send.send(one)


if __name__ == "__main__":
    feed(_enqueue)
