"""Commands as a person types them, run in this process."""

import json
import sys
from collections.abc import Callable
from datetime import datetime

import pytest
import structlog

from nudges.cli import main
from tests.harness import MONDAY

Run = Callable[..., "Said"]


class Said:
    """What a command printed, and the code it ended with."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], now: datetime = MONDAY) -> Run:
    """Runs `nudges` with the words it is given, at one moment."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["nudges", *words])
        capsys.readouterr()  # what the test itself logged meanwhile is no answer of this command
        try:
            with pytest.raises(SystemExit) as end:
                main(lambda: now)
        finally:
            structlog.reset_defaults()  # its stderr is this test's, and closed after it
        printed = capsys.readouterr()
        return Said(int(end.value.code or 0), printed.out, printed.err)

    return run
