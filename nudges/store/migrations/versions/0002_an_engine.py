"""a sender's pace and hold, what a provider's records were asked, the queue by medium, and tables by month"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from nudges.store.tables import UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

QUEUED, LEASED = "status = 'queued'", "status IN ('sending', 'unknown')"
UNREPORTED = "status = 'accepted' AND medium = 'sms'"

#: The tables that grow for ever, and the column whose month says in which part of them a row stands.
BY_MONTH = {"nudge": "local_date", "attempt": "at"}

#: The months in which there are rows; that of a moment is UTC's, whatever zone the session has.
MONTHS = {
    "nudge": "SELECT DISTINCT date_trunc('month', local_date)::date FROM nudge",
    "attempt": "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM attempt",
}
COMING = """
    SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date
    FROM generate_series(0, 2) AS ahead
"""
MOVED = {
    "nudge": "INSERT INTO nudge SELECT * FROM nudge_before",
    "attempt": "INSERT INTO attempt SELECT * FROM attempt_before",
}


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    op.create_table(
        "sender",
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("held_until", sa.Float(), nullable=False),
        sa.Column("held_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("medium"),
    )
    with op.batch_alter_table("reply") as reply:
        reply.alter_column("body", existing_type=sa.LargeBinary(), nullable=True)
    op.add_column("attempt", sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("looked_at", UtcDateTime(), nullable=True))
    if _on_postgresql():
        for table, column in BY_MONTH.items():
            _copy_into(table, f"PARTITION BY RANGE ({column})", _months(table))
            op.create_primary_key(f"{table}_pkey", table, ["id", column])
        _constrain()
    else:
        op.drop_index("nudge_ready", "nudge")
    op.create_index("nudge_ready", "nudge", ["medium", "ready_at"], **_where(QUEUED))
    op.create_index("nudge_unreported", "nudge", ["sent_at"], **_where(UNREPORTED))


def downgrade() -> None:
    if _on_postgresql():
        for table in BY_MONTH:
            _copy_into(table, "")
            op.create_primary_key(f"{table}_pkey", table, ["id"])
        _constrain()
    else:
        op.drop_index("nudge_unreported", "nudge")
        op.drop_index("nudge_ready", "nudge")
    op.create_index("nudge_ready", "nudge", ["ready_at"], **_where(QUEUED))
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_column("looked_at")
        attempt.drop_column("looks")
    blanked = sa.table("reply", sa.column("body", sa.LargeBinary()))
    op.execute(blanked.update().where(blanked.c.body.is_(None)).values(body=b""))
    with op.batch_alter_table("reply") as reply:
        reply.alter_column("body", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("sender")


def _months(table: str) -> list[date]:
    """The months that hold rows, this one and the next two, by the database's clock in UTC."""
    found = [op.get_bind().execute(sa.text(query)).scalars() for query in (MONTHS[table], COMING)]
    return sorted({month for months in found for month in months})


def _copy_into(table: str, layout: str, months: Sequence[date] = ()) -> None:
    """The table laid out anew with all its rows, yet without keys and indexes."""
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute(f"CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS) {layout}")
    if layout:
        op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    for month in months:
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        op.execute(
            f"CREATE TABLE {table}_{month:%Y_%m} PARTITION OF {table} "
            f"FOR VALUES FROM ('{month} 00:00+00') TO ('{after} 00:00+00')"
        )
    op.execute(MOVED[table])
    if table == "nudge":
        op.execute("ALTER SEQUENCE nudge_id_seq OWNED BY nudge.id")
    op.execute(f"DROP TABLE {table}_before")


def _constrain() -> None:
    """What both layouts have in common, as the first tables had it."""
    op.create_unique_constraint("nudge_once", "nudge", ["person_id", "plan", "step", "local_date", "n"])
    op.create_foreign_key("nudge_person_id_fkey", "nudge", "person", ["person_id"], ["id"])
    op.create_index("nudge_leased", "nudge", ["lease_until"], **_where(LEASED))
    op.create_index("nudge_person", "nudge", ["person_id", "due_at"])
    op.create_index("ix_attempt_nudge_id", "attempt", ["nudge_id"])
    op.create_index("ix_attempt_provider_id", "attempt", ["provider_id"])
