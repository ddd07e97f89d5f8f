"""the first tables"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nudges.store.tables import UtcDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: The tables that grow for ever, and the column whose month says in which partition a row is (PostgreSQL).
BY_MONTH = {"nudge": "local_date", "attempt": "at"}

#: This month and the next two, by the database's clock in UTC: the worker makes the later ones.
MONTHS = """
    SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date
    FROM generate_series(0, 2) AS ahead
"""


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *columns(), **_layout(name))
    for table, index, named, condition in INDEXES:
        where: dict[str, Any] = {}
        if condition:
            where = dict.fromkeys(("sqlite_where", "postgresql_where"), sa.text(condition))
        op.create_index(index, table, named, unique=index in UNIQUE, **where)
    for statement in ONLY_ADDED_TO[op.get_bind().dialect.name]:
        op.execute(statement)
    if _on_postgresql():
        months = list(op.get_bind().execute(sa.text(MONTHS)).scalars())
        for table in BY_MONTH:
            _partition(table, months)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    if _on_postgresql():
        op.execute("DROP FUNCTION audit_refuses")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _layout(table: str) -> dict[str, Any]:
    column = BY_MONTH.get(table)
    return {"postgresql_partition_by": f"RANGE ({column})"} if column else {}


def _key(table: str) -> sa.PrimaryKeyConstraint:
    """A partitioned table's key has to name the column that says which partition."""
    return sa.PrimaryKeyConstraint("id", *([BY_MONTH[table]] if _on_postgresql() else []))


def _partition(table: str, months: Sequence[date]) -> None:
    op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    for month in months:
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        op.execute(
            f"CREATE TABLE {table}_{month:%Y_%m} PARTITION OF {table} "
            f"FOR VALUES FROM ('{month} 00:00+00') TO ('{after} 00:00+00')"
        )


def _meta() -> list[Any]:
    return [
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    ]


def _person() -> list[Any]:
    wishes = ("partner", "partner_safe", "care", "discreet", "quiet_acks", "notes_in_summary")
    return [
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "zone", "locale")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("opens", "closes")),
        sa.Column("paused_from", UtcDateTime()),
        sa.Column("paused_until", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.LargeBinary()) for name in ("data_key", "name", "phone", "email")),
        sa.Column("external_id", sa.LargeBinary()),
        sa.Column("who", sa.String(), nullable=False, server_default="hurt"),
        *(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()) for name in wishes),
        sa.Column("prefers", sa.String()),
        sa.Column("links_from", UtcDateTime()),
        sa.Column("disclosed", sa.JSON()),
        sa.Column("phone_lookup", sa.String(), unique=True),
        sa.Column("email_lookup", sa.String(), unique=True),
        sa.Column("external_lookup", sa.String(), unique=True),
    ]


def _enrolment() -> list[Any]:
    return [
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("plan", sa.String(), primary_key=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column(
            "takes",
            sa.JSON().with_variant(JSONB(), "postgresql"),
            nullable=False,
            server_default="{}",
        ),
        sa.Column("quiet", sa.Integer(), nullable=False, server_default="0"),
    ]


def _upcoming() -> list[Any]:
    return [
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("plan", sa.String(), primary_key=True),
        sa.Column("step", sa.String(), primary_key=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
    ]


def _nudge() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("plan", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("message", sa.String()),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False, server_default="0"),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("due_at", "ready_at", "expires_at")),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("reason_values", sa.JSON()),
        sa.Column("expects", sa.String()),
        sa.Column("practice", sa.String()),
        sa.Column("take", sa.Integer()),
        sa.Column("content_version", sa.String()),
        sa.Column("milestone", sa.String()),
        sa.Column("reply_id", ROW_ID),
        sa.Column("broadcast_id", ROW_ID),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("segments", sa.Integer()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String()),
        sa.Column("lease_until", sa.Float()),
        sa.Column("attempt_id", sa.String()),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _key("nudge"),
        sa.UniqueConstraint("person_id", "plan", "step", "local_date", "n", "again", name="nudge_once"),
    ]


