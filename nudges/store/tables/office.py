"""The office: staff, what they may see, what they did, and the cases they look after."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Index,
    Integer,
    false,
    text,
)
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import RowId, UtcDateTime


class Staff(SQLModel, table=True):
    """A member of staff. `data_key` opens their name, address, number and `totp`, the secret of their codes;
    `password` is an argon2 hash, None for somebody with passkeys alone. `totp_step` is the last step of 30 s
    whose code was used: none counts twice.

    `ended_at`: the account was ended. The row stays, since the audit names it; name, address and number go.
    """

    id: str = Field(primary_key=True)
    role: str
    on_duty: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    joined_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    data_key: bytes | None = None
    name: bytes | None = None
    email: bytes | None = None
    phone: bytes | None = None
    email_lookup: str | None = Field(default=None, unique=True)
    password: str | None = None
    totp: bytes | None = None
    totp_step: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class StaffPasskey(SQLModel, table=True):
    """A passkey of somebody's (WebAuthn). `id` is the credential's, in base64url; `name` is sealed with their
    key. `used_at`: the last time it signed in; a challenge that was made before counts no more.
    """

    __tablename__ = "staff_passkey"

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    public_key: bytes
    sign_count: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: bytes | None = None
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class StaffSession(SQLModel, table=True):
    """Somebody is signed in; of what their browser keeps only a hash is here."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class StaffInvitation(SQLModel, table=True):
    """A link that makes one account with this role, once; only the hash of its token is here."""

    __tablename__ = "staff_invitation"

    token_hash: str = Field(primary_key=True)
    role: str
    made_by: str | None = Field(default=None, foreign_key="staff.id")
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Audit(SQLModel, table=True):
    """Who looked at what and did what. Rows are only ever added: triggers refuse UPDATE and DELETE.

    `staff_id` None: at the prompt. `action` as in core/office/roles.py; `details` holds codes and numbers,
    never a word of a person.
    """

    __table_args__ = (Index("audit_person", "person_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    action: str
    person_id: str | None = Field(default=None, foreign_key="person.id")
    details: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class Caseload(SQLModel, table=True):
    """Who looks after a person: one coach, who may have many."""

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    staff_id: str = Field(foreign_key="staff.id", index=True)


class PersonCase(SQLModel, table=True):
    """A disclosure of danger that somebody has to see and close; a person has one open case at most.

    `dangers`: every kind that was said. `times` they disclosed something since it was opened, and `said_at`
    the last time. What is only possible is listed, and nobody is woken for it.
    `of_somebody`: all of it was told of somebody else.
    """

    __tablename__ = "person_case"
    __table_args__ = (
        Index(
            "case_open",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("case_person", "person_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    person_id: str = Field(foreign_key="person.id")
    dangers: list[str] = Field(sa_column=Column(JSON, nullable=False))
    certain: bool
    of_somebody: bool
    times: int
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    said_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    seen_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    seen_by: str | None = Field(default=None, foreign_key="staff.id")
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_by: str | None = Field(default=None, foreign_key="staff.id")


class Question(SQLModel, table=True):
    """Something that waits for somebody to read it; a person has one open question at most.

    `kind` as in core/office/question.py; `times` they wrote since it was opened, and `said_at` the last time.
    While it is taken the service does not answer free words of theirs. `told_at`: owners were told that
    nobody took it.
    """

    __table_args__ = (
        Index(
            "question_open",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("question_person", "person_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    person_id: str = Field(foreign_key="person.id")
    kind: str
    times: int
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    said_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    taken_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    taken_by: str | None = Field(default=None, foreign_key="staff.id")
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_by: str | None = Field(default=None, foreign_key="staff.id")
    told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Broadcast(SQLModel, table=True):
    """A message to many: to whom (`plan`, `locale`, `coach`, and the ids in `chosen`; what is "" does not
    limit, and `caseload_of` is the coach who wrote it), what it says (`words`, sealed with a key of its own)
    and when.

    `at` is a wall time without a zone, since it is each person's own; `spread` in minutes. Its nudges are
    inserted in slices of people by id: those up to `filled_to` have theirs. `token` makes a form that is sent
    twice one message. `people` and `segments` as they were counted when it was confirmed.
    """

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    token: str = Field(unique=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    made_by: str | None = Field(default=None, foreign_key="staff.id")
    plan: str
    locale: str
    coach: str
    chosen: str = ""
    caseload_of: str | None = None
    at: str
    spread: int
    people: int
    segments: int
    data_key: bytes | None = None
    words: bytes | None = None
    filled_to: str = ""
    filled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    stopped_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    stopped_by: str | None = Field(default=None, foreign_key="staff.id")


class StaffNote(SQLModel, table=True):
    """What staff wrote about a person, or did for a case of theirs, sealed with that person's key."""

    __tablename__ = "staff_note"
    __table_args__ = (Index("note_person", "person_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    person_id: str = Field(foreign_key="person.id")
    case_id: int | None = Field(default=None, sa_column=Column(RowId))
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    words: bytes
