"""Why a nudge is as it is, said to the person it was for, in their language.

The row keeps its reason as the operator reads it, in English; here are those that people meet. A reason
that is not here is shown as it is kept.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from nudges.core.language import Language, to_say
from nudges.core.status import Status

_AT = r"(?P<at>\d\d:\d\d)"

#: The first that matches the beginning of a reason says it; the named parts stand where they are named.
_SAID = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (rf"held: quiet hours until {_AT}", to_say("held: quiet hours until %(at)s")),
        (rf"waiting until {_AT}", to_say("waiting until %(at)s")),
        (rf"waiting: .*, trying again at {_AT}", to_say("it did not get through; tried again at %(at)s")),
        (r"waiting: their settings", to_say("your settings have just changed")),
        (rf"again: .* {_AT}", to_say("once more, since you asked for it at %(at)s")),
        (r"missed: quiet hours", to_say("quiet hours came before it could be sent")),
        (r"missed: a newer one", to_say("a newer one was due by then")),
        (r"missed: no word", to_say("it is not certain that it arrived, so it was not sent again")),
        (r"missed: ", to_say("it could not be sent in time")),
        (
            r"not sent: paused until (?P<day>\d+ \w+ \d+), \d\d:\d\d",
            to_say("you were on a pause until %(day)s"),
        ),
        (r"not sent: the pause was changed", to_say("the pause was changed")),
        (r"not sent: moved to another time", to_say("moved to another time")),
        (r"not sent: it was answered", to_say("it was answered already")),
        (r"not sent: the person took it back", to_say("you took it back")),
        (r"not sent: (the person said STOP|the provider says)", to_say("you had said STOP")),
        (r"not sent: they have agreed", to_say("you had said yes already")),
        (r"not sent: no consent", to_say("you had not said yes yet")),
        (r"not sent: (there is no number|a summary goes)", to_say("there is no address for it")),
        (r"not sent: (there was nothing|a week without)", to_say("a quiet week needs no mail")),
        (
            r"not sent: these practices can stir pain",
            to_say("what can stir pain comes only if you ask for it, and after the first week"),
        ),
        (
            r"not sent: these practices need somebody",
            to_say("it needs somebody close who takes part"),
        ),
        (r"not sent: this is too much", to_say("it is too long for a text message")),
        (r"not sent: its step", to_say("the plan has changed")),
        (r"failed: ", to_say("the network did not take it")),
        (r"unknown: ", to_say("it is not certain yet that it arrived")),
        (r"sent$|delivered", ""),
    )
)

#: How a status is said to the person.
STATUS = {
    Status.QUEUED: to_say("waiting"),
    Status.SENDING: to_say("on its way"),
    Status.UNKNOWN: to_say("not certain"),
    Status.ACCEPTED: to_say("sent"),
    Status.DELIVERED: to_say("delivered"),
    Status.FAILED: to_say("not delivered"),
    Status.MISSED: to_say("missed"),
    Status.SUPPRESSED: to_say("not sent"),
    Status.SKIPPED: to_say("left out"),
}


def reason(why: str, language: Language) -> str:
    """The reason of a nudge in the person's language; empty if there is nothing to explain."""
    for pattern, words in _SAID:
        if found := pattern.match(why):
            return language.gettext(words, **_as_said(found.groupdict(), language)) if words else ""
    return why


def _as_said(parts: Mapping[str, str], language: Language) -> dict[str, str]:
    """Times of day and days as the language writes them."""
    said = dict(parts)
    if "at" in said:
        said["at"] = language.clock(time.fromisoformat(said["at"]))
    if "day" in said:
        said["day"] = language.day(_day(said["day"]))
    return said


def _day(text: str) -> date:
    """ "5 Jun 2026", as `strftime` writes it."""
    return datetime.strptime(f"{text} +0000", "%d %b %Y %z").date()


def status_words(status: Status, language: Language) -> str:
    """Where a nudge stands, in the person's language."""
    return language.gettext(STATUS[status])
