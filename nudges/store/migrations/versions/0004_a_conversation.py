"""a conversation: replies that can be taken back, consent with its words, people who want to be discreet"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ADDED: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("person", sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("person", sa.Column("quiet_acks", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("reply", sa.Column("effect", sa.JSON())),
    ("reply", sa.Column("undone_at", sa.DateTime(timezone=True))),
    ("consent", sa.Column("medium", sa.String())),
    ("consent", sa.Column("text_version", sa.String())),
)


def upgrade() -> None:
    for table, column in _ADDED:
        op.add_column(table, column)
    # a skipped nudge and one that was not done are the same rest
    op.execute("UPDATE reply SET kind = 'not_done' WHERE kind = 'skip'")


def downgrade() -> None:
    for table, column in reversed(_ADDED):
        op.drop_column(table, column.name)
