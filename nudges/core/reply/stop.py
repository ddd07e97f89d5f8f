"""Does a reply ask us to stop? When in doubt, yes: a missed stop is worse than a false one."""

from collections.abc import Iterator, Sequence

from nudges.core.reply.reply import Reply, Span
from nudges.core.text.tokens import clauses

_COURTESY, _FIRM, _BARE, _NOT = "asks.courtesy", "stop.firm", "stop.bare", "stop.not a stop"
#: What a message may be made of that only asks to stop; a phrase of two kinds is of the first.
_KINDS = (
    _NOT, _FIRM, _BARE, _COURTESY, "stop.openings", "stop.messages", "stop.around",
)  # fmt: skip
_BARELY = frozenset({_BARE, _COURTESY, "stop.messages"})
#: What follows a limit is a reason or another time if it has so many words.
_REASON = 4
#: In a message no longer than that a number named may be the one to take off our list.
_SHORT = 20


def is_stop(reply: Reply, parts: Sequence[Span]) -> bool:
    """True if the whole message, or a sentence of it, asks us to stop. `parts`: the sentences that count.

    Twilio's default opt-out words ("Twilio support for opt-out keywords (SMS STOP filtering)",
    help.twilio.com) alone, or any reasonable wording, as 47 CFR 64.1200(a)(10) asks. A lone word in
    the middle of a story ("I yelled. Stop! Then he left") is not addressed to us, nor is one before a
    comma ("stop, breathe, think"); two words or more ("please stop, ...") are.
    """
    if not parts:
        return False
    if only_stop(reply, parts) or _in_capitals(reply, parts):
        return True
    if sum(end - start for start, end in parts) <= _SHORT and any(
        any(reply.within("stop.whose number", *part)) for part in _joined(parts)
    ):
        return True
    for number, (start, end) in enumerate(parts):
        at_an_edge = number in (0, len(parts) - 1)
        if (at_an_edge or end - start > 1) and only_stop(reply, [(start, end)]):
            return True
        if _asks(reply, start, end):
            return True
    return False


def limited(reply: Reply, part: Span) -> bool:
    """True for "don't text me at work", "no me escriban tan temprano": it may be all that is to stop, or only
    that. "At work, or ever" limits nothing."""
    start, end = part
    if not reply.has("stop.limits", start, end):
        return False
    for begin, close in clauses(reply.words, start, end):
        if close < end == reply.longest("stop.limits", close, end) and is_stop(reply, [(begin, close)]):
            return True  # "no more emails, only texts"
        for at in range(begin + 1, close):
            then = reply.longest("stop.limits", at, close)
            last = then and (then == close or reply.only((_COURTESY,), then, close))
            if last and is_stop(reply, [(begin, at)]):
                short = 0 < end - close < _REASON and not reply.only((_COURTESY,), close, end)
                rest = [one for one in ((start, begin), (close, end)) if one[0] < one[1]]
                return not short and not any(is_stop(reply, [one]) for one in rest)
    return False


def _joined(parts: Sequence[Span]) -> list[Span]:
    """The same words in as few parts as can be."""
    joined: list[Span] = []
    for start, end in parts:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _in_capitals(reply: Reply, parts: Sequence[Span]) -> bool:
    """True for "STOP I hate this": a keyword as the footer writes it, before words that are not shouted."""
    words, first, last = reply.words, parts[0][0], parts[-1][1]
    if last - first < 2 or reply.longest("stop.in capitals", first) != first + 1:
        return False
    if not reply.text[words[first].start : words[first].end].isupper():
        return False
    rest = reply.text[words[first].end : words[last - 1].end]
    return any(char.islower() for char in rest) and not reply.longest("stop.seen in capitals", first + 1)


