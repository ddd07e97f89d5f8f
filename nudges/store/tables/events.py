"""Events for other systems of the operator: the outbox, and where it goes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, Index, Integer, text
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import RowId, UtcDateTime


class Event(SQLModel, table=True):
    """Something that happened, and whether it was delivered. `data` holds ids, codes and times, no words.

    `next_at`: when it may be sent; None once it was delivered or parked. `failing_since`: the first of the
    tries that failed, with the code of the last in `failed_why`. `reply_id`: the reply that it tells of.
    """

    __table_args__ = (
        Index(
            "event_waiting",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(
            "event_order",
            "person_id",
            "id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(
            "event_done",
            "person_id",
            sqlite_where=text("next_at IS NULL"),
            postgresql_where=text("next_at IS NULL"),
        ),
        Index(
            "event_parked",
            "parked_at",
            sqlite_where=text("parked_at IS NOT NULL"),
            postgresql_where=text("parked_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    webhook_id: str
    person_id: str = Field(foreign_key="person.id")
    kind: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    reply_id: int | None = Field(default=None, sa_column=Column(RowId))
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    failing_since: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    failed_why: str | None = None
    parked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    delivered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class EventEndpoint(SQLModel, table=True):
    """Where events go, by a hash of its address, and which worker sends to it: the `holder`, until
    `lease_until` (the database's clock, seconds since 1970). `gone_at`: it answered that it wants no more.
    """

    __tablename__ = "event_endpoint"

    id: str = Field(primary_key=True)
    holder: str | None = None
    lease_until: float = Field(default=0.0, sa_column=Column(Float, nullable=False, server_default="0"))
    gone_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
