"""Tokens of the API: made by owners or at the prompt, shown once, and over at their end at the latest."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action, Scope
from nudges.flow.accounts.accounts import LONGEST_NAME
from nudges.flow.office.act import NotThereError, allow
from nudges.flow.service import Service
from nudges.store.office import audit, tokens
from nudges.store.office.tokens import Token

#: How every token begins: scanners of repositories find one that was left in a file by it.
BEGINS = "nudges_"

#: Days that a token is good for unless said, and at most.
DAYS, MOST_DAYS = 90, 730

#: That a token is in use is written down this often, so that a request mostly writes nothing.
_SEEN = timedelta(minutes=1)


def add(
    service: Service, acting: Acting, name: str, scopes: Collection[Scope], days: int, now: datetime
) -> str:
    """Make a token; returns it, and only its hash is kept. Raises NudgesError."""
    allow(acting, Action.TOKENS_ADD)
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise NudgesError(
            "The token has no name.",
            "The audit names what was done with it by that.",
            "Name the program that will use it.",
        )
    if not name.strip().isprintable():
        raise NudgesError(
            "The token cannot have that name.",
            "There is a line break in it, or a character that cannot be seen.",
            "Name the program on one line, in letters that can be read.",
        )
    if not scopes:
        raise NudgesError(
            "The token would open nothing.",
            "Each scope opens one part of the API: docs/api.md.",
            f"Choose one at least: {', '.join(Scope)}.",
        )
    if not 1 <= days <= MOST_DAYS:
        raise NudgesError(
            "The token cannot be good for that long.",
            f"It ends after 1 to {MOST_DAYS} days, so that one that was forgotten does not stay good.",
            f"Give a number of days, such as {DAYS}.",
        )
    secret = f"{BEGINS}{secrets.token_urlsafe(32)}"
    made = Token(
        *(service.new_id(), called, secret[: len(BEGINS) + 6], frozenset(scopes), now, acting.staff_id),
        *(now + timedelta(days=days), None, None),
    )
    with service.db.write() as tx:
        tokens.add(tx, made, secret)
        told = {"token": made.id, "scopes": " ".join(sorted(made.scopes)), "days": days}
        audit.add(tx, acting, Action.TOKENS_ADD, now, details=told)
    return secret


def listed(service: Service, acting: Acting) -> list[Token]:
    """All that were made, the newest first; also those that are over."""
    allow(acting, Action.TOKENS_LIST)
    with service.db.read() as tx:
        return tokens.everyone(tx)


def end(service: Service, acting: Acting, token_id: str, now: datetime) -> None:
    """End a token at once; twice is the same as once. Raises NotThereError."""
    allow(acting, Action.TOKENS_END)
    with service.db.write() as tx:
        token = tokens.get(tx, token_id)
        if token is None:
            raise NotThereError
        if token.ended_at is None:
            audit.add(tx, acting, Action.TOKENS_END, now, details={"token": token_id})
            tokens.end(tx, token_id, now)


def bearer(service: Service, secret: str, now: datetime) -> Acting | None:
    """Whoever comes with this token; None for one that opens nothing. It was used now."""
    with service.db.read() as tx:
        found = tokens.whose(tx, secret, now)
    if found is None:
        return None
    acting, used_at = found
    if acting.staff_id and (used_at is None or not timedelta(0) <= now - used_at < _SEEN):
        with service.db.write() as tx:
            tokens.used(tx, acting.staff_id, now)
    return acting