def only_stop(reply: Reply, parts: Sequence[Span] | None = None) -> bool:
    """True if the words ask to stop and say nothing else."""
    parts = _joined(reply.sentences if parts is None else parts)
    found = [_around(reply, *part) for part in parts]
    kinds = {kind for part in found for kind in part or ()}
    if None not in found and (_FIRM in kinds or (_BARE in kinds and kinds <= _BARELY)):
        return True
    if len(parts) != 1:
        return False
    start, end = parts[0]
    return any(
        _around(reply, start, at) is not None and _around(reply, then, end) is not None
        for at, then in _orders(reply, start, end)
    )


def _around(reply: Reply, start: int, end: int) -> set[str] | None:
    """The kinds of words between two places, if all of them may stand beside a stop."""
    found = reply.only(_KINDS, start, end)
    return None if found is None or _NOT in found else found


def _asks(reply: Reply, start: int, end: int) -> bool:
    """True if a clause begins, politeness aside, with what can only be a stop, and nobody is quoted."""
    quotes = [at for _, at, _ in reply.within("stop.told after", start, end)]
    for begin, then in clauses(reply.words, start, end):
        quoted = any(at >= begin for at in quotes)
        told = quoted or _told(reply, start, begin)
        last = then - begin > 1 or (then == end == len(reply) and begin > start)
        if not told and last and only_stop(reply, [(begin, then)]):
            return True
        if quoted:
            continue
        if any(only_stop(reply, [(at, then)]) for at in _pleas(reply, begin, then)):
            return True
        if any(
            not _told(reply, start, at) and not _others(reply, begin, at)
            for at, _ in _orders(reply, begin, then)
        ):
            return True
    return False


def _orders(reply: Reply, start: int, end: int) -> list[Span]:
    """Where in a clause a request to stop begins that nothing refuses, and the word after it."""
    if (start, end) not in reply.orders:
        reply.orders[start, end] = list(_look_for_orders(reply, start, end))
    return reply.orders[start, end]


def _look_for_orders(reply: Reply, start: int, end: int) -> Iterator[Span]:
    openings = _starts(reply, start, end)
    for at in range(start, end):
        then = reply.begins("stop.orders", at, end).get("orders", 0)
        if then and at not in openings and (at == start or reply.longest("stop.not after", at - 1, at)):
            continue
        if not then and at in openings:
            then = reply.begins("stop.wrong person", at, end).get("wrong person", 0)
        if then and at not in _refused(reply, start, end):
            yield at, then


def _refused(reply: Reply, start: int, end: int) -> set[int]:
    """The words within and right after "don't you dare": a request that begins there is not one."""
    if "stop.refused" not in reply.line.names:
        return set()
    sizes = ((at, size) for at in range(start, end) for size in reply.line.spans[at].get("stop.refused", ()))
    return {at + more for at, size in sizes for more in range(1, size + 1)}


def _pleas(reply: Reply, start: int, end: int) -> Iterator[int]:
    """After each "so please": "he said I should quit this so please cancel it"."""
    places = range(start, end) if "stop.pleas" in reply.line.names else ()
    return (then for at in places if (then := reply.longest("stop.pleas", at, end)))


def _starts(reply: Reply, start: int, end: int) -> set[int]:
    """The words that a request may begin with: after politeness, after "and please"."""
    places = range(start, end) if "stop.joints" in reply.line.names else ()
    joints = (at + 1 for at in places if reply.longest("stop.joints", at, end) == at + 1)
    found: set[int] = set()
    for begin in (start, *joints):
        at = begin
        while at < end and at not in found:
            found.add(at)
            at = reply.any_of((_COURTESY, "stop.openings"), at, end)[1] or end
    return found


def _others(reply: Reply, start: int, at: int) -> bool:
    """True if somebody else may be who does it: no "so", "and" or "please" stands between them and it."""
    for word in range(at - 1, start - 1, -1):
        if reply.longest("stop.others", word, at):
            return True
        if reply.longest("stop.joints", word, at):
            return False
    return False


def _told(reply: Reply, start: int, end: int) -> bool:
    return reply.has("stop.telling", start, end)
