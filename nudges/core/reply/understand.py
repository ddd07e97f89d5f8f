"""What a person's reply means. Pure; never raises, whatever the text.

The order is the policy: stop, certain danger, what is asked of us, then an answer (done, not done), a rating,
else a note. Each has its file: `stop`, `commands`, `answers`. What people say for it is data (`Phrases`), and
a classifier gives a second opinion on it (`likely`).
"""

from dataclasses import replace
from datetime import datetime, time

from nudges.core.danger.detect import UNWATCHED, Care, Tier
from nudges.core.person.person import State
from nudges.core.reply.answers import answer, several
from nudges.core.reply.commands import asked, pause_with_an_end
from nudges.core.reply.likely import reconsidered, stop_or, stops
from nudges.core.reply.meaning import DONE_OR_NOT, Kind, Meaning
from nudges.core.reply.phrases import Phrases
from nudges.core.reply.rating import SMALL_TALK, settled
from nudges.core.reply.reply import Reply
from nudges.core.reply.said import Asker
from nudges.core.reply.stop import is_stop, limited, only_stop
from nudges.core.reply.unclear import unclear
from nudges.core.vocabulary import Expects

__all__ = ["Kind", "Meaning", "Phrases", "understand"]

#: An answer given before this hour counts for the day before.
_DAY_STARTS = time(4)
#: What is heard only as the whole message.
_WHOLE = {
    Kind.EXIT: "asks.exit",
    Kind.NUMBERS: "asks.numbers",
    Kind.OPEN_WORDS: "asks.open words",
    Kind.CLOSE_WORDS: "asks.close words",
}
#: What needs a plain word, in which nothing is refused: a message after a STOP is the worst mistake of all.
_BEGINS = frozenset({Kind.START, Kind.RESUME})
#: "Yesterday's one", in so few words, answers for that day.
_SHORT = 6
#: What counts for a day.
_OF_A_DAY = frozenset({Kind.DONE, Kind.NOT_DONE, Kind.RATING, Kind.NOTE, Kind.THANKS})


def understand(
    text: str,
    expects: Expects | None,
    local: datetime,
    phrases: Phrases,
    *,
    locale: str = "en",
    state: State = State.ACTIVE,
    scale: tuple[int, int] = (1, 5),
    care: Care = UNWATCHED,
) -> Meaning:
    """What `text` means to the open nudge, which expects `expects` (None: no nudge is open).

    `local` is the moment it was said, aware, in the person's own zone; `state` is how they stand
    then; `phrases` what people say, and `care` what words of danger are listened for. `locale` decides only
    how 3/12 is read.

    Stop needs no open nudge and comes first (its sources: `stop.is_stop`); a stop with an end ("until
    monday") is a pause. "Yes" is an answer, and a start only to an invitation. A rating is a whole number
    within `scale`, both ends included. The first 2,000 characters decide, in linear time; a note is never
    shortened.
    """
    reply = Reply(text, phrases)
    for kind, row in _WHOLE.items():
        if len(reply) and reply.longest(row, 0) == len(reply):
            return Meaning(kind)
    cry = care.cry(text)
    certain = cry is not None and cry.tier is Tier.CERTAIN
    month_first = locale.replace("_", "-") in {"en", "en-US"}
    asker = Asker(expects, local, state, day_first=not month_first, in_danger=certain)
    meaning = _of_phrases(reply, asker, scale)
    if meaning.kind is Kind.RATING and expects is not Expects.RATING:
        meaning = Meaning(Kind.NOTE, note=reply.whole)  # nobody asked: it rates nothing that is counted
    elif certain:
        meaning = Meaning(Kind.STOP, note=reply.whole) if stops(reply, asker) else meaning
    elif not _names_days(meaning, reply, asker):
        meaning = reconsidered(meaning, reply, asker, scale)
    if meaning.kind is Kind.NOT_DONE and _unwell(reply):
        meaning = Meaning(Kind.NOTE, note=reply.whole)
    if certain and meaning.kind is not Kind.STOP:
        meaning = Meaning(Kind.SUPPORT, note=reply.whole)
    elif meaning.kind in _BEGINS and (cry is not None or any(reply.within("asks.refused"))):
        meaning = Meaning(Kind.NOTE, note=reply.whole)  # "don't start again", "I can't go on"
    days_ago = _days_ago(reply, local) if meaning.kind in DONE_OR_NOT and len(reply) <= _SHORT else 0
    if meaning.kind in _OF_A_DAY and expects is not None and local.time() < _DAY_STARTS:
        days_ago = max(days_ago, 1)
    if days_ago:
        meaning = replace(meaning, days_ago=days_ago)
    return replace(meaning, danger=cry.danger, tier=cry.tier) if cry is not None else meaning


def _of_phrases(reply: Reply, asker: Asker, scale: tuple[int, int]) -> Meaning:
    """What phrases hear: a stop, else what is asked of us, else the answer, else a note."""
    ends = is_stop(reply, reply.sentences)
    some = [part for part in reply.sentences if limited(reply, part)]
    # those that ask for no more than a pause are left out
    lasting = [
        part for part in reply.sentences if (ends or some) and not pause_with_an_end(reply, part, asker)
    ]
    if ends and is_stop(reply, [part for part in lasting if part not in some]):
        return Meaning(Kind.STOP, note=None if reply.short and only_stop(reply) else reply.whole)
    command = asked(reply, asker) if reply.short else None
    if any(part in lasting for part in some) and not (command and command.at):
        return stop_or(Meaning(Kind.NOTE), reply)
    if command is not None:
        return replace(command, note=reply.whole) if command.kind is Kind.UNCLEAR else command
    expects = asker.expects
    number = settled(reply, scale) if expects is Expects.RATING and reply.short else None
    return (
        (several(reply, scale) if reply.short else None)
        or (Meaning(Kind.RATING, number, reply.whole) if number is not None else None)
        or unclear(reply, expects, scale)
        or answer(reply, expects, scale, asker.local)
        or (Meaning(Kind.THANKS) if expects is not Expects.NOTE and _thanks(reply) else None)
        or Meaning(Kind.NOTE, note=reply.whole)
    )


def _names_days(meaning: Meaning, reply: Reply, asker: Asker) -> bool:
    """True for a pause of days that were named so that there is no doubt."""
    if meaning.kind is not Kind.PAUSE or reply.has("asks.for ever"):
        return False
    return any(
        said.days_off or (meaning.since and said.between)
        for said in (asker.said(reply, part) for part in reply.sentences)
    )


def _days_ago(reply: Reply, local: datetime) -> int:
    """How long ago the day was whose nudge they name ("yesterday's", "the one from saturday"); 0: none."""
    if reply.has("answers.of yesterday"):
        return 1
    ends = (reply.longest("answers.of a day", at) for at in range(len(reply) - 1))
    named = (label for end in ends if 0 < end < len(reply) for label in reply.line.spans[end])
    days = [int(label.removeprefix("weekday=")) for label in named if label.startswith("weekday=")]
    return (local.isoweekday() - days[0]) % 7 if days else 0


def _unwell(reply: Reply) -> bool:
    """True for "no estoy bien", "not ok today": how they are, no "not done" that is answered as fine."""
    return "answers.unwell" in (reply.only(("answers.unwell", *SMALL_TALK)) or ())


def _thanks(reply: Reply) -> bool:
    """True for thanks and courtesies alone: "thanks!", "ok thank you so much"."""
    said = reply.only(("answers.thanks", "asks.courtesy")) if reply.short else None
    return said is not None and "answers.thanks" in said
