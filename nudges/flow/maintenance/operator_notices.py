"""The outbox to the operator and to staff: whatever they have to be told is a row, sent until it went.

Never a word about a person but their id. It goes past the queue, which is for people. What cannot be mailed
is in the log, and `nudges doctor` says it.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from nudges.channels import twilio_codes
from nudges.channels.base import Message, SendError
from nudges.core.vocabulary import Medium, NoticeKind
from nudges.flow.log import log
from nudges.flow.maintenance import staff_notices
from nudges.flow.maintenance.letter import Letter
from nudges.flow.service import Service
from nudges.store.maintenance import operator_notices
from nudges.store.maintenance.operator_notices import Notice

_BY_MAIL = (
    "the mail provider does not take the key, the password or the sender's address",
    "Check SENDGRID_API_KEY or SMTP_URL, and MAIL_FROM, with your mail provider, and restart.",
)
_BY_SMS = (
    "the SMS provider refuses this account",
    "Look this code up at twilio.com/docs/api/errors, and check TWILIO_… against the Twilio console.",
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How notices of one kind are told. What comes up again is told `again` after so long; None: once."""

    letters: Callable[[Service, Sequence[Notice]], Iterator[Letter]]
    again: timedelta | None = None


def advice(medium: Medium, code: str) -> tuple[str, str]:
    """What a refusal means, and the operator's next step; a sentence each."""
    return _BY_MAIL if medium is Medium.EMAIL else twilio_codes.advice(code) or _BY_SMS


async def tell_operator(service: Service, now: datetime) -> int:
    """Write to the operator, and to staff, what they do not know of yet; returns how many letters went.

    What a provider does not take, or was cut short, is tried again some minutes later.
    """
    if not service.channels:
        return 0
    mine = await asyncio.to_thread(_mine_to_tell, service, now)
    letters = [
        letter
        for kind, how in _KINDS.items()
        if (some := [one for one in mine if one.kind is kind])
        for letter in how.letters(service, some)
    ]
    return sum([await _sent(service, letter, now) for letter in letters])


async def _sent(service: Service, letter: Letter, now: datetime) -> bool:
    about = [f"{one.kind} {one.about}" for one in letter.notices]
    message = Message(service.new_id(), letter.to or service.operator, letter.words, subject=letter.subject)
    try:
        await service.channels[letter.medium].send(message)
    except SendError as error:
        log().error("operator not told", about=about, because=error.code)
        return False
    await asyncio.to_thread(_told, service, letter.notices, now)
    return True


def _mine_to_tell(service: Service, now: datetime) -> list[Notice]:
    staff_notices.note(service, now)
    if service.mistakes and service.operator:
        with service.db.write() as tx:
            for mistake in service.mistakes:
                about = sha256(str(mistake).encode()).hexdigest()[:16]
                lines = {"what": mistake.what, "why": mistake.why, "fix": mistake.fix}
                operator_notices.note(tx, Notice(NoticeKind.CONTENT, about, details=lines), now)
    again = {
        kind: how.again for kind, how in _KINDS.items() if service.operator or kind in staff_notices.KINDS
    }
    with service.db.read() as tx:
        untold = operator_notices.untold(tx, now, again)
    waiting = [one for one in untold if staff_notices.goes_by(one) in service.channels]
    if not waiting:
        return []
    with service.db.write() as tx:
        return operator_notices.take(tx, waiting, now)


def _told(service: Service, notices: Sequence[Notice], now: datetime) -> None:
    with service.db.write() as tx:
        operator_notices.told(tx, notices, now)


def _danger(service: Service, notices: Sequence[Notice]) -> Iterator[Letter]:
    for one in notices:
        words = (
            f"A reply of {one.person_id} holds words of danger, by the lists in templates/care/.\n"
            "It was answered at once with the numbers of their country.\n"
            f"Their nudges are quiet for {service.care_hours} hours, or until they say RESUME or START.\n"
            f"See `nudges explain {one.person_id}`; what you can do now is in docs/safety.md.\n"
        )
        yield Letter(f"{service.programme}: somebody may need help", words, [one])


def _loop(service: Service, notices: Sequence[Notice]) -> Iterator[Letter]:
    for one in notices:
        words = (
            f"Replies of {one.person_id} came again and again, as a machine sends them.\n"
            "They are answered no more for an hour.\n"
            "The replies are kept, and a STOP among them is obeyed.\n"
            f"Look at them with `nudges explain {one.person_id}`, and whose number or address that is.\n"
        )
        yield Letter(f"{service.programme}: a machine seems to answer", words, [one])


def _sender_refused(service: Service, notices: Sequence[Notice]) -> Iterator[Letter]:
    for one in notices:
        medium, code = Medium(one.details["medium"]), one.details["code"]
        means, step = advice(medium, code)
        still = ", and nothing is sent by it for now" if one.details["held"] else ""
        words = f"Sending by {medium} is refused{still}.\n{code}: {means}.\n{step}\n"
        yield Letter(f"{service.programme}: {medium} is refused ({code})", words, [one])


def _content(service: Service, notices: Sequence[Notice]) -> Iterator[Letter]:
    lines = "\n".join("* {what}\n  {why}\n  {fix}\n".format(**one.details) for one in notices)
    words = (
        f"{lines}\nWhat needs these is held, and goes on once they are mended and Nudges is started again.\n"
        "All else is sent, and replies are heard, STOP among them.\n"
    )
    yield Letter(f"{service.programme}: some of its content cannot be used", words, notices)


_KINDS: Mapping[NoticeKind, _Kind] = {
    NoticeKind.DANGER: _Kind(_danger),
    NoticeKind.LOOP: _Kind(_loop, again=timedelta(days=1)),
    NoticeKind.CASE: _Kind(staff_notices.of_cases),
    NoticeKind.QUESTION: _Kind(staff_notices.of_questions),
    NoticeKind.SENDER_REFUSED: _Kind(_sender_refused, again=timedelta(hours=6)),
    NoticeKind.CONTENT: _Kind(_content, again=timedelta(days=1)),
}
