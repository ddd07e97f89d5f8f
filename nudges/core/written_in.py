"""Which language a message is written in, by the commonest words of each. Pure."""

from collections.abc import Collection, Mapping

from nudges.core.text.tokens import read


def written_in(text: str, commonest: Mapping[str, Collection[str]]) -> str:
    """The code of the language that has the most of its words; "" if two have as many, or none has any.

    `commonest`: the commonest words of each language, as `tokens.read` spells them.
    """
    words = [word.plain for word in read(text)]
    counts = sorted((sum(word in known for word in words), code) for code, known in commonest.items())
    [*_, second, (most, code)] = [(0, ""), (0, ""), *counts]
    return code if most > second[0] else ""
