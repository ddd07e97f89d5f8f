"""The transcript of a simulation: what was sent, what was not and why, and what was answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from nudges.channels.base import Message
from nudges.channels.sandbox import Kept
from nudges.core.language import ENGLISH
from nudges.core.plan.plan import Plan
from nudges.core.reason_words import for_operator
from nudges.core.reasons import Reason, ReasonCode, reason_of
from nudges.core.render.sms_segments import count
from nudges.core.status import SENT
from nudges.core.vocabulary import Medium, Sends, ServiceMessage
from nudges.core.zones import zone_named
from nudges.flow.simulation.scenario import Said, Stays

#: A nudge at least this late gets a note.
_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, at `local` on the person's clock (in `zone`).

    `status` is sent, held (sent late because of quiet hours), reply (the person's own words), or the status
    of a slot that was not sent: missed, skipped, suppressed, failed, queued. `text` begins with the subject
    if it is a mail. `segments` is None for anything but an SMS of ours. `day` and `n` identify the slot
    within the person, plan and step.
    """

    person: int
    plan: str
    step: str
    practice: str | None
    local: datetime
    utc: datetime
    zone: str
    channel: str
    status: str
    why: str
    text: str = field(repr=False)
    segments: int | None
    day: date
    n: int = 0

    @property
    def went(self) -> bool:
        """True if the person got this message."""
        return self.status in ("sent", "held")


@dataclass(frozen=True, slots=True)
class Letter:
    """A weekly summary as it would arrive."""

    person: int
    day: date
    message: Message = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Talk:
    """A reply, and the immediate answer to it."""

    said: Said
    provider_id: str
    utc: datetime
    words: str | None = field(repr=False)


class Teller:
    """Records a simulation and makes its transcript. `people`: number and stays, by id."""

    def __init__(self, people: Mapping[str, tuple[int, Stays]]) -> None:
        self.held: dict[int, Reason] = {}
        self._people = people
        self._stays = dict(people.values())
        self._messages: dict[str, Message] = {}
        self._talks: list[_Talk] = []

    def took(self, kept: Kept) -> None:
        """Record a message that was sent."""
        self._messages[kept.message.attempt_id] = kept.message

    def heard(self, said: Said, provider_id: str, utc: datetime, words: str | None) -> None:
        """Record that a person texted, and the answer they got (None: no answer)."""
        self._talks.append(_Talk(said, provider_id, utc, words))

    def lines(self, nudges: Sequence[Any], meanings: Mapping[str, Any]) -> list[Line]:
        """The results of these nudges, and all replies and answers, in order."""
        told = [self._nudge(row) for row in nudges]
        by_id = {row.id: row for row in nudges}
        for talk in self._talks:
            meaning = meanings.get(talk.provider_id)
            told += self._talk(talk, meaning, by_id.get(meaning.nudge_id) if meaning else None)
        # the sort is stable: a reply stays after the nudge it answers, and before its own answer
        return sorted(told, key=lambda line: (line.utc, line.person))

    def letters(self, nudges: Sequence[Any], plans: Mapping[str, Plan]) -> Iterator[Letter]:
        """The weekly summaries that were sent."""
        for row in nudges:
            step = plans[row.plan].steps.get(row.step) if row.plan in plans else None
            if step is not None and step.sends is Sends.SUMMARY and row.status in SENT:
                yield Letter(self._people[row.person_id][0], row.local_date, self._messages[row.attempt_id])

    def _nudge(self, row: Any) -> Line:
        number, stays = self._people[row.person_id]
        went = row.status in SENT
        utc = row.sent_at if went else row.due_at
        zone = stays.zone_at(utc)
        local = utc.astimezone(zone_named(zone))
        status, why = _went(row, self.held.get(row.id), zone) if went else (row.status, _why(row, zone))
        return Line(
            *(number, row.plan, row.step, row.practice, local, utc, zone, row.medium, status, why),
            text=_text(self._messages[row.attempt_id]) if went else "",
            segments=row.segments if went else None,
            day=row.local_date,
            n=row.n,
        )

    def _talk(self, talk: _Talk, meaning: Any, nudge: Any) -> Iterator[Line]:
        number = talk.said.person
        zone = self._stays[number].zone_at(talk.utc)
        local = talk.utc.astimezone(zone_named(zone))
        plan, step = (nudge.plan, nudge.step) if nudge else ("", "reply")
        understood = ""
        if meaning is not None:
            understood = f"understood as {meaning.kind}" + (f", {meaning.rating}" if meaning.rating else "")
        here = (local, talk.utc, zone, Medium.SMS)
        practice = nudge.practice if nudge else None
        yield Line(
            *(number, plan, step, practice, *here, "reply", understood, talk.said.text, None, local.date())
        )
        if talk.words is not None:
            segments = count(talk.words).segments
            yield Line(
                *(
                    number,
                    plan,
                    ServiceMessage.ANSWER,
                    practice,
                    *here,
                    "sent",
                    "",
                    talk.words,
                    segments,
                    local.date(),
                )
            )


def _text(message: Message) -> str:
    return f"{message.subject}\n\n{message.text}" if message.subject else message.text


def _why(row: Any, zone: str) -> str:
    return for_operator(reason_of(row.reason, row.reason_values), ENGLISH, zone)


def _went(row: Any, held: Reason | None, zone: str) -> tuple[str, str]:
    """Status and reason of a message that was sent. `held` is the reason it had to wait, if it did."""
    if held is not None:
        status = "held" if held.code is ReasonCode.QUIET_HOURS else "sent"
        return status, for_operator(held, ENGLISH, zone)
    if row.sent_at - row.due_at >= _LATE:
        return "sent", f"late: it was due at {row.due_at.astimezone(zone_named(zone)):%H:%M}"
    return "sent", ""
