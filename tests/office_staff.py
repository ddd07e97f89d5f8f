"""Staff for tests: accounts made by invitations, and the codes that their phones show."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from html import unescape
from urllib.parse import urlencode

import httpx
import pyotp
from pwdlib.hashers.argon2 import Argon2Hasher

from nudges.core.office.roles import PROMPT, Acting, Role
from nudges.flow.accounts import accounts
from nudges.store.db import Tx
from nudges.store.office import staff
from tests.callers import Callers
from tests.filled import filled
from tests.harness import World

PASSWORD = "four plain words together"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Member:
    """Somebody on the staff, and the authenticator app on their phone."""

    acting: Acting
    email: str
    secret: str
    session: str

    @property
    def id(self) -> str:
        assert self.acting.staff_id is not None
        return self.acting.staff_id

    def code(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)


@cache
def _hashed() -> str:
    """The password's hash, made once for all and as cheaply as can be: a hash names its cost, so each
    sign-in costs no more. What a real one costs is said in flow/accounts/test_credentials.py."""
    return Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def hire(world: World, role: Role = Role.OWNER, name: str = "Ada Office") -> Member:
    """Invite somebody, who joins with the password and a code."""
    link = accounts.invite(world.service, PROMPT, role, world.now)
    secret, email = pyotp.random_base32(), f"{name.split()[0].lower()}@clinic.example"
    step = pyotp.TOTP(secret).timecode(world.now)

    def proved_by(tx: Tx, member: staff.Member) -> None:
        staff.add(tx, member, _hashed(), secret, step)

    token = link.rpartition("/")[2]
    session = accounts.join_staff(world.service, token, name, email, proved_by, world.now)
    found = accounts.signed_in(world.service, session, world.now)
    assert found is not None
    return Member(found[0], email, secret, session)


class Desk:
    """Somebody on the staff at a browser: their cookie, and forms as our pages have them."""

    def __init__(self, callers: Callers, member: Member, locale: str = "en") -> None:
        self.callers = callers
        self.member = member
        self.locale = locale

    def get(self, path: str = "") -> httpx.Response:
        return self.callers.call(f"/office{path}", headers=self._headers(), method="GET")

    def see(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return unescape(re.sub(r"\s+", " ", answer.text))

    def filled(self, path: str, action: str) -> dict[str, str]:
        """A form of a page, untouched: the one that posts to `action`."""
        return filled(self.get(path).text, f'action="/office{action}"')

    def post(self, path: str, *, csrf: str | None = None, **fields: str) -> httpx.Response:
        body = urlencode({"csrf": self._csrf() if csrf is None else csrf, **fields}).encode()
        return self.callers.call(f"/office{path}", body, self._headers() | FORM)

    def upload(self, path: str, field: str, name: str, file: bytes, **fields: str) -> httpx.Response:
        """A form with a file in it."""
        given = {"csrf": self._csrf(), **fields}
        form = httpx.Request("POST", "http://x", data=given, files={field: (name, file)})
        kind = {"Content-Type": form.headers["Content-Type"]}
        return self.callers.call(f"/office{path}", form.read(), self._headers() | kind)

    def _csrf(self) -> str:
        return sha256(f"form {self.member.session}".encode()).hexdigest()

    def _headers(self) -> dict[str, str]:
        signed = {"Cookie": f"office={self.member.session}", "Sec-Fetch-Site": "same-origin"}
        return signed | {"Accept-Language": self.locale}
