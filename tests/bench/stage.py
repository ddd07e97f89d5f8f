"""People enrolled and due, and the product's own commands to do it with."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from nudges.settings import HOUSE
from tests.bench.databases import Databases
from tests.bench.message import ACCOUNT, PUBLIC_URL, SERVICE

KEY = Fernet.generate_key().decode()
PLAN = STEP = "daily-appreciation"


def environment(database_url: str, api_url: str) -> dict[str, str]:
    """What a command of the product is told, and nothing of whoever runs the bench."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "DATABASE_URL": database_url,
        "NUDGES_KEY": KEY,
        "NUDGES_SEND": "live",
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_FROM": SERVICE,  # a messaging service: Twilio itself paces its senders
        "TWILIO_API_URL": api_url,
        "SCHEDULES": str(HOUSE / "schedules"),
        "TEMPLATES": str(HOUSE / "templates"),
    }


COMMAND = [sys.executable, "-m", "nudges"]


def nudges(database_url: str, *words: str) -> str:
    """Run one command of the product to its end; what it printed. Raises RuntimeError if it failed."""
    env = environment(database_url, "http://127.0.0.1:9") | {"PYTHONPATH": str(HOUSE)}
    with tempfile.TemporaryDirectory() as empty:  # no .env
        said = subprocess.run([*COMMAND, *words], env=env, cwd=empty, capture_output=True, text=True)
    if said.returncode:
        raise RuntimeError(f"nudges {' '.join(words[:2])}: {said.stderr.strip() or said.stdout.strip()}")
    return said.stdout


def people_csv(path: Path, count: int, zone: str = "UTC", at: str = "") -> Path:
    """A file of people as an operator has it: name, number, zone, plan, consent, perhaps their own time."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f"name,phone,zone,plan,consent,discreet,at:{STEP}\n")
        for n in range(count):
            file.write(f"Person {n},+1212{2_000_000 + n},{zone},{PLAN},2026-01-05,no,{at}\n")
    return path


def enrolled(kind: Databases, count: int, **csv: str) -> str:
    """A database in which the product enrolled this many people, due in the same minute; its name.

    Their welcomes are taken out of the queue: what is measured is the one nudge that everybody is due.
    """
    name = f"enrolled_{count}_{''.join(c for c in ''.join(csv.values()) if c.isalnum()).lower()}".rstrip("_")
    url = kind.make(name)
    with tempfile.TemporaryDirectory() as folder:
        nudges(url, "worker", "--once")  # nobody is there yet; it remembers what the schedule is made from
        nudges(url, "person", "import", str(people_csv(Path(folder) / "people.csv", count, **csv)))
    kind.run(name, "DELETE FROM nudge", "VACUUM", "ANALYZE")
    return name


def due_at(kind: Databases, name: str) -> datetime:
    """The minute in which everybody is due. Raises RuntimeError if it is not the same for all."""
    first, last = (
        _instant(kind.run(name, f"SELECT {which}(due_at) FROM upcoming")) for which in ("min", "max")
    )
    if first != last:
        raise RuntimeError(f"due from {first} to {last}: begun around midnight? Run it again")
    return first


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def noon_zone(now: datetime) -> str:
    """A zone in which it is between 12:00 and 13:00: people are written to there by the real clock."""
    east = 12 - now.hour
    return "Etc/GMT" if east == 0 else f"Etc/GMT{-east:+d}"


def local_minute(now: datetime, minutes: int) -> tuple[datetime, str]:
    """The whole minute this many minutes from now, and how the clocks in `noon_zone(now)` show it."""
    moment = now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return moment, f"{moment + timedelta(hours=12 - now.hour):%H:%M}"