def _attempt() -> list[Any]:
    return [
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("nudge_id", ROW_ID, nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("code", sa.String()),
        sa.Column("provider_id", sa.String()),
        sa.Column("looks", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("looked_at", UtcDateTime()),
        sa.Column("billed", sa.Integer()),
        sa.Column("price", sa.Float()),
        sa.Column("currency", sa.String()),
        _key("attempt"),
    ]


def _reply() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("provider_id", sa.String(), nullable=False, unique=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("nudge_id", ROW_ID),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("danger", sa.String()),
        sa.Column("rating", sa.Integer()),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("effect", sa.JSON()),
        sa.Column("undone_at", UtcDateTime()),
    ]


def _heard() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("lookup", sa.String(), nullable=False, unique=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    ]


def _asked() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("words", sa.LargeBinary()),
    ]


def _consent() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("medium", sa.String()),
        sa.Column("text_version", sa.String()),
        sa.Column("about", sa.String(), nullable=False, server_default="messages"),
    ]


def _suppression() -> list[Any]:
    return [
        sa.Column("lookup", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("provider_code", sa.String()),
        sa.Column("at", UtcDateTime(), nullable=False),
    ]


def _provider_copy() -> list[Any]:
    return [
        sa.Column("provider_id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
    ]


def _operator_notice() -> list[Any]:
    return [
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("about", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id")),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime()),
        sa.Column("try_at", UtcDateTime(), nullable=False),
    ]


def _sender() -> list[Any]:
    return [
        sa.Column("medium", sa.String(), primary_key=True),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("held_until", sa.Float(), nullable=False),
        sa.Column("held_why", sa.String(), nullable=False),
    ]


def _heartbeat() -> list[Any]:
    return [
        sa.Column("worker", sa.String(), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("plans", sa.JSON(), nullable=False),
    ]


def _tally() -> list[Any]:
    return [
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("labels", sa.String(), primary_key=True),
        sa.Column("value", sa.Float(), nullable=False),
    ]


def _staff() -> list[Any]:
    return [
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        *(sa.Column(name, sa.LargeBinary()) for name in ("data_key", "name", "email", "phone")),
        sa.Column("email_lookup", sa.String(), unique=True),
        sa.Column("password", sa.String()),
        sa.Column("totp", sa.LargeBinary()),
        sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"),
    ]


def _staff_passkey() -> list[Any]:
    return [
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
    ]


def _staff_session() -> list[Any]:
    return [
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
    ]


def _staff_invitation() -> list[Any]:
    return [
        sa.Column("token_hash", sa.String(), primary_key=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
    ]


def _audit() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id")),
        sa.Column("details", sa.JSON()),
    ]


def _caseload() -> list[Any]:
    return [
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id"), nullable=False),
    ]


def _person_case() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("dangers", sa.JSON(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("of_somebody", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("opened_at", "said_at")),
        sa.Column("seen_at", UtcDateTime()),
        sa.Column("seen_by", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("closed_by", sa.String(), sa.ForeignKey("staff.id")),
    ]


def _question() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("asked_at", "said_at")),
        sa.Column("taken_at", UtcDateTime()),
        sa.Column("taken_by", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("answered_at", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("closed_by", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("told_at", UtcDateTime()),
    ]


def _broadcast() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("token", sa.String(), nullable=False, unique=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), sa.ForeignKey("staff.id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("plan", "locale", "coach", "chosen")),
        sa.Column("caseload_of", sa.String()),
        sa.Column("at", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("spread", "people", "segments")),
        *(sa.Column(name, sa.LargeBinary()) for name in ("data_key", "words")),
        sa.Column("filled_to", sa.String(), nullable=False),
        sa.Column("filled_at", UtcDateTime()),
        sa.Column("stopped_at", UtcDateTime()),
        sa.Column("stopped_by", sa.String(), sa.ForeignKey("staff.id")),
    ]


def _staff_note() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("case_id", ROW_ID),
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
    ]


def _event() -> list[Any]:
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reply_id", ROW_ID),
        sa.Column("next_at", UtcDateTime()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", UtcDateTime()),
        sa.Column("failed_why", sa.String()),
        sa.Column("parked_at", UtcDateTime()),
        sa.Column("delivered_at", UtcDateTime()),
    ]


def _event_endpoint() -> list[Any]:
    return [
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("holder", sa.String()),
        sa.Column("lease_until", sa.Float(), nullable=False, server_default="0"),
        sa.Column("gone_at", UtcDateTime()),
    ]


def _api_token() -> list[Any]:
    return [
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("token_hash", sa.String(), nullable=False, unique=True),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), sa.ForeignKey("staff.id")),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
    ]


def _api_request() -> list[Any]:
    return [
        sa.Column("staff_id", sa.String(), sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False, unique=True),
        sa.Column("lease_until", UtcDateTime(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.Text()),
    ]


def _week_figure() -> list[Any]:
    counts = ("nudges", "segments", "asked", "answered", "done", "not_done", "rated", "sum_ratings")
    return [
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("plan", "step", "practice")),
        sa.Column("take", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("medium", "status", "reason", "code")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*counts, "bills", "billed")),
        sa.Column("price", sa.Float(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
    ]


def _week_cohort() -> list[Any]:
    counts = ("people", "stopped", "silent", "asked", "answered")
    return [
        sa.Column("week", sa.Date(), primary_key=True),
        sa.Column("plan", sa.String(), primary_key=True),
        sa.Column("began", sa.Date(), primary_key=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
    ]


#: In the order of their foreign keys.
TABLES: dict[str, Callable[[], list[Any]]] = {
    "meta": _meta,
    "person": _person,
    "enrolment": _enrolment,
    "upcoming": _upcoming,
    "nudge": _nudge,
    "attempt": _attempt,
    "reply": _reply,
    "heard": _heard,
    "asked": _asked,
    "consent": _consent,
    "suppression": _suppression,
    "provider_copy": _provider_copy,
    "operator_notice": _operator_notice,
    "sender": _sender,
    "heartbeat": _heartbeat,
    "tally": _tally,
    "staff": _staff,
    "staff_passkey": _staff_passkey,
    "staff_session": _staff_session,
    "staff_invitation": _staff_invitation,
    "audit": _audit,
    "caseload": _caseload,
    "person_case": _person_case,
    "question": _question,
    "broadcast": _broadcast,
    "staff_note": _staff_note,
    "event": _event,
    "event_endpoint": _event_endpoint,
    "api_token": _api_token,
    "api_request": _api_request,
    "week_figure": _week_figure,
    "week_cohort": _week_cohort,
}

#: Table, index, columns, and the condition of a partial one.
INDEXES: tuple[tuple[str, str, list[str], str], ...] = (
    ("upcoming", "ix_upcoming_due_at", ["due_at"], ""),
    ("nudge", "nudge_ready", ["medium", "ready_at"], "status = 'queued'"),
    ("nudge", "nudge_leased", ["lease_until"], "status IN ('sending', 'unknown')"),
    ("nudge", "nudge_unreported", ["sent_at"], "status = 'accepted' AND medium = 'sms'"),
    ("nudge", "nudge_failed", ["changed_at"], "status = 'failed'"),
    ("nudge", "nudge_person", ["person_id", "due_at"], ""),
    ("nudge", "nudge_message_once", ["person_id", "plan", "message", "local_date"], "message IS NOT NULL"),
    (
        "nudge",
        "nudge_broadcast_once",
        ["broadcast_id", "person_id", "local_date"],
        "broadcast_id IS NOT NULL",
    ),
    ("attempt", "ix_attempt_nudge_id", ["nudge_id"], ""),
    ("attempt", "ix_attempt_provider_id", ["provider_id"], ""),
    ("reply", "ix_reply_nudge_id", ["nudge_id"], ""),
    ("reply", "reply_person", ["person_id", "at"], ""),
    ("asked", "asked_granted", ["kind", "at"], ""),
    ("asked", "asked_lookup", ["lookup", "kind"], ""),
    ("consent", "ix_consent_person_id", ["person_id"], ""),
    ("staff_passkey", "ix_staff_passkey_staff_id", ["staff_id"], ""),
    ("staff_session", "ix_staff_session_staff_id", ["staff_id"], ""),
    ("audit", "audit_person", ["person_id", "id"], ""),
    ("caseload", "ix_caseload_staff_id", ["staff_id"], ""),
    ("person_case", "case_open", ["person_id"], "closed_at IS NULL"),
    ("person_case", "case_person", ["person_id"], ""),
    ("question", "question_open", ["person_id"], "closed_at IS NULL"),
    ("question", "question_person", ["person_id"], ""),
    ("staff_note", "note_person", ["person_id", "id"], ""),
    ("event", "event_waiting", ["next_at"], "next_at IS NOT NULL"),
    ("event", "event_order", ["person_id", "id"], "next_at IS NOT NULL"),
    ("event", "event_done", ["person_id"], "next_at IS NULL"),
    ("event", "event_parked", ["parked_at"], "parked_at IS NOT NULL"),
    ("api_request", "ix_api_request_at", ["at"], ""),
    ("week_figure", "ix_week_figure_week", ["week"], ""),
)

UNIQUE = {"nudge_message_once", "case_open", "question_open", "nudge_broadcast_once"}

#: What makes the audit a record that is only ever added to, by the database itself.
_REFUSAL = "the audit is only ever added to"
ONLY_ADDED_TO = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for change in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    ],
}
