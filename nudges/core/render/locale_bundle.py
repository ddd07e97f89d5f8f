"""Everything needed to write to a person in their language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jinja2 import BaseLoader, Environment

from nudges.core.guide.library import Guides
from nudges.core.language import ENGLISH, Language
from nudges.core.render.templates import environment


@dataclass(frozen=True, slots=True)
class Voice:
    """One language: its catalogue, the templates in it, and the guides translated into it."""

    language: Language
    templates: Environment
    guides: Guides


class Voices:
    """Every language available: English, and each one that has words or guides in templates/."""

    def __init__(
        self, loader: BaseLoader, guides: Guides, others: Iterable[tuple[Language, Guides]] = ()
    ) -> None:
        """`loader` is rooted at `templates/`. All languages share the same templates."""
        self.base = Voice(ENGLISH, environment(loader, ENGLISH), guides)
        self._by_code = {ENGLISH.code: self.base}
        for language, told in others:
            self._by_code[language.code] = Voice(language, environment(loader, language), told)

    def __iter__(self) -> Iterator[Voice]:
        return iter(self._by_code.values())

    def of(self, locale: str) -> Voice:
        """The voice for a locale (BCP 47). `es-MX` falls back to `es`, and then to English."""
        return self._speaking(locale) or self.base

    def speaks(self, locale: str) -> bool:
        """False if whoever reads this locale would get English in its place."""
        return self._speaking(locale) is not None

    def _speaking(self, locale: str) -> Voice | None:
        code = locale
        while code:
            if voice := self._by_code.get(code):
                return voice
            code = code.rpartition("-")[0]
        return None
