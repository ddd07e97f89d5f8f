"""A name as it is kept and shown."""

from unicodedata import category

from nudges.core.errors import NudgesError
from nudges.core.text.tokens import invisible

#: Characters of a name.
LONGEST_NAME = 200

#: Embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9): they turn the text
#: around a name. The marks U+200E and U+200F stay, since names in Arabic and Hebrew need them.
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def parse_name(text: str) -> str:
    """The name with single spaces, or "" for none.

    Raises NudgesError for one that is too long, for control characters, and for a name of nothing that shows.
    """
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise NudgesError(
            "The name is too long.",
            f"It has {len(name):,} characters; a name has {LONGEST_NAME} at most.",
            "Write what they are called.",
        )
    if any(char in _TURNS_TEXT or category(char) == "Cc" for char in name):
        raise NudgesError(
            "The name cannot be kept.",
            "It has control characters in it, which cannot be seen and turn the text around them.",
            "Type the name again by hand; copied text can bring such characters along.",
        )
    if name and all(char.isspace() or invisible(char) for char in name):
        raise NudgesError(
            "The name cannot be seen.",
            "None of its characters shows anything by itself.",
            "Type the name again by hand, or leave it out.",
        )
    return name
