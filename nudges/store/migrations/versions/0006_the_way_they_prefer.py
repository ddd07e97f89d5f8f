"""the way they prefer: who asked for their practices by SMS, or by email"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("person", sa.Column("prefers", sa.String()))


def downgrade() -> None:
    op.drop_column("person", "prefers")
