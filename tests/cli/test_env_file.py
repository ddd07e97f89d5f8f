"""A slip in `.env`: a name that is no setting is told, and a file that is no text costs three lines."""

from pathlib import Path

import pytest

from tests.cli.test_reading import nudges as nudges
from tests.typed import Run


@pytest.mark.parametrize(
    ("wrote", "meant"),
    [
        ("NUDGES_SND=live", "NUDGES_SEND"),
        ("OPERATOR_MAIL=a@example.org", "OPERATOR_EMAIL"),
        ("TWILIO_AUTH_TOKEN_FIL=secrets/token", "TWILIO_AUTH_TOKEN_FILE"),
    ],
)
def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant(
    nudges: Run, wrote: str, meant: str
) -> None:
    Path(".env").write_text(f"PROGRAMME=Ours\n{wrote}\n")
    name = wrote.partition("=")[0]
    [told] = [check for check in nudges("doctor", "--json").json if f"sets {name}," in str(check["said"])]
    assert (told["check"], told["ok"]) == ("settings", False)
    assert f"the nearest name is {meant}." in str(told["said"])
    assert f"Write {meant} in .env" in str(told["fix"])


def test_names_of_other_programs_are_none_of_ours(nudges: Run) -> None:
    Path(".env").write_text("COMPOSE_PROJECT_NAME=ours\nprogramme=Ours\nEVENTS_SECRET_FILE=\n")
    assert [check for check in nudges("doctor", "--json").json if check["check"] == "settings"] == [
        {
            "check": "settings",
            "ok": True,
            "said": "read; sending is off (NUDGES_SEND=live turns it on)",
            "fix": "",
        }
    ]


@pytest.mark.parametrize("words", [["person", "list"], ["worker", "--once"], ["plan", "list"]])
def test_a_file_that_is_not_utf_8_costs_three_lines(nudges: Run, words: list[str]) -> None:
    Path(".env").write_bytes(b"CONTACT=Mar\xeda\n")
    said = nudges(*words)
    assert (said.code, len(said.err.splitlines())) == (2, 3)
    assert "The settings in .env cannot be read." in said.err
    assert "byte 12 is 0xed" in said.err
    [told] = nudges("doctor", "--json").json
    assert (told["check"], told["ok"]) == ("settings", False)
