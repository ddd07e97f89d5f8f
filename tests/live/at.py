"""`nudges` started at a moment of a test's: python -m tests.live.at 2026-06-02T10:02+00:00 worker"""

import sys
from datetime import datetime

from nudges.cli import main
from tests.clocks import running_from

if __name__ == "__main__":
    start = datetime.fromisoformat(sys.argv.pop(1))
    main(running_from(start))
