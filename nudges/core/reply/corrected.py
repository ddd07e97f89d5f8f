"""What somebody says instead of what they said before: "oops, 4 I mean". Pure."""

from nudges.core.reply.phrases import Phrases
from nudges.core.reply.reply import Reply

#: A longer message tells something.
_LONGEST = 12


def corrected(text: str, phrases: Phrases) -> str | None:
    """The words that are to stand: those after the last phrase that corrects, else those before it.

    None if nothing is corrected ("4"), or only taken back ("oops").
    """
    reply = Reply(text, phrases)
    end = len(reply)
    if end > _LONGEST:
        return None
    marks = [(at, then) for at in range(end) if (then := reply.longest("answers.corrects", at))]
    if not marks:
        return None
    end = min((at for at, then in marks if then == end), default=end)  # "4 I mean"
    start = max((then for _, then in marks if then <= end), default=0)
    return text[reply.words[start].start : reply.words[end - 1].end] if start < end else None
