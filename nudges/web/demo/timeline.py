"""The timeline: every planned nudge with what became of it and why, and every reply with its meaning."""

from dataclasses import dataclass, field
from datetime import datetime

from nudges.core.kind_words import kind_words, message_words
from nudges.core.language import ENGLISH
from nudges.core.person.person import Person
from nudges.core.reason_words import for_operator
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import SENT, Status
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.store.people import people
from nudges.store.replies import replies
from nudges.store.replies.replies import Told

SHOWN = 60

#: A status in a visitor's words; the others are called what they are.
_WORDS = {Status.ACCEPTED: "sent", Status.QUEUED: "waiting", Status.SUPPRESSED: "not sent"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `at` is on the person's own clock; `badge` is one or two words, `why` a sentence or ""."""

    at: datetime
    name: str
    place: str
    title: str
    badge: str
    why: str
    text: str = field(repr=False)


def timeline(service: Service, name: str = "") -> list[Line]:
    """The newest lines of the person called `name`, or of everyone, newest first."""
    lines: list[Line] = []
    with service.db.read() as tx:
        for person in people.everyone(tx):
            if name in ("", person.name):
                for told in replies.story(tx, person.id):
                    lines += _lines(service, person, told)
    return sorted(lines, key=lambda line: line.at, reverse=True)[:SHOWN]


def _words(reason: Reason | None, person: Person) -> str:
    return for_operator(reason, ENGLISH, person.zone)


def _lines(service: Service, person: Person, told: Told) -> list[Line]:
    """One line for what was told, and one for its being held before, if it was."""
    place = person.zone.rpartition("/")[2].replace("_", " ")

    def line(at: datetime, title: str, badge: str, why: str, text: str = "") -> Line:
        return Line(person.local(at), person.name, place, title, badge, "" if why == badge else why, text)

    if told.due_at is None:
        meaning = kind_words(told.kind, ENGLISH) if told.kind else ""
        meaning += f", {told.rating} of 5" if told.rating is not None else ""
        meaning = "taken back" if told.undone else meaning
        return [line(told.at, "", "reply", f"understood as: {meaning}", told.text)]
    title = message_words(ENGLISH).get(told.step) or step_title(told.step)
    status, text = Status(told.status), ""
    if told.practice:
        text = service.guides.practice(told.practice).title
    lines = []
    if status in SENT or status is Status.QUEUED:
        allowed = person.next_allowed(told.due_at)
        if allowed > told.due_at:
            held = Reason(ReasonCode.QUIET_HOURS, at=allowed)
            lines.append(line(told.due_at, title, "held", _words(held, person)))
    if status is not Status.QUEUED or not lines:
        lines.append(
            line(told.at, title, _WORDS.get(status, status.value), _words(told.reason, person), text)
        )
    return lines
