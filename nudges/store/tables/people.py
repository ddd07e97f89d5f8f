"""People: who they are, what they joined, what they agreed to, and what strangers asked for."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Index,
    Integer,
    String,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import RowId, UtcDateTime


class Person(SQLModel, table=True):
    """Someone who receives nudges. `data_key` opens their words; without it they are gone.

    `who`, `partner`, `partner_safe`, `care`, `discreet`, `quiet_acks`, `notes_in_summary`, `prefers`,
    `disclosed`, `paused_from` and `paused_until` as in core/person/person.py. `links_from`: links that
    were made before open nothing. `external_id`: what another system calls them.
    """

    id: str = Field(primary_key=True)
    state: str
    zone: str
    locale: str
    opens: str
    closes: str
    paused_from: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    paused_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    data_key: bytes | None = None
    name: bytes | None = None
    phone: bytes | None = None
    email: bytes | None = None
    external_id: bytes | None = None
    who: str = Field(default="hurt", sa_column=Column(String, nullable=False, server_default="hurt"))
    partner: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    partner_safe: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    care: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    discreet: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    quiet_acks: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    notes_in_summary: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    prefers: str | None = None
    links_from: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    disclosed: dict[str, str] | None = Field(default=None, sa_column=Column(JSON))
    phone_lookup: str | None = Field(default=None, unique=True)
    email_lookup: str | None = Field(default=None, unique=True)
    external_lookup: str | None = Field(default=None, unique=True)


class Enrolment(SQLModel, table=True):
    """One person on one plan. `times` holds their own times: {"daily-appreciation": "07:30"}.

    `takes` says on which local date each take of a practice was last given: {"g1-s5-b3/2": "2026-11-22"};
    `quiet` how many nudges went unanswered since the last reply.
    """

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    plan: str = Field(primary_key=True)
    starts_on: date
    times: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    takes: dict[str, str] = Field(
        default_factory=dict,
        sa_column=Column(JSON().with_variant(JSONB(), "postgresql"), nullable=False, server_default="{}"),
    )
    quiet: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Upcoming(SQLModel, table=True):
    """The next slot of one step for one enrolment: what the planner looks up by `due_at`."""

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    plan: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    local_date: date
    n: int
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class Asked(SQLModel, table=True):
    """What somebody asked for on a page that is open to everybody: an invitation, or a new link.

    `words` is the form, sealed, until a worker has dealt with it. A row that was `granted` stays, so that
    what strangers cause can be counted; `lookup` is a keyed hash of the number or address.
    """

    __table_args__ = (Index("asked_granted", "kind", "at"), Index("asked_lookup", "lookup", "kind"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    kind: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    lookup: str
    granted: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    words: bytes | None = None


class Consent(SQLModel, table=True):
    """What a person agreed to or took back, and how. Rows are only ever added.

    `method` as in core/person/consent_method.py; `medium` is the way it was said by, if it was;
    `text_version` names the words that were agreed to; `about` as in core/vocabulary.py (Agreement).
    """

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    person_id: str = Field(foreign_key="person.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    given: bool
    method: str
    medium: str | None = None
    text_version: str | None = None
    about: str = Field(
        default="messages", sa_column=Column(String, nullable=False, server_default="messages")
    )


class Suppression(SQLModel, table=True):
    """A number or address that must not be written to, as a keyed hash; it outlives an erased person."""

    lookup: str = Field(primary_key=True)
    kind: str
    provider_code: str | None = None
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
