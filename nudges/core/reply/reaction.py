"""A reaction to one of our texts, which phones without a common protocol send as a text of its own. Pure.

"Liked “Nudges: …”", "Le gustó “…”", "👍 to “…”": recognised by the quote being ours, and by form where the
quote is cut short or is none of ours. The forms are data: templates/inbound/reactions.yaml.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nudges.core.text.our_words import Cut

#: Marks that open and close a quoted message.
_OPENS, _CLOSES = '“"„«‟「『', '”"“»„」』'

#: A reaction carries one message of ours; longer texts are not looked at for a form. In characters.
_LONGEST = 3_000

#: Marks of each kind that are tried: a form may have quotes of its own, and so may the message.
_QUOTES = 4

#: A carrier may put a name before the form ("Ana liked “…”"): so many words at most.
_NAME = 4

#: In a form: any run of emoji, and where the quote stands.
EMOJI, QUOTE = "@", "…"


@dataclass(frozen=True, slots=True)
class Reactions:
    """The forms of reactions (what stands before and after the quote), and what phones answer alone."""

    quoting: frozenset[tuple[str, str]] = frozenset()
    of_things: tuple[re.Pattern[str], ...] = ()
    automatic: frozenset[str] = frozenset()

    @classmethod
    def of(cls, quoting: Iterable[str], of_things: Iterable[str], automatic: Iterable[str]) -> "Reactions":
        """Forms as their file has them: … is the quote, which comes last where there is no …."""
        forms = (line.partition(QUOTE)[::2] for line in quoting)
        return cls(
            frozenset((plain(before), plain(after)) for before, after in forms),
            tuple(re.compile(line) for line in of_things),
            frozenset(map(plain, automatic)),
        )

    def is_one(self, text: str, cut: Cut) -> bool:
        """True if a text is only a reaction, to a text or a picture, or what a phone answers by itself.

        `cut` is the text without our own words.
        """
        if len(text) > _LONGEST:
            return False
        whole = plain(text)
        if whole in self.automatic or any(form.fullmatch(whole) for form in self.of_things):
            return True
        if cut.ours is not None and self._surrounds_ours(plain(cut.text)):
            return True
        return any((plain(before), plain(after)) in self.quoting for before, after in _splits(text))

    def _surrounds_ours(self, rest: str) -> bool:
        words = rest.split()
        around = {" ".join(words[skip:]) for skip in range(min(_NAME, len(words)))}
        return any(f"{before} {after}".strip() in around for before, after in self.quoting)


def plain(text: str) -> str:
    """Words in lower case without accents, marks and quotes; a run of emoji is one EMOJI."""
    said: list[str] = []
    for char in unicodedata.normalize("NFKD", text).casefold():
        if char.isalnum():
            said.append(char)
        elif char == EMOJI or _is_emoji(char):
            said.append(f" {EMOJI} ")
        elif unicodedata.category(char) not in ("Mn", "Cf", "Me", "Sk") and char != "\u20e3":
            said.append(" ")
    return re.sub(rf"(?:{EMOJI} )+(?={EMOJI})", "", " ".join("".join(said).split()))


def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in "‼⁉" or "\U0001f000" <= char <= "\U0001faff"


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and after a quoted message, for each pair of marks; the last may be missing."""
    closed = [at for at, char in enumerate(text) if char in _CLOSES][-_QUOTES:]
    for opened in [at for at, char in enumerate(text) if char in _OPENS][:_QUOTES]:
        ends = [at for at in closed if at > opened + 1]
        yield from ((text[:opened], text[end + 1 :]) for end in ends)
        if not ends:
            yield text[:opened], ""
