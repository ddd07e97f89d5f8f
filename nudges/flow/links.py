"""Addresses in messages: they say which person or message without an account, and cannot be guessed."""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from itsdangerous import BadData, URLSafeSerializer

#: A link to a person's pages is good for this long.
GOOD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses under `public_url`, signed with a key of this database; mails are answered to `reply_to`.

    What was signed with one of the `old_keys` still ends messages (RFC 8058), and opens nothing.
    """

    public_url: str
    key: bytes = field(repr=False)
    reply_to: str = ""
    old_keys: tuple[bytes, ...] = field(default=(), repr=False)

    def status_callback(self, attempt_id: str) -> str:
        """Where Twilio reports what became of an attempt."""
        return f"{self.public_url}/hooks/twilio/status?attempt={attempt_id}"

    def answers(self, attempt_id: str) -> str | None:
        """The address to answer an attempt to, the attempt within it (RFC 5233); None if none is set up."""
        name, _, domain = self.reply_to.partition("@")
        return f"{name}+{attempt_id}@{domain}" if domain else None

    def unsubscribe(self, person_id: str) -> str:
        """The page and one-click POST (RFC 8058) that end all messages to a person."""
        return f"{self.public_url}/unsubscribe/{self._signer('unsubscribe').dumps(person_id)}"

    def unsubscriber(self, token: str) -> str | None:
        """The person whose unsubscribe link ends in this token; None if it is not one of ours."""
        keys = (self.key, *self.old_keys)
        return next((one for key in keys if (one := self._person("unsubscribe", token, key))), None)

    def confirm(self, person_id: str) -> str:
        """The page on which somebody who was invited by mail says yes."""
        return f"{self.public_url}/confirm/{self._signer('confirm').dumps(person_id)}"

    def confirmer(self, token: str) -> str | None:
        """The person whose link to say yes ends in this token; None if it is not one of ours."""
        return self._person("confirm", token)

    def _person(self, purpose: str, token: str, key: bytes | None = None) -> str | None:
        try:
            return str(_signer(key or self.key, purpose).loads(token))
        except BadData:
            return None

    def page(self, person_id: str, now: datetime, good_for: timedelta = GOOD_FOR) -> str:
        """A person's own pages, by a link that opens them for so long."""
        told: list[str | int] = [person_id, int(now.timestamp())]
        if good_for != GOOD_FOR:
            told.append(int(good_for.total_seconds()))
        return f"{self.public_url}/me/{self._signer('page').dumps(told)}"

    def paged(self, token: str) -> tuple[str, datetime, datetime] | None:
        """The person whose pages this token opens, when it was made, and when it ends; both aware UTC."""
        try:
            person_id, issued, *seconds = self._signer("page").loads(token)
            made = datetime.fromtimestamp(issued, UTC)
            return str(person_id), made, made + (timedelta(seconds=seconds[0]) if seconds else GOOD_FOR)
        except (BadData, ValueError, TypeError):
            return None

    def note(self, nudge_id: int, day: date) -> str:
        """The page that shows what a discreet message is about; `day` is the nudge's local date.

        At most 39 characters after `/n/`, all small letters, digits and dots, so that a text stays one
        segment and no phone ends the link too early.
        """
        name = f"{nudge_id:x}.{day.toordinal():x}"
        return f"{self.public_url}/n/{name}.{self._mark('note', name)}"

    def noted(self, token: str) -> tuple[int, date] | None:
        """The nudge (id and local date) whose link ends in this token; None if it is not one of ours."""
        name, _, mark = token.rpartition(".")
        if not token.isascii() or not hmac.compare_digest(mark, self._mark("note", name)):
            return None
        nudge_id, day = name.split(".")
        return int(nudge_id, 16), date.fromordinal(int(day, 16))

    def numbers(self, country: str, danger: str, locale: str) -> str:
        """The page with a country's numbers to call. Its address holds nothing of the person.

        `country` as in ISO 3166, or "" for elsewhere; `danger` says only which number comes first.
        """
        name = f"{country or 'zz'}.{danger[:1]}.{locale}".lower()
        return f"{self.public_url}/q/{name}.{self._mark('numbers', name)}"

    def numbered(self, token: str) -> tuple[str, str, str] | None:
        """Country, first letter of the danger and locale of a link to numbers; None if it is not ours."""
        name, _, mark = token.rpartition(".")
        if not token.isascii() or not hmac.compare_digest(mark, self._mark("numbers", name)):
            return None
        country, danger, locale = name.split(".", 2)
        return "" if country == "zz" else country.upper(), danger, locale

    def _mark(self, purpose: str, name: str) -> str:
        """80 bits of HMAC-SHA-256, more than anybody guesses over a network, as 16 letters and digits."""
        digest = hmac.digest(self.key, f"{purpose}:{name}".encode(), "sha256")
        return base64.b32encode(digest[:10]).decode().lower()

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return _signer(self.key, purpose)


@lru_cache(100)  # making one takes as long as signing with it
def _signer(key: bytes, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=purpose)
