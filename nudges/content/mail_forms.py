"""Reads what mail programs and machines write, by language: templates/inbound/mail.yaml."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nudges.content.phrase_file import Block, PhraseFile, read_phrases
from nudges.core.mail.forms import ANY, LABELS, SIGNS, MailForms

_NEEDED = ("from", "date", "to", "subject", "wrote")
_KEYS = (*LABELS, "wrote", "original", "device", "closing", "again", "subjects", *SIGNS)


@lru_cache(4)
def read_mail_forms(path: Path) -> MailForms:
    """The forms in this file. Raises NudgesError, with the line, if it is missing or holds anything else."""
    file = read_phrases(path, "Without it a quote is taken for an answer.")
    if not file.tree.items:
        fix = "Put the file of the release back."
        raise file.mistake(1, "this holds no languages.", "Each language has a block of its own.", fix)
    return MailForms.of([_language(file, code) for code in file.tree.items])


def _language(file: PhraseFile, code: str) -> dict[str, list[str]]:
    block = file.block(file.tree, code, "A language has keys of its own.")
    file.check_keys(block, _KEYS)
    for key in _NEEDED:
        if key not in block.items:
            what, why = f"`{code}` has no `{key}`.", "The head of a quoted mail is known by its labels."
            raise file.mistake(file.tree.lines[code], what, why, f"Add a line such as `{key}: [words]`.")
    return {key: list(_lines(file, block, key)) for key in block.items}


def _lines(file: PhraseFile, block: Block, key: str) -> Iterator[str]:
    lines = block.items[key]
    if not isinstance(lines, list):
        fix = "Put its lines in square brackets, parted by commas."
        raise file.mistake(block.lines[key], f"`{key}` is no list.", "It may have several lines.", fix)
    for line in lines:
        if not line.text.strip(f" {ANY}"):
            what, why = f"a line of `{key}` has no words.", "Nothing is known by it."
            raise file.mistake(line.line, what, why, "Write words, or take the line away.")
        if key == "wrote" and line.text.count(ANY) != 1:
            what, why = (
                f"{line.text!r} has not one {ANY}.",
                "It is how a line begins, and the verb.",
            )
            raise file.mistake(line.line, what, why, f"Write it like: On {ANY} wrote")
        yield line.text
