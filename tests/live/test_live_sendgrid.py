"""Our mails against SendGrid's published contract, checked by Prism."""

import asyncio
from dataclasses import replace

import pytest

from nudges.channels.base import Fault, Message, Receipt, SendError
from nudges.channels.sendgrid import SendGridChannel


def send(url: str, message: Message, key: str = "SG.key") -> Receipt:
    async def once() -> Receipt:
        channel = SendGridChannel(key, "nudges@example.org", url, "Nudges")
        try:
            return await channel.send(message)
        finally:
            await channel.close()

    return asyncio.run(once())


@pytest.mark.parametrize("name", ["nudge", "summary"])
def test_the_contract_takes_our_mails(sendgrid_url: str, letters: dict[str, Message], name: str) -> None:
    message = letters[name]
    assert send(sendgrid_url, message).provider_id == message.attempt_id


def test_the_contract_would_tell(sendgrid_url: str, letters: dict[str, Message]) -> None:
    with pytest.raises(SendError) as caught:
        send(sendgrid_url, replace(letters["nudge"], to="not an address"))
    assert (caught.value.kind, caught.value.code) == (Fault.PERMANENT, "http-400")
