"""Python under faketime: `time.sleep` by another system call.

libfaketime 0.9.10 leaves the monotonic clock alone if told to, but still shifts the moment that
`clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME)` waits for, which is how Python 3.11 sleeps: EINVAL.
Python imports this file at its start where the folder is on PYTHONPATH, so child processes have it too.
"""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    span = float(seconds)
    if span < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], span)


time.sleep = _sleep
