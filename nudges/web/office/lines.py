"""The thread of one person, as their page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nudges.core.kind_words import kind_words, message_words
from nudges.core.language import Language, to_say
from nudges.core.person.person import Person
from nudges.core.reason_words import for_operator, status_words
from nudges.core.reasons import ReasonCode, tone
from nudges.core.status import Status
from nudges.flow.summary.compose import step_title
from nudges.store.replies.replies import Told
from nudges.web.edge import Edge


@dataclass(frozen=True, slots=True)
class Line:
    """A nudge with its reason, or a reply (`theirs`) and its kind. `tone`: went, waits or not."""

    when: str
    theirs: bool
    title: str
    kind: str
    status: str
    tone: str
    why: str
    medium: str
    rating: int | None
    segments: int | None
    undone: bool
    words: str = field(repr=False)
    answer: str = field(repr=False)


def lines_of(edge: Edge, person: Person, told: Sequence[Told], locale: str) -> list[Line]:
    """Each in the language of whoever reads the page, at the person's own time."""
    language = edge.service.voices.of(locale).language
    messages = message_words(language)
    return [
        Line(
            when=language.moment(person.local(one.at)),
            theirs=one.kind is not None,
            title=messages.get(one.step) or step_title(one.step),
            kind=kind_words(one.kind, language) if one.kind else "",
            status="" if one.kind else status_words(Status(one.status), language, _code(one)),
            tone="not" if one.kind else tone(Status(one.status), _code(one)),
            why="" if one.kind else for_operator(one.reason, language, person.zone),
            medium=one.medium,
            rating=one.rating,
            segments=one.segments,
            undone=one.undone,
            words=one.text,
            answer=one.answer,
        )
        for one in told
    ]


def ago(language: Language, now: datetime, moment: datetime) -> str:
    """How long ago it was, as precisely as matters: it needs no time zone."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return language.gettext(to_say("just now"))
    if minutes < 120:
        return language.ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes)
    if minutes < 48 * 60:
        return language.ngettext("%(n)s hour ago", "%(n)s hours ago", minutes // 60)
    return language.ngettext("%(n)s day ago", "%(n)s days ago", minutes // 1440)


def _code(one: Told) -> ReasonCode | None:
    return one.reason.code if one.reason else None
