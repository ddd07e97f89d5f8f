"""Frames: requests written as rows of word classes, so that one line stands for many wordings.

A class is words or phrases between commas. In a frame, blanks part the places; a place is
`word`, `this/that`, `CLASS` or `CLASS/word`, `begin~` (any word that begins so), `_` (any one word); with `?`
it may be missing, with `*` it may stand up to four times. `!CLASS` forbids what comes next, `$` is the end.
"""

import re
from collections.abc import Mapping

_OFTEN = {"?": "?", "*": "{0,4}"}


def phrases_of(words: str) -> list[str]:
    """The phrases between commas, the longest first."""
    return sorted((" ".join(each.split()) for each in words.split(",")), key=len, reverse=True)


def frames(classes: Mapping[str, str], *lines: str) -> str:
    """A regular expression for any of the frames, for plain words with one blank between them.

    What repeats is bounded, so that looking for a frame takes time in proportion to the text.
    """
    return "|".join("".join(_place(place, classes) for place in line.split()) for line in lines)


def _place(place: str, classes: Mapping[str, str]) -> str:
    if place == "$":
        return "$"
    forbids = place.startswith("!")
    often = _OFTEN.get(place[-1], "")
    names = place.strip("!?*").split("/")
    words = [word for name in names for word in phrases_of(classes.get(name, name.replace("+", " ")))]
    either = "|".join(_spelled(word) for word in sorted(words, key=len, reverse=True))
    if forbids:
        return rf"(?! ?(?:{either})(?![^ ]))"
    return rf"(?:(?<![^ ])(?:{either})(?![^ ]) ?){often}"


def _spelled(word: str) -> str:
    if word == "_":
        return "[^ ]+"
    return re.escape(word.removesuffix("~")) + ("[^ ]*" if word.endswith("~") else "")
