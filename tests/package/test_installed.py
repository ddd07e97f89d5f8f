"""The package as somebody else gets it: built, installed far from the checkout, and run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from nudges import __version__
from tests.clocks import eventually
from tests.folders import REPOSITORY, SAMPLES

UV = shutil.which("uv") or (str(REPOSITORY / ".uv/bin/uv") if (REPOSITORY / ".uv/bin/uv").exists() else None)

pytestmark = pytest.mark.skipif(UV is None, reason="needs uv, which `make setup` installs")


def done(*words: str | Path, cwd: Path, env: dict[str, str] | None = None, ends: int = 0) -> str:
    """All that it printed, once it has ended as it should."""
    ran = subprocess.run(
        list(map(str, words)), cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert ran.returncode == ends, ran.stdout
    return ran.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the sdist alone, so that the sdist is whole too."""
    folder = tmp_path_factory.mktemp("built")
    done(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=REPOSITORY)
    [sdist] = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    source = folder / sdist.name.removesuffix(".tar.gz")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `nudges` of an environment that has the wheel and its dependencies, and nothing else."""
    [wheel], home = built.glob("*.whl"), tmp_path_factory.mktemp("home")
    locked = home / "requirements.txt"
    export = ("export", "--frozen", "--no-dev", "--no-emit-project", "--quiet", "--project", REPOSITORY)
    done(UV or "", *export, "--output-file", locked, cwd=home)
    done(UV or "", "venv", "--quiet", "--python", sys.executable, home / "venv", cwd=home)
    # with links the times of the files are kept, and with them what was compiled
    kind = ("--quiet", "--link-mode", "symlink", "--python", home / "venv/bin/python")
    install = ("pip", "install", *kind, "-r", locked, wheel)
    try:
        done(UV or "", *install, "--offline", cwd=home)
    except AssertionError:  # a machine whose cache is empty
        done(UV or "", *install, cwd=home)
    _compiled_already(home / "venv")
    return home / "venv/bin/nudges"


def _compiled_already(venv: Path) -> None:
    """Give its modules what the same ones are compiled to here; Python compiles what does not fit."""
    here, there = (
        Path(sysconfig.get_path("purelib", vars={"base": str(base)})) for base in (sys.prefix, venv)
    )
    for folder in here.rglob("__pycache__"):
        if (package := there / folder.relative_to(here).parent).is_dir():
            shutil.copytree(folder, package / folder.name, dirs_exist_ok=True)


#: Nothing of this checkout, and no setting of this machine.
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "COLUMNS": "100"}


@pytest.fixture
def nudges(installed: Path, tmp_path: Path) -> Callable[..., str]:
    """Run one command in an empty folder."""
    return lambda *words, ends=0: done(installed, *words, cwd=tmp_path, env=ENVIRONMENT, ends=ends)


def test_it_answers_without_a_checkout(nudges: Callable[..., str]) -> None:
    assert nudges("--version") == f"nudges {__version__}\n"
    assert "stop" in nudges("understand", "please stop")
    nudges("db", "upgrade")
    checks = {
        line[2:15].strip(): line[0] for line in nudges("doctor", ends=1).splitlines() if line[0] in "✓✗"
    }
    assert checks.pop("worker") == "✗"  # nothing runs here
    assert set(checks.values()) == {"✓"}, checks
    assert {"settings", "database", "content", "care"} <= checks.keys()


def test_it_plays_a_plan(nudges: Callable[..., str]) -> None:
    week = ("--zone", "Europe/Madrid", "--from", "2027-01-04", "--days", "7")
    played = nudges("simulate", "rebuilding-trust", *week)
    monday = "\n".join(line.rstrip() for line in played.partition("Tuesday")[0].splitlines())
    assert "daily-appreciation" in monday
    assert monday in (SAMPLES / "rebuilding-trust.en.txt").read_text(encoding="utf-8")


def test_its_demo_answers(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(installed), "demo", "--port", str(port)]
    with subprocess.Popen(words, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as demo:
        try:
            assert answered(port, "/") == 200
            assert answered(port, "/static/nudges.css") == 200
        finally:
            demo.send_signal(signal.SIGINT)
    assert demo.returncode == 0


def answered(port: int, path: str) -> int:
    """The status of a page, asked for until somebody listens."""

    def asked() -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except urllib.error.URLError:
            return 0

    return eventually(asked)


def test_it_lays_out_copies_to_edit(nudges: Callable[..., str], tmp_path: Path) -> None:
    nudges("init", "ours")
    for name in (
        "schedules/plan.schema.json",
        "templates/guides/g1.md",
        "templates/web/static/me.css",
        ".env",
    ):
        assert (tmp_path / "ours" / name).stat().st_size
