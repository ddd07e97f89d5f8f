"""Which step a reply names ("appreciation done"). Pure."""

import re
from collections.abc import Collection

from nudges.core.reply.phrases import Phrases

#: A longer reply names no step: it tells something.
_SHORT = 8
_WORD, _AFTER_A_NAME = re.compile(r"\w+"), re.compile(r"[:,\-]*")


def step_named(text: str, steps: Collection[str], phrases: Phrases) -> tuple[str, str] | None:
    """The one of these steps that a short reply names, and the reply without the name."""
    said = _WORD.findall(text.casefold())
    if not 1 < len(said) <= _SHORT:
        return None
    hits = [step for step in steps if _telling(step, phrases) & set(said)]
    if len(hits) != 1:
        return None
    return hits[0], _without(text, frozenset(hits[0].casefold().split("-")), phrases)


def _telling(step: str, phrases: Phrases) -> set[str]:
    """The parts of a step's name that do not stand in any sentence."""
    return {part for part in step.casefold().split("-") if not phrases.has("steps.common", part)}


def _without(text: str, name: frozenset[str], phrases: Phrases) -> str:
    """The text without the words of a step's name, and the article before each."""
    rest, at = "", 0
    found = list(_WORD.finditer(text))
    for number, word in enumerate(found):
        if word[0].casefold() not in name:
            continue
        before = found[number - 1] if number else None
        article = before is not None and phrases.has("steps.articles", before[0].casefold())
        start = before.start() if before is not None and article else word.start()
        rest += text[at : max(start, at)] + " "
        after = _AFTER_A_NAME.match(text, word.end())
        at = after.end() if after else word.end()
    return (rest + text[at:]).strip(" \t:,-")
