"""The senders, shared by all workers: held while the provider refuses the account, by the database clock."""

from dataclasses import dataclass

from sqlalchemy import select, update

from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock, insert_new

#: Seconds for which a refusal is told after its hold has ended.
_RECENT = 600


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a provider refused the account last, and for how many seconds its sender is still held.

    `seconds` is below 0 once the hold is over: so long ago.
    """

    why: str
    seconds: float


def hold(tx: Tx, medium: Medium, why: str, seconds: float) -> bool:
    """Let nobody claim for this medium for so many seconds; False if it is held already.

    With 0 seconds the refusal is only told.
    """
    s = t.sender
    none = {"medium": medium, "next_at": 0.0, "held_until": 0.0, "held_why": ""}
    tx.conn.execute(insert_new(s, tx.conn).values(none))
    held = tx.conn.execute(
        update(s)
        .where(s.c.medium == medium, s.c.held_until <= db_clock())
        .values(held_until=db_clock() + seconds, held_why=why)
    )
    return bool(held.rowcount)


def refusals(tx: Tx) -> dict[Medium, Refusal]:
    """The media whose account is refused: held now, or a few minutes ago."""
    s = t.sender
    left = s.c.held_until - db_clock()
    rows = tx.conn.execute(
        select(s.c.medium, s.c.held_why, left.label("seconds")).where(s.c.held_why != "", left > -_RECENT)
    )
    return {Medium(row.medium): Refusal(row.held_why, float(row.seconds)) for row in rows}


def held(tx: Tx) -> dict[Medium, str]:
    """The media for which nothing is claimed now, each with its reason."""
    return {medium: one.why for medium, one in refusals(tx).items() if one.seconds > 0}
