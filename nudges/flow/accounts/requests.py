"""A request with an Idempotency-Key is carried out once, also across a crash.

As draft-ietf-httpapi-idempotency-key-header has it. That it is done is written in the transaction that does
it (store/office/audit.py). A try that died before that may be followed by another once its lease is over; one
that died after it is known to be done, and is never done again, though its answer is lost.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting
from nudges.flow.service import Service
from nudges.store.office import requests

#: How long a key is kept, and how long a try has; the web answers within ten seconds.
KEPT, LEASE = timedelta(hours=24), timedelta(minutes=1)


class OtherRequestError(NudgesError):
    """The key came with another request before."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key belongs to another request.",
            "It came with another method, path or body within the last 24 hours.",
            "Send a new key with each new request, and the same one only to repeat the same request.",
        )


class UnderWayError(NudgesError):
    """The same request is being carried out."""

    def __init__(self) -> None:
        super().__init__(
            "The same request is being carried out.",
            "It came with this Idempotency-Key a moment ago, and has not been answered yet.",
            "Send it again in a few seconds, with the same key.",
        )


class AnswerLostError(NudgesError):
    """It was done, and we were stopped before the answer was kept."""

    def __init__(self) -> None:
        super().__init__(
            "This was done, and the answer to it is lost.",
            "The service was stopped between doing it and answering.",
            "Do not send it again with another key; read what it changed.",
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the same request was answered with before."""

    status: int
    body: str


def begin(service: Service, acting: Acting, key: str, request: bytes, now: datetime) -> Acting | Answer:
    """Whoever acts, with the attempt that may carry this out; or what it was answered with before.

    `request` is all that makes it the same. Raises OtherRequestError, UnderWayError and AnswerLostError.
    """
    staff_id, attempt, until = acting.staff_id or "", secrets.token_urlsafe(16), now + LEASE
    hashed, fingerprint = sha256(key.encode()).hexdigest(), sha256(request).hexdigest()
    with service.db.write() as tx:
        requests.forget(tx, now - KEPT)
        before = requests.claim(tx, staff_id, hashed, fingerprint, attempt, now, until)
        if before is None:
            return replace(acting, attempt=attempt)
        if before.fingerprint != fingerprint:
            raise OtherRequestError
        if before.status is not None:
            return Answer(before.status, before.answer or "")
        if before.lease_until > now:
            raise UnderWayError
        if before.done:
            raise AnswerLostError
        requests.take_over(tx, before.attempt, attempt, until)
        return replace(acting, attempt=attempt)


def answered(service: Service, acting: Acting, answer: Answer) -> None:
    """Keep the answer for whoever asks again."""
    with service.db.write() as tx:
        requests.answered(tx, acting.attempt, answer.status, answer.body)


def give_up(service: Service, acting: Acting) -> None:
    """It was refused, so the key may come again, with what was wrong put right."""
    with service.db.write() as tx:
        requests.give_up(tx, acting.attempt)
