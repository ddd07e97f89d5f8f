"""The API: tokens of programs, and requests that must not be carried out twice."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, Text, false
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import UtcDateTime


class ApiToken(SQLModel, table=True):
    """What a program proves itself with: the account is a row of `staff`, whose name is the token's.

    Only a hash is kept (store/office/tokens.py), and `begins`, by which people recognise it. `scopes` as in
    core/office/roles.py.
    """

    __tablename__ = "api_token"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    token_hash: str = Field(unique=True)
    begins: str
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    made_by: str | None = Field(default=None, foreign_key="staff.id")
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ApiRequest(SQLModel, table=True):
    """A request that came with an Idempotency-Key, for a day. `key` is a hash of it, and `fingerprint` of the
    whole request.

    `attempt` names the try that may carry it out, until `lease_until`; `done`: it was, and `status` and
    `answer` are what was answered. An answer holds ids, codes and moments, never a word of a person.
    """

    __tablename__ = "api_request"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    fingerprint: str
    attempt: str = Field(unique=True)
    lease_until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    done: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    status: int | None = None
    answer: str | None = Field(default=None, sa_column=Column(Text))
