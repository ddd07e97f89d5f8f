"""The provider refuses the operator's account: its sender is held for everybody, and the operator is told."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from nudges.channels import twilio_codes
from nudges.channels.base import Message, SendError
from nudges.core.vocabulary import Medium
from nudges.flow.service import Service, log
from nudges.store.maintenance import leases
from nudges.store.nudges import senders
from nudges.store.nudges.senders import Refusal

#: The operator is told of the same trouble once in this time.
TOLD = timedelta(hours=6)

_BY_MAIL = (
    "the mail provider does not take the key, the password or the sender's address",
    "Check SENDGRID_API_KEY or SMTP_URL, and MAIL_FROM, with your mail provider, and restart.",
)
_BY_SMS = (
    "the SMS provider refuses this account",
    "Look this code up at twilio.com/docs/api/errors, and check TWILIO_… against the Twilio console.",
)


def advice(medium: Medium, code: str) -> tuple[str, str]:
    """What a refusal means, and the operator's next step; a sentence each."""
    return _BY_MAIL if medium is Medium.EMAIL else twilio_codes.advice(code) or _BY_SMS


async def tell_operator(service: Service, now: datetime) -> int:
    """Mail the operator about each refusal they do not know of yet; returns how many mails went.

    Never a word about a person. It goes past the queue, which is for people. What the mail provider refuses
    cannot be mailed: that is in the log, and `nudges doctor` says it.
    """
    channel = service.channels.get(Medium.EMAIL)
    if not service.operator or channel is None:
        return 0
    told = 0
    for medium, refusal in (await asyncio.to_thread(_untold, service, now)).items():
        means, step = advice(medium, refusal.why)
        still = ", and nothing is sent by it for now" if refusal.seconds > 0 else ""
        words = f"Sending by {medium} is refused{still}.\n{refusal.why}: {means}.\n{step}\n"
        subject = f"{service.programme}: {medium} is refused ({refusal.why})"
        try:
            await channel.send(Message(service.new_id(), service.operator, words, subject=subject))
            told += 1
        except SendError as error:
            log().error("operator not told", medium=medium, code=refusal.why, because=error.code)
            await asyncio.to_thread(_not_told, service, medium, refusal.why)
    return told


def _untold(service: Service, now: datetime) -> Mapping[Medium, Refusal]:
    with service.db.read() as tx:
        there = senders.refusals(tx)
    if not there:
        return {}
    with service.db.write() as tx:
        return {
            medium: one
            for medium, one in there.items()
            if medium is not Medium.EMAIL and leases.take(tx, _key(medium, one.why), now, TOLD)
        }


def _not_told(service: Service, medium: Medium, why: str) -> None:
    with service.db.write() as tx:
        leases.give_back(tx, _key(medium, why))


def _key(medium: Medium, why: str) -> str:
    return f"operator told of {medium} {why}"
