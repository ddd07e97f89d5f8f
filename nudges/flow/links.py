"""Addresses in messages: they say which person or message without an account, and cannot be guessed."""

from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses under `public_url`, signed with a key of this database; mails are answered to `reply_to`."""

    public_url: str
    key: bytes = field(repr=False)
    reply_to: str = ""

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
        try:
            return str(self._signer("unsubscribe").loads(token))
        except BadData:
            return None

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=purpose)
