"""Reads what replies say beside what they ask for: templates/inbound/asides.yaml, by file and line."""

from functools import lru_cache
from pathlib import Path

from nudges.content.phrase_file import read_phrases
from nudges.content.state import State, state_of
from nudges.core.office.asides import Aside, Asides
from nudges.core.text.patterns import Ear, Parser

_NEEDED = "Without it a wish to speak to somebody is a note like any other."


def read_asides(file: Path) -> Asides:
    """The patterns in `file`. Raises NudgesError with file and line."""
    return _asides(file, state_of([file] if file.exists() else []))


@lru_cache(4)
def _asides(file: Path, _state: State) -> Asides:
    one, asides = read_phrases(file, _NEEDED), Asides()
    for language in one.tree.items:
        block, parser = one.block(one.tree, language), Parser(Ear())
        one.check_keys(block, ("words", *Aside))
        for name, phrases in one.names(block, language, parser):
            asides.vocabulary.name(name, phrases)
        for aside in Aside:
            for parts in one.patterns(block, aside, parser):
                asides.add(aside, parts)
    return asides.built()
