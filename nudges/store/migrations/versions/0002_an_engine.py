"""a sender's pace and hold, what a provider's records were asked, and the queue by medium"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from nudges.store.tables import UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "sender",
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("held_until", sa.Float(), nullable=False),
        sa.Column("held_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("medium"),
    )
    op.add_column("attempt", sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("looked_at", UtcDateTime(), nullable=True))
    op.drop_index("nudge_ready", "nudge")
    op.create_index("nudge_ready", "nudge", ["medium", "ready_at"], **_where("status = 'queued'"))
    op.create_index(
        "nudge_unreported", "nudge", ["sent_at"], **_where("status = 'accepted' AND medium = 'sms'")
    )


def downgrade() -> None:
    op.drop_index("nudge_unreported", "nudge")
    op.drop_index("nudge_ready", "nudge")
    op.create_index("nudge_ready", "nudge", ["ready_at"], **_where("status = 'queued'"))
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_column("looked_at")
        attempt.drop_column("looks")
    op.drop_table("sender")
