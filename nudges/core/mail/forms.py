"""What mail programs and machines write, in every language we know: what `core/mail` reads mails with.

Pure and immutable. The forms stand in templates/inbound/mail.yaml and are read by content/mail_forms.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

#: In a form: any few words.
ANY = "…"

#: The labels of a mail's head, and the signs of a machine; each is a key of a language in the file.
LABELS = ("from", "date", "to", "cc", "subject")
SIGNS = ("thanks", "away", "elsewhere", "machine", "gone", "ticket")

_NEVER = re.compile(r"(?!)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """How a line begins that a verb of writing ends. `bare`: it may begin with a name or a date as well."""

    words: re.Pattern[str]
    bare: bool


@dataclass(frozen=True, slots=True)
class MailForms:
    """The forms of all languages together: which one a mail is in says nothing of the program it came from.

    `labels`: a label in lower case, and what it is (LABELS). `in_line`: a head that has no line breaks left.
    `wrote`: each verb of writing in lower case, and what a line begins with that it ends; `verb` finds one.
    `signs`: of each kind (SIGNS) the phrases as `plain_words` has them, in pieces that follow one another.
    """

    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    in_line: re.Pattern[str] = _NEVER
    wrote: Mapping[str, Opening] = field(default_factory=lambda: MappingProxyType({}))
    verb: re.Pattern[str] = _NEVER
    original: re.Pattern[str] = _NEVER
    device: re.Pattern[str] = _NEVER
    closing: re.Pattern[str] = _NEVER
    again: re.Pattern[str] = _NEVER
    subjects: re.Pattern[str] = _NEVER
    signs: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, languages: Iterable[Mapping[str, Sequence[str]]]) -> "MailForms":
        """Forms as their file has them: of each language the keys above, each with its lines."""
        every = list(languages)

        def said(key: str) -> list[str]:
            return sorted(
                set(chain.from_iterable(one.get(key, ()) for one in every)), key=lambda s: (-len(s), s)
            )

        openings: dict[str, list[str]] = {}
        for opens, _, verb in (line.partition(ANY) for line in said("wrote")):
            openings.setdefault(plain_label(verb), []).append(opens.strip())
        starts, dates = _one_of(said("from")), _one_of(said("date"))
        return cls(
            labels=MappingProxyType({plain_label(name): kind for kind in LABELS for name in said(kind)}),
            in_line=_pattern(rf"(?<![^\s.!?*])(?:{starts})\s?:\s?\S.{{0,200}}?\s(?:{dates})\s?:\s?\S"),
            wrote=MappingProxyType({verb: _opening(opens) for verb, opens in openings.items()}),
            verb=_pattern(rf"(?<!\w)(?:{_one_of(sorted(openings, key=len, reverse=True))})(?!\w)"),
            original=_pattern(
                rf"[-_*=\s]{{2,}}(?:{_one_of(said('original'))})\s?:?[-_*=\s]{{0,80}}|(?:{_one_of(said('original'))})\s?:"
            ),
            device=_pattern(rf"(?:{_one_of(said('device'))})\W{{0,3}}"),
            closing=_pattern(rf"(?:{_one_of(said('closing'))})[\s,.!]{{0,3}}"),
            again=_pattern(rf"(?:{_one_of(said('again'))})(?:\[\d+\])?\s?:"),
            subjects=_pattern(rf"(?:{_one_of(said('subjects'))})(?!\w)"),
            signs=MappingProxyType({kind: tuple(_pieces(said(kind))) for kind in SIGNS}),
        )


def plain_label(text: str) -> str:
    """A label as it is looked up."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def plain_words(text: str) -> str:
    """The words in lower case, one blank before and after each, nothing else."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFC', text).casefold()))} "


def _pieces(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield tuple(plain_words(piece) for piece in line.split(ANY) if piece.strip())


def _opening(lines: Sequence[str]) -> Opening:
    return Opening(_pattern(rf"(?<!\w)(?:{_one_of(line for line in lines if line)})\s"), "" in lines)


def _one_of(lines: Iterable[str]) -> str:
    return "|".join(map(_words, lines)) or "(?!)"


def _words(line: str) -> str:
    """A form as a pattern: any blanks between words, either apostrophe, and few words where ANY stands."""
    any_words = r"[^\n,;?!]{1,60}"
    words = unicodedata.normalize("NFC", line).split()
    said = r"\s+".join(re.escape(word).replace(re.escape(ANY), any_words) for word in words)
    return said.replace("'", "['’]")


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)
