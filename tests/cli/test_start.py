"""What a command imports: a library that it does not need would make everybody wait at every start."""

import subprocess
import sys
from pathlib import Path

import pytest

from nudges import __version__
from tests.typed import typed

SLOW = {
    "aiohttp",
    "aiosmtplib",
    "alembic",
    "apscheduler",
    "babel",
    "cryptography",
    "dateutil",
    "email_validator",
    "fastapi",
    "frontmatter",
    "jinja2",
    "mrml",
    "phonenumbers",
    "prometheus_client",
    "psycopg",
    "requests",
    "ruamel",
    "selectolax",
    "sendgrid",
    "sqlalchemy",
    "starlette",
    "structlog",
    "twilio",
    "uvicorn",
    "webauthn",
    "yaml",
}

#: Runs a command, then prints on stderr what it imported.
IMPORTED = """
import sys
from nudges.cli import main
try:
    main()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        (["--version"], set()),
        (["init", "here"], set()),
        (["person", "list"], {"cryptography", "sqlalchemy"}),
        (["understand", "done"], {"babel", "ruamel", "yaml"}),
    ],
)
def test_a_light_command_imports_no_more_than_it_needs(
    words: list[str],
    needs: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if "sqlalchemy" in needs:  # a database, which must be there
        monkeypatch.chdir(tmp_path)
        assert typed(monkeypatch, capsys)("db", "upgrade").code == 0
    run = [sys.executable, "-c", IMPORTED, *words]
    done = subprocess.run(run, cwd=tmp_path, env={}, capture_output=True, text=True, check=True)
    assert SLOW & set(done.stderr.split()) == needs


#: A command, and if "thread" is among its words a thread that has something to print when it is over.
THREAD = """
import sys, threading
from nudges.cli import command_line

def late():
    threading.main_thread().join()
    print("late")

if "thread" in sys.argv:
    sys.argv.remove("thread")
    threading.Thread(target=late).start()
command_line()
"""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, f"nudges {__version__}\n"),
        (["--version", "thread"], 0, f"nudges {__version__}\nlate\n"),
        (["person", "list"], 2, ""),  # there is no database
    ],
)
def test_a_process_ends_at_once_but_leaves_nothing_unsaid(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    run = [sys.executable, "-c", THREAD, *words]
    done = subprocess.run(run, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, said)
    assert len(done.stderr.splitlines()) == (3 if code else 0)
