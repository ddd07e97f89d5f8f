"""takes: which wording of its practice a nudge was sent in, and which ones an enrolment was given"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("nudge", sa.Column("take", sa.Integer()))
    op.alter_column("enrolment", "practices", new_column_name="takes")


def downgrade() -> None:
    op.alter_column("enrolment", "takes", new_column_name="practices")
    op.drop_column("nudge", "take")
