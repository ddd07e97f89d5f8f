"""A message that came in, by whichever way."""

from dataclasses import dataclass, field
from datetime import datetime

from nudges.core.vocabulary import Medium


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message from a person, at the moment it came in. `provider_id` makes it harmless when it comes twice.

    `on_page`: it was given on a page of ours, which shows the answer.
    `late`: it was heard of only now, from the provider's records, and nobody waits for our answer.
    `answers` is the attempt whose message this mail says it answers; the From of a mail is no proof, unless
    it was `authenticated`.
    `stopped_by_provider` is set when the provider has already obeyed and confirmed a STOP itself, and
    `started_by_provider` when it did so with a START.
    """

    provider_id: str
    medium: Medium
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    answers: str | None = None
    authenticated: bool = False
    stopped_by_provider: bool = False
    started_by_provider: bool = False
    late: bool = False
    on_page: bool = False
