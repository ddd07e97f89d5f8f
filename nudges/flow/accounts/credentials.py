"""Passwords (argon2id) and one-time codes (RFC 6238)."""

import hmac
from datetime import datetime
from functools import cache

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from nudges.core.errors import NudgesError

#: Characters of a password. A long one beats rules about its letters (NIST SP 800-63B).
SHORTEST, LONGEST = 12, 200

_HASHES = PasswordHash((Argon2Hasher(),))


def hashed(password: str) -> str:
    """The hash to keep. Raises NudgesError for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise NudgesError(
            "The password cannot be used.",
            f"It has to have from {SHORTEST} to {LONGEST} characters.",
            "Take a few words that nobody would put together, or what a password manager makes.",
        )
    return _HASHES.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """True if this is the password; for nobody (None) it takes as long to say no."""
    same = _HASHES.verify(password[: LONGEST + 1], kept or _nobodys())
    return same and kept is not None


@cache
def _nobodys() -> str:
    return _HASHES.hash("the password of nobody")


def new_secret() -> str:
    """The secret of an authenticator app."""
    return pyotp.random_base32()


def address_of(secret: str, email: str, programme: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=programme)


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step of 30 s whose code this is: this one, the one before or the one after, since clocks differ.

    None if it is none of these, or of a step up to `after`, whose code was used already.
    """
    totp, said = pyotp.TOTP(secret), "".join(code.split()).encode()
    this = totp.timecode(now)
    near = [n for n in (this, this - 1, this + 1) if hmac.compare_digest(totp.generate_otp(n).encode(), said)]
    return next((n for n in near if n > after), None)
