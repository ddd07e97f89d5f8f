"""The commands as typed: in an empty folder, on both databases, and with mistakes."""

import io
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from nudges.app.service import running
from nudges.channels.base import Fault
from nudges.core.person.person import State
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.hold_sender import refused
from nudges.settings import read_settings
from nudges.store.people import people, preferences
from tests.folders import REPOSITORY
from tests.harness import MONDAY, PARIS, TEMPLATES, Databases
from tests.typed import Run, Said, typed

PHONE, ADDRESS = "+447700900123", "maya@example.org"


@pytest.fixture
def nudges(
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Run one command, in a folder of its own and on a database in which nobody is yet."""
    url = databases.migrated()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("NUDGES_SEND", "NUDGES_KEY", "TWILIO_AUTH_TOKEN", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)

    yield typed(monkeypatch, capsys)
    structlog.reset_defaults()  # the command's log went to this test's own stderr
    databases.drop(url)


def add(nudges: Run, *more: str) -> Said:
    return nudges(
        *("person", "add", "--plan", "rebuilding-trust", "--zone", PARIS, "--name", "Maya"),
        *("--phone", PHONE, "--email", ADDRESS, *(more or ("--consent", "2026-01-31"))),
    )


@pytest.mark.both_databases
def test_the_first_run_needs_nothing_and_keeps_its_key_private(
    nudges: Run, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.empty()
    monkeypatch.setenv("DATABASE_URL", url)
    assert add(nudges).code == 0
    key = tmp_path / "data" / "nudges.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    databases.drop(url)


@pytest.mark.both_databases
def test_a_person_is_added_written_to_and_explained(nudges: Run) -> None:
    assert "added on rebuilding-trust" in add(nudges).out
    assert "already" in add(nudges).out
    [person] = nudges("person", "list", "--json").json
    assert (person["name"], person["phone"], person["state"]) == ("Maya", PHONE, "active")
    assert person["plans"] == ["rebuilding-trust", "weekly-summary"]

    assert nudges("worker", "--once").out.endswith("1 due.\n")
    assert nudges("worker", "--once").out.endswith("0 due.\n")  # never twice

    [told] = nudges("explain", PHONE, "--json").json
    assert (told["step"], told["status"], told["reason"]) == ("welcome", "accepted", "sandboxed")
    assert "Welcome" in nudges("explain", ADDRESS).out
    assert len(nudges("progress", str(person["id"])[:8], "--json", "--weeks", "2").json) == 1, "the first"
    assert "no nudge" in nudges("progress", PHONE).out
    assert "rebuilding-trust since" in nudges("person", "show", PHONE).out


def test_without_a_recorded_consent_one_invitation_is_sent(nudges: Run) -> None:
    assert "YES" in add(nudges, "--at", "daily-appreciation=00:01").out
    assert nudges("worker", "--once").out.endswith("1 due.\n")
    assert nudges("worker", "--once").out.endswith("0 due.\n")
    assert nudges("person", "list", "--json").json[0]["state"] == "invited"
    [told] = nudges("explain", PHONE, "--json").json
    assert (told["step"], told["status"], told["medium"]) == ("invitation", "accepted", "sms")


def test_what_a_person_agreed_to_is_shown(nudges: Run) -> None:
    add(nudges)
    [person] = nudges("person", "show", PHONE, "--json").json
    consents: Any = person["consents"]
    [consent] = consents
    assert (consent["given"], consent["method"]) == (True, "written")
    assert (consent["utc"], consent["text_version"]) == ("2026-01-31T00:00:00+00:00", None)
    assert "in writing, recorded by the operator" in nudges("person", "show", PHONE).out


def test_a_person_moves(nudges: Run) -> None:
    add(nudges)
    assert nudges("person", "change", PHONE, "--care", "--zone", "Asia/Tokio").code == 2
    said = nudges("person", "change", PHONE, "--zone", "Asia/Tokyo")
    assert re.fullmatch(r"[0-9a-f]{8} Maya\n +zone +Asia/Tokyo *\n", said.out)
    assert said.out.splitlines()[0] in nudges("person", "change", PHONE, "--zone", "Asia/Tokyo").out
    assert "so already" in nudges("person", "change", PHONE, "--zone", "Asia/Tokyo").out
    [person] = nudges("person", "show", PHONE, "--json").json
    assert person["zone"] == "Asia/Tokyo"
    assert "09:15" in str(person["upcoming"])


@pytest.mark.both_databases
def test_pause_resume_and_erase(nudges: Run) -> None:
    add(nudges)
    assert "Paused until" in nudges("person", "pause", PHONE, "--days", "3").out
    assert str(nudges("person", "list", "--json").json[0]["state"]).startswith("paused until")
    assert nudges("worker", "--once").out.endswith("0 due.\n")
    assert "go on" in nudges("person", "resume", PHONE).out
    assert re.fullmatch(r"Erased: [0-9a-f]{8}\.\n", nudges("person", "erase", PHONE, "--yes").out)
    assert nudges("person", "list", "--json").json == []
    assert nudges("person", "show", PHONE).code == 2


@pytest.mark.both_databases
def test_whom_an_erasure_is_about_is_said_before_and_after(
    nudges: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(nudges)
    [person] = nudges("person", "list", "--json").json
    who = str(person["id"])[:8]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    kept = nudges("person", "erase", PHONE)
    assert (kept.code, f"{who} Maya: their words" in kept.out) == (1, True)
    assert kept.out.endswith("Nothing was erased.\n")
    assert nudges("person", "show", PHONE).code == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert nudges("person", "erase", PHONE).out.endswith(f"Erased: {who}.\n")
    assert nudges("person", "show", PHONE).code == 2


def test_a_language_without_texts_is_refused_wherever_it_can_be_said(nudges: Run, tmp_path: Path) -> None:
    add(nudges)
    (tmp_path / "p.csv").write_text(
        "phone,zone,plan,language\n+34600111222,Europe/Paris,check-in,fr\n+34600111223,Europe/Paris,check-in,es-MX\n",
        encoding="utf-8",
    )
    for words in (
        (
            "person",
            "add",
            "--plan",
            "check-in",
            "--zone",
            PARIS,
            "--phone",
            "+34600111224",
            "--language",
            "fr",
        ),
        ("person", "change", PHONE, "--language", "fr"),
        ("simulate", "check-in", "--language", "fr", "--days", "1"),
    ):
        said = nudges(*words)
        assert (said.code, len(said.err.splitlines())) == (2, 3), words
        assert "There are no texts in the language 'fr'." in said.err
        assert "Choose one of en, es" in said.err
    for dry in (("--dry-run",), ()):
        listed = nudges("person", "import", "p.csv", *dry)
        assert "line 2: There are no texts in the language 'fr'." in listed.out
        assert listed.out.count("1 person ") == 1, "es-MX is written to in Spanish"
        assert ("1 line could not be imported." in listed.err) == bool(dry)
        assert ("1 line not imported." in listed.err) != bool(dry)
        assert ("nothing was changed" in listed.err) == bool(dry)
        assert (" would be added, " in listed.out) == bool(dry)


def test_without_a_language_it_is_that_of_their_country_and_said(nudges: Run, tmp_path: Path) -> None:
    madrid = ("--plan", "check-in", "--zone", "Europe/Madrid")
    added = nudges("person", "add", *madrid, "--phone", "+34600111222")
    assert "Their messages come in es, by the country of their number or zone" in added.out
    said = nudges("person", "add", *madrid, "--phone", "+34600111223", "--language", "en")
    assert "Their messages come in" not in said.out
    rows = "+34600111224,Europe/Madrid\n+34600111225,Europe/Madrid\n+33612345678,Europe/Paris\n"
    (tmp_path / "p.csv").write_text("phone;zone;plan\n" + rows.replace(",", ";").replace("\n", ";check-in\n"))
    for dry in (("--dry-run",), ()):
        listed = nudges("person", "import", "p.csv", *dry)
        assert "Without a language in the list, by the country of number or zone: 1 en, 2 es." in listed.out
    assert '"language": "es"' in nudges("person", "show", "+34600111224", "--json").out


def test_an_import_names_bad_lines_and_adds_nobody_twice(nudges: Run, tmp_path: Path) -> None:
    lines = [
        "name,phone,email,zone,plan,start,consent,at:daily-appreciation",
        'Ana,+34600111222,ana@example.org,Europe/Madrid,rebuilding-trust,,2026-05-01,"10:30, 18:00"',
        "Bob,12345,,Europe/Madrid,rebuilding-trust,,,",
        "Cid,,cid@example.org,Europe/Madird,rebuilding-trust,,,",
        "Dee,,dee@example.org,Asia/Tokyo,weekly-ritual,,2026-05-02,",
        "Eve,,eve@example.org,Asia/Tokyo,weekly-ritual,,,9:00",
        "Fay,,fay@example.org,Asia/Tokyo,nothing,,,",
        "Gus,,gus@example.org,Asia/Tokyo,check-in,tomorrow,,",
        "",
        "Hal,,,Asia/Tokyo,check-in,,,",
        "Ida,,ida(at)example.org,Asia/Tokyo,check-in,,,",
        "Jon,+81312345678,,Asia/Tokyo,daily-appreciation,,,25:00",
        "Kim,,kim@example.org,Asia/Tokyo,check-in,,,,,,extra",
    ]
    file = tmp_path / "people.csv"
    file.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    said = nudges("person", "import", str(file))
    assert said.code == 2
    assert "2 people added" in said.out
    named = [line for line in said.out.splitlines() if line.startswith("line ")]
    assert [line.split(":")[0] for line in named] == [f"line {n}" for n in (3, 4, 6, 7, 8, 10, 11, 12, 13)]
    assert "Europe/Madrid" in named[1]  # what was meant
    assert len([line for line in said.err.splitlines() if not line.startswith("timestamp=")]) == 3
    again = nudges("person", "import", str(file))
    assert "0 people added" in again.out
    assert {p["name"] for p in nudges("person", "list", "--json").json} == {"Ana", "Dee"}
    shown = " ".join(nudges("person", "show", "ana@example.org").out.split())
    assert "Daily appreciation at 10:30, 18:00" in shown


def test_a_bad_header_imports_nobody(nudges: Run, tmp_path: Path) -> None:
    for header, what in (("name,fone,zone,plan", "fone"), ("name,zone,plan", "phone or email"), ("", "zone")):
        (tmp_path / "p.csv").write_text(f"{header}\nAna,1,2,3\n", encoding="utf-8")
        said = nudges("person", "import", "p.csv")
        assert said.code == 2
        assert what in said.err
        assert "Nothing was imported." in said.err


@pytest.mark.parametrize(("held", "what"), [(b"\xff\xfe\x00", "is not a text file"), (b"", "is empty")])
def test_a_file_that_is_no_list_costs_three_lines(
    nudges: Run, tmp_path: Path, held: bytes, what: str
) -> None:
    (tmp_path / "b.csv").write_bytes(held)
    said = nudges("person", "import", "b.csv")
    assert (said.code, len(said.err.splitlines())) == (2, 3)
    assert what in said.err


def test_plans_are_said_back_in_words(nudges: Run) -> None:
    said = " ".join(nudges("plan", "list").out.split())
    for line in (
        "check-in: Wednesdays at 19:00, their time; by SMS, asks for a rating, 1 practice ",
        "daily-appreciation: every day at 09:15, their time; by SMS, asks whether it was done, 13 practices ",
        "weeks 1-2: On your own side ",
        "then again from week 1 ",
        "; by email, the week itself",
    ):
        assert line in said, line
    assert "✓ rebuilding-trust" in nudges("plan", "check").out
    assert {line["plan"] for line in nudges("plan", "list", "--json").json} >= {"check-in", "weekly-ritual"}
    assert json.loads(nudges("plan", "schema").out)["title"] == "Plan"


@pytest.mark.both_databases
def test_the_doctor_tells_what_is_wrong_and_how_to_mend_it(nudges: Run) -> None:
    nudges("db", "upgrade")
    said = nudges("doctor", "--json")
    by_name = {check["check"]: check for check in said.json}
    assert by_name["database"]["ok"] is True
    assert by_name["content"]["ok"] is True
    assert by_name["zones"]["ok"] is True
    assert by_name["worker"]["ok"] is False
    assert "nudges up" in str(by_name["worker"]["fix"])
    assert said.code == 1
    assert "✗ worker" in nudges("doctor").out


def test_without_a_worker_the_doctor_says_so_once(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(nudges)
    later = typed(monkeypatch, capsys, MONDAY + timedelta(hours=5))
    wrong = {
        check["check"]: str(check["said"]) for check in later("doctor", "--json").json if check["ok"] is False
    }
    assert {"worker", "due", "unplanned", "results"} & {*wrong} == {"worker"}
    assert wrong["worker"].startswith("none is running, so nothing is sent, and something has waited for ")


def test_the_doctor_says_whether_answers_to_mails_come_in(
    nudges: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges("db", "upgrade")
    assert "mailbox" not in nudges("doctor").out
    for name, value in {
        "NUDGES_SEND": "live",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "nudges@example.org",
    }.items():
        monkeypatch.setenv(name, value)
    assert "no answer to it comes in (docs/mail-replies.md)" in nudges("doctor").out
    for url, said in {
        "imap://u:p@127.0.0.1:9/INBOX": "it does not let us in (imap-ConnectionRefusedError)",
        "imap://u:p@mail.example.org/INBOX": "The mailbox would be read without encryption.",
    }.items():
        monkeypatch.setenv("IMAP_URL", url)
        [check] = [check for check in nudges("doctor", "--json").json if check["check"] == "mailbox"]
        assert check["ok"] is False
        assert said in str(check["said"])
    monkeypatch.delenv("IMAP_URL")
    monkeypatch.setenv("SENDGRID_INBOUND_KEY", "a-key")
    assert "mailbox" not in nudges("doctor").out


def test_the_doctor_says_that_a_provider_refuses_the_account_and_what_to_do(nudges: Run) -> None:
    nudges("db", "upgrade")
    with running(read_settings()) as service:
        refused(service, Medium.SMS, Fault.ACCOUNT, "30034", MONDAY)
        refused(service, Medium.EMAIL, Fault.FORBIDDEN, "http-403", MONDAY)
    checks = {str(check["check"]): check for check in nudges("doctor", "--json").json}
    sms, mail = checks["sms sends"], checks["email sends"]
    assert (sms["ok"], mail["ok"]) == (False, False)
    assert "30034: the sender is not registered" in str(sms["said"])
    assert "tried again in 5 min" in str(sms["said"])
    assert "tried again with the next message" in str(mail["said"])
    assert "Register a brand" in str(sms["fix"])
    assert "SENDGRID_API_KEY" in str(mail["fix"])
    assert "✗ sms sends" in nudges("doctor").out


@pytest.mark.parametrize(
    ("words", "env", "what"),
    [
        (["bogus"], {}, "No such command"),
        (["person", "show", "nobody"], {}, "There is no such person."),
        (["person", "pause", "nobody", "--days", "0"], {}, "--days"),
        (["person", "add", "--plan", "rebuilding-trusst", "--zone", "UTC"], {}, "There is no plan"),
        (["person", "import", "missing.csv"], {}, "missing.csv cannot be read."),
        (["simulate", "check-in", "--zone", "Mars/Base"], {}, "There is no time zone"),
        (["simulate", "check-in", "--from", "someday"], {}, "That is not a date."),
        (["simulate", "check-in", "--move", "2026-12-02"], {}, "The move '2026-12-02' cannot be read."),
        (["simulate", "check-in", "--move", "2026-12-02="], {}, "The move '2026-12-02=' cannot be read."),
        (["replies", "check", "nope"], {}, "There is no file nope."),
        (["person", "list"], {"DATABASE_URL": "mysql://x"}, "The setting DATABASE_URL cannot be used."),
        (["person", "list"], {"DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/x"}, "cannot be opened"),
        (["person", "list"], {"NUDGES_KEY": "short"}, "The encryption key is not readable."),
        (["up"], {"NUDGES_SEND": "live"}, "There is no way to send."),
        (["up"], {"NUDGES_SEND": "live", "TWILIO_FROM": "+15005550006"}, "TWILIO_ACCOUNT_SID is not set."),
        (["up"], {"NUDGES_SEND": "live", "SMTP_URL": "smtp://mail"}, "MAIL_FROM is not set."),
        (["plan", "check"], {"SCHEDULES": "nowhere"}, "nowhere/ holds no plans."),
        (["worker", "--once"], {"DATABASE_URL": "sqlite:////dev/null/nudges.db"}, "cannot be opened"),
    ],
)
def test_a_mistake_costs_three_lines(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], env: dict[str, str], what: str
) -> None:
    nudges("db", "upgrade")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    said = nudges(*words)
    assert said.code == 2
    lines = [line for line in said.err.splitlines() if not line.startswith("timestamp=")]  # the log's own
    assert len(lines) == 3, said.err
    assert what in lines[0]
    assert all(line.rstrip().endswith((".", "?", ")")) for line in lines[1:]), said.err
    assert "hidden" not in said.err


def test_a_lost_key_is_never_replaced_in_silence(nudges: Run, tmp_path: Path) -> None:
    add(nudges)
    key = tmp_path / "data" / "nudges.key"
    saved = key.read_text()
    key.unlink()
    said = nudges("person", "list")
    assert (said.code, key.exists()) == (2, False)
    assert "from your backup" in said.err
    key.write_text(saved)
    assert nudges("person", "list", "--json").json[0]["name"] == "Maya"


@pytest.mark.parametrize("command", ["worker", "up"])
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_good_order_when_asked(
    databases: Databases, tmp_path: Path, command: str, name: signal.Signals
) -> None:
    url = databases.migrated()
    env = os.environ | {"DATABASE_URL": url, "PORT": "18477", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "nudges", command], cwd=tmp_path, env=env, stdout=-1, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    seen = b""
    while b"worker started" not in seen:
        line = process.stdout.readline()
        assert line, seen
        seen += line
    process.send_signal(name)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"worker stopped" in rest
    assert b"Traceback" not in rest
    databases.drop(url)


def test_a_slip_in_a_template_is_told_and_stops_nothing_else(
    nudges: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    monkeypatch.setenv("TEMPLATES", str(tmp_path / "templates"))
    (tmp_path / "templates" / "sms" / "help.txt").write_text("{{ programme }}: ask {{ contakt }}.\n")
    add(nudges)
    slip = "templates/sms/help.txt:1 uses a value it is not given."
    said = nudges("worker", "--once")
    assert (said.code, said.out) == (0, "1 due.\n")
    assert slip in said.err
    assert slip in nudges("doctor").out


def test_nobody_is_added_over_somebody_elses_number(nudges: Run) -> None:
    add(nudges)
    said = nudges(
        *("person", "add", "--plan", "check-in", "--zone", PARIS, "--name", "Ben"),
        *("--phone", "+447700900124", "--email", ADDRESS, "--consent", "2026-01-31"),
    )
    assert (said.code, said.out) == (2, "")
    lines = [line.strip() for line in said.err.splitlines()]
    assert len(lines) == 3
    assert "The number, the address or the external id is somebody else's." in lines[0]
    assert ("nobody was added" in lines[1], "theirs alone" in lines[2]) == (True, True)
    [person] = nudges("person", "list", "--json").json
    assert (person["name"], person["plans"]) == ("Maya", ["rebuilding-trust", "weekly-summary"])


@pytest.mark.parametrize("name", ["Lee [partner]", "Ana [/b]", "[red]Kim[/red]", "[link=x]Al :smile: \\[b]"])
def test_a_name_is_printed_as_it_is(nudges: Run, name: str) -> None:
    words = ("person", "add", "--plan", "check-in", "--zone", "Asia/Tokyo", "--phone", PHONE)
    assert nudges(*words, "--name", name).code == 0
    for command in (["person", "list"], ["person", "show", PHONE]):
        said = nudges(*command)
        assert (said.code, name in said.out) == (0, True), said.out + said.err


@pytest.mark.both_databases
def test_what_somebody_wants_is_changed_and_shown(nudges: Run) -> None:
    add(nudges)
    [person] = nudges("person", "list", "--json").json
    assert (person["partner"], person["care"]) == (False, False)
    said = nudges("person", "change", PHONE, "--partner", "--care")
    assert "with somebody close; not said to be safe" in said.out
    assert re.search(r"what can stir pain +asked for", said.out)
    assert "with somebody close, safe to be around" in nudges("person", "change", PHONE, "--partner-safe").out
    nudges("person", "change", PHONE, "--no-care")
    [person] = nudges("person", "list", "--json").json
    assert (person["partner"], person["care"]) == (True, False)
    assert (person["discreet"], person["quiet_acks"], person["language"]) == (True, False, "en")
    said = nudges("person", "change", PHONE, "--no-discreet", "--quiet-acks", "--language", "es-mx")
    assert re.search(r"language +es-MX", said.out)
    [person] = nudges("person", "list", "--json").json
    assert (person["discreet"], person["quiet_acks"], person["language"]) == (False, True, "es-MX")
    assert (person["partner"], person["care"]) == (True, False)
    assert re.search(r"thanks for answers +no", nudges("person", "show", PHONE).out)
    other = nudges("person", "change", PHONE, "--who", "repairing")
    assert (other.code, "rebuilding-trust is not for somebody who repairs" in other.err) == (2, True)
    assert re.search(r"who they are +both", nudges("person", "change", PHONE, "--who", "both").out)
    nothing = nudges("person", "change", PHONE)
    assert nothing.code == 2
    assert "nudges person change --help" in nothing.err


@pytest.mark.parametrize("here", ["", "http://127.0.0.1:8000", "http://192.168.1.5", "http://box.local"])
def test_the_doctor_says_when_nobody_outside_could_open_a_link(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    add(nudges)
    live = {"NUDGES_SEND": "live", "SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "a@b.example"}

    def check() -> tuple[object, str]:
        said = nudges("doctor", "--json")
        [found] = [one for one in said.json if one["check"] == "public url"]
        return found["ok"], str(found["said"])

    if here:
        monkeypatch.setenv("PUBLIC_URL", here)
    assert check()[0] is None, "nothing goes out"
    for name, value in live.items():
        monkeypatch.setenv(name, value)
    ok, said = check()
    assert ok is False
    assert "cannot be opened from outside: people would get links that lead nowhere" in said
    monkeypatch.setenv("PUBLIC_URL", "https://notes.example")
    assert check()[0] is None, "without Twilio's token the address cannot be tried"


def test_doctor_names_a_plan_that_people_are_on_and_that_is_gone(
    nudges: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(TEMPLATES.parent / "schedules", tmp_path / "schedules")
    monkeypatch.setenv("SCHEDULES", str(tmp_path / "schedules"))
    add(nudges)
    (tmp_path / "schedules" / "rebuilding-trust.yaml").unlink()
    said = nudges("doctor")
    assert said.code == 1
    assert "The plan rebuilding-trust has no file, but 1 person is on it." in said.out


def test_a_link_to_somebodys_pages_is_printed_until_they_stop(nudges: Run) -> None:
    nudges("person", "add", "--plan", "check-in", "--zone", "Europe/Paris", "--phone", PHONE)
    assert re.fullmatch(r"http\S+/me/[\w.-]+", nudges("link", PHONE).out.strip())
    with running(read_settings()) as ready, ready.db.write() as tx:
        [person] = people.everyone(tx)
        preferences.set_state(tx, person.id, State.STOPPED)
    said = nudges("link", PHONE)
    assert (said.code, "Their pages cannot be opened." in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["person", "pause"], "nudges person pause"),
        (["plan", "diff", "check-in", "check-in", "--colour", "red"], "nudges plan diff"),
        (["person", "bogus"], "nudges person"),
        (["bogus"], "nudges"),
    ],
)
def test_a_command_typed_wrong_is_named(nudges: Run, words: list[str], command: str) -> None:
    said = nudges(*words)
    assert said.code == 2
    assert [line.strip() for line in said.err.splitlines()][1:] == [
        f"`{command}` does not understand it like this.",
        f"See `{command} --help`.",
    ]


def test_a_name_with_escape_codes_is_refused_and_they_do_not_reach_the_terminal(nudges: Run) -> None:
    named = ("person", "add", "--plan", "rebuilding-trust", "--zone", PARIS, "--name", "\x1b]0;gotcha\x07Ada")
    said = nudges(*named, "--email", ADDRESS, "--consent", "2026-01-31")
    assert (said.code, "The name cannot be kept." in said.err) == (2, True)
    assert not {"\x1b", "\x07"} & set(said.out + said.err)


def test_the_sample_list_of_the_readme_can_be_imported(nudges: Run) -> None:
    sample = REPOSITORY / "docs" / "people.csv"
    assert f"nudges person import {sample.relative_to(REPOSITORY)} " in (REPOSITORY / "README.md").read_text()
    said = nudges("person", "import", str(sample))
    assert (said.code, "3 people added" in said.out) == (0, True), said
    assert "1 has no date of consent" in said.out
