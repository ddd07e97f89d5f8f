"""Passwords and one-time codes, without an account."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from nudges.core.errors import NudgesError
from nudges.flow.accounts.credentials import LONGEST, SHORTEST, fits, hashed, step_of

NOW = datetime(2026, 6, 1, 12, 0, 15, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP" * 2
STEP = timedelta(seconds=30)


@pytest.mark.parametrize("length", [SHORTEST, LONGEST])
def test_a_password_of_this_length_opens_and_no_other_does(length: int) -> None:
    password = "a" * length
    kept = hashed(password)
    assert fits(password, kept)
    assert not fits(password + "a", kept)
    assert not fits(password[:-1], kept)


@pytest.mark.parametrize("length", [0, SHORTEST - 1, LONGEST + 1])
def test_a_password_of_this_length_cannot_be_had(length: int) -> None:
    with pytest.raises(NudgesError, match="password"):
        hashed("a" * length)


def test_a_password_is_guessed_at_the_cost_of_64_mb_three_times_over() -> None:
    """RFC 9106, section 4, the second recommended option."""
    assert hashed("a" * SHORTEST).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_nobody_has_a_password() -> None:
    assert not fits("the password of nobody", None)


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_half_a_minute_around_its_time(steps: int, counts: bool) -> None:
    totp = pyotp.TOTP(SECRET)
    code, this = totp.at(NOW + steps * STEP), totp.timecode(NOW)
    assert step_of(SECRET, f" {code[:3]} {code[3:]}", NOW, 0) == (this + steps if counts else None)


def test_a_step_that_was_used_counts_no_more() -> None:
    totp = pyotp.TOTP(SECRET)
    code, this = totp.at(NOW), totp.timecode(NOW)
    assert step_of(SECRET, code, NOW, this - 1) == this
    assert step_of(SECRET, code, NOW, this) is None
    assert step_of(SECRET, "", NOW, 0) is None
