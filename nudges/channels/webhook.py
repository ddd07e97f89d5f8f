"""Events to another system of the operator, signed as Standard Webhooks wants it (standardwebhooks.com)."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from standardwebhooks import Webhook as Signer

from nudges.channels.base import Fault, SendError
from nudges.channels.http import Pool, retry_after

#: Events posted at the same time, and the seconds in which an answer has to come.
AT_ONCE, PATIENCE = 16, 10.0


class Webhook:
    """One endpoint. `id` stands for its address, which may hold a secret."""

    def __init__(self, url: str, secret: str) -> None:
        self.id = sha256(url.encode()).hexdigest()[:16]
        self._url = url
        self._signer = Signer(secret)
        self._pool = Pool(size=AT_ONCE, read_timeout=PATIENCE)

    async def post(self, webhook_id: str, body: str, now: datetime) -> None:
        """Post one event once. Raises SendError unless the answer is 2xx; STOPPED for 410: no more is wanted.

        `now` is signed too: a receiver refuses what was signed more than five minutes ago.
        """
        answer = await self._pool.post_once(self._url, body.encode(), self._headers(webhook_id, body, now))
        if 200 <= answer.status < 300:
            return
        kind = Fault.STOPPED if answer.status == 410 else Fault.BUSY
        raise SendError(kind, str(answer.status), retry_after=retry_after(answer.headers))

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()

    def _headers(self, webhook_id: str, body: str, now: datetime) -> Mapping[str, str]:
        return {
            "Content-Type": "application/json",
            "User-Agent": "Nudges",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(webhook_id, now, body),
        }
