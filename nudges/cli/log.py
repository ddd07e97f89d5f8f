"""The log: one line of logfmt each, on stderr, since stdout is for what was asked."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nudges.flow.log import before_first_line

if TYPE_CHECKING:
    from structlog.typing import Processor


@contextmanager
def ready() -> Iterator[None]:
    """Inside, the log is configured when its first line is written."""
    before_first_line(configure)
    try:
        yield
    finally:
        before_first_line(None)


def configure() -> None:
    """Our own lines from INFO on, and in the same form what APScheduler calls an error.

    Its warnings are none: that a tick is skipped while the last one still runs is how it is meant to be.
    """
    import structlog

    before_first_line(None)
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    line = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *shared, line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _by_name, line]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=shared))
    scheduler = logging.getLogger("apscheduler")
    scheduler.handlers, scheduler.propagate = [handler], False
    scheduler.setLevel(logging.ERROR)


def only_errors() -> None:
    """The same, from errors on: what is simulated is shown, and its log would say it twice."""
    import structlog

    configure()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _by_name(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An error by its name alone: its text and its traceback may hold people's words."""
    trouble = event.pop("exc_info", None)
    if isinstance(trouble, tuple) and trouble[0] is not None:
        event["error"] = trouble[0].__name__
    return event
