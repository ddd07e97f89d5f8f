"""What the driver has prepared once, PostgreSQL need not read and plan again."""

import pytest
from sqlalchemy import text

from nudges.store.db import Db


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True, scope="session")
def test_a_statement_stays_prepared_after_a_transaction_that_only_read(db: Db) -> None:
    question = text("SELECT count(*) FROM person")
    for _ in range(10):  # the driver prepares after five uses
        with db.read() as tx:
            tx.conn.execute(question)
    with db.read() as tx:
        prepared = tx.conn.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
    assert question.text in prepared
