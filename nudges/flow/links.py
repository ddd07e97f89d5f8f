"""Signed links in messages: they say which person without an account, and cannot be guessed or altered."""

from dataclasses import dataclass, field
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses under `public_url`, signed with a key of this database."""

    public_url: str
    key: bytes = field(repr=False)

    def status_callback(self, attempt_id: str) -> str:
        """Where Twilio reports what became of an attempt."""
        return f"{self.public_url}/hooks/twilio/status?attempt={attempt_id}"

    def unsubscribe(self, person_id: str) -> str:
        """The page and one-click POST (RFC 8058) that end all messages to a person."""
        return f"{self.public_url}/unsubscribe/{self._signer('unsubscribe').dumps(person_id)}"

    def unsubscriber(self, token: str) -> str | None:
        """The person whose unsubscribe link ends in this token; None if it is not one of ours."""
        try:
            return str(self._signer("unsubscribe").loads(token))
        except BadData:
            return None

    def page(self, person_id: str, now: datetime) -> str:
        """A person's own pages, for as long as the visitor of web/visitor.py lets this link be good."""
        issued = int(now.timestamp())
        return f"{self.public_url}/me/{self._signer('page').dumps([person_id, issued])}"

    def paged(self, token: str) -> tuple[str, int] | None:
        """The person whose pages this token opens, and when it was made (seconds since 1970, UTC)."""
        try:
            person_id, issued = self._signer("page").loads(token)
        except (BadData, ValueError, TypeError):
            return None
        return str(person_id), int(issued)

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=purpose)
