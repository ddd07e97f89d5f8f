"""The sandbox accepts everything, calls `on_message`, and keeps the last thousand messages."""

import asyncio

from nudges.channels.base import Message
from nudges.channels.sandbox import Kept, SandboxChannel
from nudges.core.vocabulary import Medium


def message(number: int) -> Message:
    return Message(
        f"attempt-{number}", "ada@example.org", f"words {number}", subject="Today", html="<p>x</p>"
    )


def test_it_takes_every_message_and_tells_in_order() -> None:
    seen: list[Kept] = []
    sandbox = SandboxChannel(Medium.SMS, seen.append)

    async def send() -> list[str]:
        return [(await sandbox.send(message(number))).provider_id for number in range(3)]

    assert asyncio.run(send()) == ["sandbox-attempt-0", "sandbox-attempt-1", "sandbox-attempt-2"]
    assert [(kept.number, kept.message.text) for kept in seen] == [
        (1, "words 0"),
        (2, "words 1"),
        (3, "words 2"),
    ]
    assert (sandbox.name, sandbox.medium) == ("sandbox", Medium.SMS)


def test_it_keeps_the_last_thousand() -> None:
    sandbox = SandboxChannel(Medium.EMAIL)

    async def send() -> None:
        for number in range(1_005):
            await sandbox.send(message(number))
        await sandbox.close()

    asyncio.run(send())
    assert len(sandbox.messages) == 1_000
    assert (sandbox.messages[0].number, sandbox.messages[-1].number) == (6, 1_005)


def test_a_mail_is_shown_as_a_mailbox_would() -> None:
    sandbox = SandboxChannel(Medium.EMAIL)
    asyncio.run(sandbox.send(message(1)))
    mail = sandbox.messages[0].mail()
    assert (mail["Subject"], mail["To"], mail["Message-ID"]) == (
        "Today",
        "ada@example.org",
        "<attempt-1@example.org>",
    )
    assert mail.get_content_type() == "multipart/alternative"


def test_it_shows_no_words_and_no_address_in_its_repr() -> None:
    sandbox = SandboxChannel(Medium.EMAIL)
    asyncio.run(sandbox.send(message(1)))
    assert "words" not in repr(sandbox.messages[0])
    assert "@" not in repr(sandbox.messages[0])
