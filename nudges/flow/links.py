"""Signed links in messages: they say which person without an account, and cannot be guessed or altered."""

from dataclasses import dataclass, field

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
        return self._person("unsubscribe", token)

    def confirm(self, person_id: str) -> str:
        """The page on which somebody who was invited by mail says yes."""
        return f"{self.public_url}/confirm/{self._signer('confirm').dumps(person_id)}"

    def confirmer(self, token: str) -> str | None:
        """The person whose link to say yes ends in this token; None if it is not one of ours."""
        return self._person("confirm", token)

    def _person(self, purpose: str, token: str) -> str | None:
        try:
            return str(self._signer(purpose).loads(token))
        except BadData:
            return None

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=purpose)
