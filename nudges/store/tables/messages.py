"""What goes out and what comes back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import RowId, UtcDateTime


class Nudge(SQLModel, table=True):
    """One planned slot of one step for one enrolment: the queue, the log and the explanation at once.

    It is of a step, the `n`th of its day, and comes `again` for the first, second, … time if that was asked
    for; or it is a `message` of the service itself, with a plan if it comes once for that. `reply_id` is the
    reply it answers, `broadcast_id` the message to many that it is one of, and `milestone` the one that a
    summary celebrates. `reason` and `reason_values` as in core/reasons.py; None while it waits for nothing
    but its hour.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "plan", "step", "local_date", "n", "again", name="nudge_once"),
        Index(
            "nudge_message_once",
            "person_id",
            "plan",
            "message",
            "local_date",
            unique=True,
            sqlite_where=text("message IS NOT NULL"),
            postgresql_where=text("message IS NOT NULL"),
        ),
        Index(
            "nudge_ready",
            "medium",
            "ready_at",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index(
            "nudge_leased",
            "lease_until",
            sqlite_where=text("status IN ('sending', 'unknown')"),
            postgresql_where=text("status IN ('sending', 'unknown')"),
        ),
        Index(
            "nudge_unreported",
            "sent_at",
            sqlite_where=text("status = 'accepted' AND medium = 'sms'"),
            postgresql_where=text("status = 'accepted' AND medium = 'sms'"),
        ),
        Index(
            "nudge_failed",
            "changed_at",
            sqlite_where=text("status = 'failed'"),
            postgresql_where=text("status = 'failed'"),
        ),
        Index("nudge_person", "person_id", "due_at"),
        Index(
            "nudge_broadcast_once",
            "broadcast_id",
            "person_id",
            "local_date",
            unique=True,
            sqlite_where=text("broadcast_id IS NOT NULL"),
            postgresql_where=text("broadcast_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    person_id: str = Field(foreign_key="person.id")
    plan: str | None = None
    step: str | None = None
    message: str | None = None
    local_date: date
    n: int
    again: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ready_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    medium: str
    status: str
    reason: str | None = None
    reason_values: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    expects: str | None = None
    practice: str | None = None
    take: int | None = None
    content_version: str | None = None
    milestone: str | None = None
    reply_id: int | None = Field(default=None, sa_column=Column(RowId))
    broadcast_id: int | None = Field(default=None, sa_column=Column(RowId))
    body: bytes | None = None
    segments: int | None = None
    tries: int = 0
    holder: str | None = None
    lease_until: float | None = None
    attempt_id: str | None = None
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Attempt(SQLModel, table=True):
    """One try at handing a nudge to a provider; its id travels in the status callback.

    `looks` and `looked_at`: how often, and when last, the provider's own records were asked about it.
    `billed`: the segments that the provider billed, with the `price` in `currency`; None if it did not say.
    """

    id: str = Field(primary_key=True)
    nudge_id: int = Field(sa_column=Column(RowId, nullable=False, index=True))
    person_id: str
    channel: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    outcome: str
    code: str | None = None
    provider_id: str | None = Field(default=None, index=True)
    looks: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    looked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    billed: int | None = None
    price: float | None = None
    currency: str | None = None


class Reply(SQLModel, table=True):
    """An inbound message and what it was taken to mean. `provider_id` makes a repeat harmless.

    `danger`: the kind of danger that it speaks of for certain, whatever else it says. `effect` is what it
    changed, so that it can be taken back, or the choices that an unclear one was given.
    `undone_at`: it was taken back then, and counts for nothing.
    """

    __table_args__ = (Index("reply_person", "person_id", "at"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    provider_id: str = Field(unique=True)
    person_id: str = Field(foreign_key="person.id")
    nudge_id: int | None = Field(default=None, sa_column=Column(RowId, index=True))
    medium: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    local_date: date
    body: bytes | None = None  # None: older than words are kept
    kind: str
    danger: str | None = None
    rating: int | None = None
    note: bytes | None = None
    answer: bytes | None = None  # what it was answered with at once
    effect: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Heard(SQLModel, table=True):
    """That a message came in, by a keyed hash of its provider's id: what comes again changes nothing, even
    when its reply was deleted since."""

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    lookup: str = Field(unique=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class ProviderCopy(SQLModel, table=True):
    """A message of an erased person that its provider still keeps; `next_at`: when to ask for its removal."""

    __tablename__ = "provider_copy"

    provider_id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id")
    medium: str
    tries: int = 0
    next_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
