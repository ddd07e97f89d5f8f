"""The tables. Those about people carry `person_id`, so that a large installation can be spread by person.

Columns of type bytes hold people's words, sealed with the person's own data key (see vault.py).
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Index,
    Integer,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite keeps no zone, so it is put back on the way out; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite numbers rows by itself only in a column that is exactly INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class Meta(SQLModel, table=True):
    """Facts about this database: the sealed lookup key, what the schedule was computed from."""

    key: str = Field(primary_key=True)
    value: str


class Person(SQLModel, table=True):
    """Someone who receives nudges. `data_key` opens their words; without it they are gone.

    `who`, `partner`, `partner_safe`, `care`, `discreet`, `quiet_acks`, `notes_in_summary`, `prefers` and
    `disclosed` as in core/person/person.py. `links_from`: links that
    were made before open nothing.
    """

    id: str = Field(primary_key=True)
    state: str
    zone: str
    locale: str
    opens: str
    closes: str
    paused_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    data_key: bytes | None = None
    name: bytes | None = None
    phone: bytes | None = None
    email: bytes | None = None
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


class Nudge(SQLModel, table=True):
    """One planned slot of one step for one enrolment: the queue, the log and the explanation at once.

    It is of a step, the `n`th of its day, and comes `again` for the first, second, … time if that was asked
    for; or it is a `message` of the service itself, with a plan if it comes once for that. `reply_id` is the
    reply it answers, and `milestone` the one that a summary celebrates. `reason` and `reason_values` as in
    core/reasons.py; None while it waits for nothing but its hour.
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


class Reply(SQLModel, table=True):
    """An inbound message and what it was taken to mean. `provider_id` makes a repeat harmless.

    `effect` is what it changed, so that it can be taken back, or the choices that an unclear one was given.
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


class ProviderCopy(SQLModel, table=True):
    """A message of an erased person that its provider still keeps; `next_at`: when to ask for its removal."""

    __tablename__ = "provider_copy"

    provider_id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id")
    medium: str
    tries: int = 0
    next_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


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


class Staff(SQLModel, table=True):
    """A member of staff. `data_key` opens their name, address and `totp`, the secret of their one-time codes;
    `password` is an argon2 hash. `totp_step` is the last step of 30 s whose code was used: none counts twice.

    `ended_at`: the account was ended. The row stays, since the audit names it; name and address go.
    """

    id: str = Field(primary_key=True)
    role: str
    on_duty: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    joined_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    data_key: bytes | None = None
    name: bytes | None = None
    email: bytes | None = None
    email_lookup: str | None = Field(default=None, unique=True)
    password: str | None = None
    totp: bytes | None = None
    totp_step: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


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

    `times` they disclosed something since it was opened, and `said_at` the last time. What is only possible
    is listed, and nobody is woken for it.
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
    danger: str
    certain: bool
    times: int
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    said_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    seen_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    seen_by: str | None = Field(default=None, foreign_key="staff.id")
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_by: str | None = Field(default=None, foreign_key="staff.id")


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


meta = SQLModel.metadata.tables["meta"]
person = SQLModel.metadata.tables["person"]
enrolment = SQLModel.metadata.tables["enrolment"]
upcoming = SQLModel.metadata.tables["upcoming"]
nudge = SQLModel.metadata.tables["nudge"]
attempt = SQLModel.metadata.tables["attempt"]
reply = SQLModel.metadata.tables["reply"]
heard = SQLModel.metadata.tables["heard"]
asked = SQLModel.metadata.tables["asked"]
consent = SQLModel.metadata.tables["consent"]
suppression = SQLModel.metadata.tables["suppression"]
provider_copy = SQLModel.metadata.tables["provider_copy"]
operator_notice = SQLModel.metadata.tables["operator_notice"]
sender = SQLModel.metadata.tables["sender"]
heartbeat = SQLModel.metadata.tables["heartbeat"]
tally = SQLModel.metadata.tables["tally"]
staff = SQLModel.metadata.tables["staff"]
staff_session = SQLModel.metadata.tables["staff_session"]
staff_invitation = SQLModel.metadata.tables["staff_invitation"]
audit = SQLModel.metadata.tables["audit"]
caseload = SQLModel.metadata.tables["caseload"]
person_case = SQLModel.metadata.tables["person_case"]
staff_note = SQLModel.metadata.tables["staff_note"]
