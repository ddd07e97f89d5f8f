"""The web server's process: all that `nudges web` serves, by the scene's clock."""

import os
from pathlib import Path

import structlog
import uvicorn

from nudges.app.database import open_store
from nudges.app.service import build
from nudges.core.vocabulary import Medium
from nudges.settings import Settings
from nudges.web.app import create
from tests.torture.clock import Clock
from tests.torture.worker import twilio


def serve(settings: Settings, clock: Clock, log: Path) -> None:
    """Serve where the settings say, until killed."""
    with log.open("a") as file:
        os.dup2(file.fileno(), 2)
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(file))
        service = build(settings, open_store(settings), {Medium.SMS: twilio(settings, 15)})
        uvicorn.run(create(service, settings, clock), port=settings.port, access_log=False, log_level="error")
