"""Where the files lie that tests read: in this repository, and beside it."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TEMPLATES = REPOSITORY / "templates"
SCHEDULES = REPOSITORY / "schedules"
SAMPLES = REPOSITORY / "docs" / "samples"
DATA = REPOSITORY / "tests" / "data"

#: Contracts, corpora and cases beside the repository; a test that needs one says so when it is absent.
SHARED = REPOSITORY.parent / "shared"
