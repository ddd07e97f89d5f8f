"""what each enrolment was given, and who takes part: a practice is chosen without reading a year of nudges"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

#: Everything that was given so far is of one round; what was not, comes next.
GIVEN = """
    UPDATE enrolment SET practices = (
        SELECT {object}(practice, {array}(last, 1)) FROM (
            SELECT practice, {text} AS last FROM nudge
            WHERE nudge.person_id = enrolment.person_id AND nudge.plan = enrolment.plan
              AND practice IS NOT NULL
            GROUP BY practice
        ) AS lasts
    )
    WHERE EXISTS (
        SELECT 1 FROM nudge
        WHERE nudge.person_id = enrolment.person_id AND nudge.plan = enrolment.plan AND practice IS NOT NULL
    )
"""


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("enrolment", sa.Column("practices", json, nullable=False, server_default="{}"))
    op.add_column("enrolment", sa.Column("quiet", sa.Integer(), nullable=False, server_default="0"))
    for setting in ("partner", "care"):
        op.add_column("person", sa.Column(setting, sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        words = {"object": "jsonb_object_agg", "array": "jsonb_build_array", "text": "max(local_date)::text"}
    else:
        words = {"object": "json_group_object", "array": "json_array", "text": "max(local_date)"}
    op.execute(GIVEN.format(**words))


def downgrade() -> None:
    for setting in ("care", "partner"):
        op.drop_column("person", setting)
    for column in ("quiet", "practices"):
        op.drop_column("enrolment", column)
