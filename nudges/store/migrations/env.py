"""Alembic's entry: the connection always comes from `nudges.store.db.migrate`."""

from alembic import context
from sqlmodel import SQLModel

import nudges.store.tables  # noqa: F401  (fills the metadata)
from nudges.store.sql.partitions import is_part

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_name=lambda name, kind, _: kind != "table" or name is None or not is_part(name),
)
with context.begin_transaction():
    context.run_migrations()
