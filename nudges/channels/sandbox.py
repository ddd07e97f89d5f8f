"""A channel that sends nothing. It accepts every message and keeps the last ones for inspection."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

from nudges.channels.base import SANDBOX, Message, Receipt, Records
from nudges.channels.mime import rendered
from nudges.core.vocabulary import Medium

KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """One message that the sandbox accepted; `number` counts from 1 since the sandbox was created."""

    number: int
    message: Message = field(repr=False)
    sender: str = field(repr=False)

    def mail(self) -> EmailMessage:
        """The message as a mail without a Date. Raises SendError as `rendered` does."""
        return rendered(self.message, self.sender, "Nudges")


class SandboxChannel:
    """Accepts every message of one medium. Calls `on_message`, if set, with each one before accepting it.

    The demo and a simulation give it another `name`: there it plays a provider that sends.
    """

    most = 1_000
    pace: float | None = None
    records: Records | None = None

    def __init__(
        self,
        medium: Medium,
        on_message: Callable[[Kept], None] | None = None,
        sender: str = "nudges@example.org",
        name: str = SANDBOX,
    ) -> None:
        self.name = name
        self.medium = medium
        self.on_message = on_message
        self.messages: deque[Kept] = deque(maxlen=KEPT)
        self._sender = sender
        self._taken = 0

    async def send(self, message: Message) -> Receipt:
        """Keep the message. `provider_id` is made from the attempt's id, so it is unique across restarts."""
        self._taken += 1
        kept = Kept(self._taken, message, self._sender)
        self.messages.append(kept)
        if self.on_message is not None:
            self.on_message(kept)
        return Receipt(f"sandbox-{message.attempt_id}")

    async def check(self) -> str:
        """Always fine: there is no provider."""
        return "keeps everything here"

    async def close(self) -> None:
        """Nothing to close."""
