"""One run of a contender, in processes of its own; the clock starts once all of them are ready to begin."""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nudges.settings import HOUSE


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a contender: nudges taken, seconds from start to the last result written, CPU, memory."""

    nudges: int
    seconds: float
    cpu: float
    memory_mb: float

    @property
    def rate(self) -> float:
        """Nudges a second."""
        return self.nudges / self.seconds


def race(module: str, job: dict[str, Any], workers: int = 1) -> Ran:
    """Run a contender in processes of its own; the clock starts once all of them are ready to begin."""
    command = [sys.executable, "-m", module]
    env = dict(os.environ) | {"PYTHONPATH": str(HOUSE)}
    ours = [
        subprocess.Popen(
            command, text=True, env=env, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(workers)
    ]
    try:
        for one in ours:
            assert one.stdin
            one.stdin.write(json.dumps(job) + "\n")
            one.stdin.flush()
        for one in ours:
            _said(one)
        for one in ours:
            assert one.stdin
            one.stdin.write("go\n")
            one.stdin.flush()
        ends = [_said(one) for one in ours]
    except BaseException:
        for one in ours:
            one.kill()
        raise
    finally:
        for one in ours:
            one.communicate()
    return Ran(
        nudges=sum(int(end["nudges"]) for end in ends),
        seconds=max(end["ended"] for end in ends) - min(end["began"] for end in ends),
        cpu=sum(end["cpu"] for end in ends),
        memory_mb=max(end["memory_mb"] for end in ends),
    )


def _said(one: "subprocess.Popen[str]") -> dict[str, float]:
    assert one.stdout
    line = one.stdout.readline()
    if not line.startswith("{"):
        raise RuntimeError(f"a contender ended early: {line or one.wait()}")
    said: dict[str, float] = json.loads(line)
    return said


def tell(**said: float) -> None:
    """A contender says how it stands, to `race`."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def cpu() -> float:
    """Seconds of CPU this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory_mb(process: int | str = "self") -> float:
    """The most memory a process has held, in MB (VmHWM, proc(5); getrusage would count its parent's)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
