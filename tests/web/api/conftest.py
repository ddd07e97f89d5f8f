"""SQLite alone, for what does not depend on the database."""

from collections.abc import Iterator

import pytest

from nudges.store.db import Db
from tests.conftest import Sqlite
from tests.harness import Databases, opened_db


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def lite(_sqlite: Databases) -> Iterator[Db]:
    """A migrated SQLite database of the test's own."""
    with opened_db(_sqlite) as db:
        yield db
