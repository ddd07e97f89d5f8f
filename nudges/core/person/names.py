"""A name as it is kept and shown."""

from unicodedata import category

from nudges.core.errors import NudgesError

#: Embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9): they turn the text
#: around a name. The marks U+200E and U+200F stay, since names in Arabic and Hebrew need them.
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def parse_name(text: str) -> str:
    """The name with single spaces. Raises NudgesError for control characters, which nobody can see."""
    name = " ".join(text.split())
    if any(char in _TURNS_TEXT or category(char) == "Cc" for char in name):
        raise NudgesError(
            "The name cannot be kept.",
            "It has control characters in it, which cannot be seen and turn the text around them.",
            "Type the name again by hand; copied text can bring such characters along.",
        )
    return name
