"""What the service keeps about its own running."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
)
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import UtcDateTime


class Meta(SQLModel, table=True):
    """Facts about this database: the sealed lookup key, what the schedule was computed from."""

    key: str = Field(primary_key=True)
    value: str


class OperatorNotice(SQLModel, table=True):
    """Something the operator is to be told (store/maintenance/operator_notices.py). `noted_at`: when it came
    up last; `told_at`: when they were told last; `try_at`: who is telling it has until then."""

    __tablename__ = "operator_notice"

    kind: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    noted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    try_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Sender(SQLModel, table=True):
    """What all workers share about one medium's sender; moments are the database's clock, seconds since 1970.

    `next_at`: its pace lets nothing more go before. `held_until`: the account is refused, for `held_why`.
    """

    medium: str = Field(primary_key=True)
    next_at: float = 0.0
    held_until: float = 0.0
    held_why: str = ""


class Heartbeat(SQLModel, table=True):
    """When a worker last said it is alive, on the database's clock (seconds since 1970), and which plan files
    it has: a mark of each by its id."""

    worker: str = Field(primary_key=True)
    at: float
    plans: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Tally(SQLModel, table=True):
    """What all processes counted (store/maintenance/tallies.py). `labels` is a JSON list."""

    name: str = Field(primary_key=True)
    labels: str = Field(primary_key=True)
    value: float
