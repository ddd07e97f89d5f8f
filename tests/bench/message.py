"""The words of one nudge as a program written by hand makes them: no import of the product.

Decrypt (data key, then number), render the product's own template, seal, and the form Twilio is posted.
"""

import os
import zlib
from base64 import b64encode, urlsafe_b64decode
from binascii import a2b_base64, b2a_base64
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlencode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jinja2 import Environment, FileSystemLoader, StrictUndefined

PUBLIC_URL = "https://nudges.example"
SERVICE = "MG" + "0" * 32
ACCOUNT = "AC" + "0" * 32


class Job(TypedDict):
    """What a contender is told. `now` is its clock, ISO 8601 in UTC; `pool` are id, version and words."""

    database_url: str
    redis_url: str
    api_url: str
    key: str
    templates: str
    now: str
    pool: list[tuple[str, str, str]]
    in_flight: int
    workers: int


class Letter(NamedTuple):
    """One message ready to go, and what is written down about it."""

    attempt_id: str
    form: bytes
    sealed: bytes
    practice: str
    version: str
    segments: int


@dataclass(frozen=True, slots=True)
class _Practice:
    id: str
    version: str
    words: SimpleNamespace


class Writer:
    """Makes the words, and keeps nothing."""

    def __init__(self, job: Job) -> None:
        self._keys = MultiFernet([Fernet(job["key"])])
        self._pool = [
            _Practice(name, version, SimpleNamespace(sms=sms)) for name, version, sms in job["pool"]
        ]
        env = Environment(
            loader=FileSystemLoader(Path(job["templates"])),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
        self._template = env.get_template("sms/nudge.txt")
        self.url = f"{job['api_url']}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        token = b64encode(f"{ACCOUNT}:token".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def letter(self, person_id: str, data_key: Any, phone: Any) -> Letter:
        """The letter to this person, from the sealed bytes of their row."""
        box = AESGCM(urlsafe_b64decode(self._keys.decrypt(bytes(data_key))))
        practice = self._pool[zlib.crc32(person_id.encode()) % len(self._pool)]
        text = self._template.render(programme="Nudges", practice=practice.words, expects="done")
        attempt_id = os.urandom(16).hex()
        form = {
            "To": _opened(box, phone),
            "MessagingServiceSid": SERVICE,
            "Body": text,
            "StatusCallback": f"{PUBLIC_URL}/hooks/twilio/status?attempt={attempt_id}",
            "ValidityPeriod": "10740",
        }
        return Letter(
            attempt_id,
            urlencode(form).encode(),
            _sealed(box, text),
            practice.id,
            practice.version,
            1 if len(text) <= 160 else 2,
        )


def _opened(box: AESGCM, sealed: bytes) -> str:
    raw = a2b_base64(sealed)
    return box.decrypt(raw[:12], raw[12:], None).decode()


def _sealed(box: AESGCM, text: str) -> bytes:
    nonce = os.urandom(12)
    return b2a_base64(nonce + box.encrypt(nonce, text.encode(), None), newline=False)
