"""Reads the guides an operator edits, and the languages they are told in, from templates/."""

from pathlib import Path

from nudges.core.catalogue import parse_catalogue
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides, parse_guide
from nudges.core.guide.parse_translation import Translation, parse_translation
from nudges.core.language import Language, parse_locale


def read_guides(folder: Path) -> Guides:
    """Every guide in `folder` (`*.md`). Raises NudgesError with file and line for the first mistake."""
    guides, mistakes = usable_guides(folder)
    for mistake in mistakes:
        raise mistake
    return guides


def usable_guides(folder: Path) -> tuple[Guides, list[NudgesError]]:
    """The guides in `folder` that can be used, and the mistake in each of the others."""
    files = sorted(folder.glob("[!.]*.md"))
    guides, mistakes = Guides.joined(()), []
    for path in files:
        place = f"{folder.name}/{path.name}"
        try:
            guides = Guides.joined((*guides.guides, parse_guide(_utf8(path, place), place)))
        except NudgesError as mistake:
            mistakes.append(mistake)
    if not files:
        missing = NudgesError(
            f"{folder} holds no guides.",
            "The words of every nudge come from a guide, a Markdown file.",
            "Put the guides back, or point TEMPLATES at the folder that has guides/.",
        )
        mistakes.append(missing)
    return guides, mistakes


def read_languages(templates: Path, guides: Guides) -> list[tuple[Language, Guides]]:
    """Every language `templates` has a folder for (`es/`): its words (`words.po`), and the guides told in it.

    Either may be missing, and is English then. Raises NudgesError with file and line for the first mistake.
    """
    languages, mistakes = usable_languages(templates, guides)
    for mistake in mistakes:
        raise mistake
    return languages


def usable_languages(
    templates: Path, guides: Guides
) -> tuple[list[tuple[Language, Guides]], list[NudgesError]]:
    """What of the languages can be used, as `read_languages` gives it, and the mistake in each other file."""
    languages: list[tuple[Language, Guides]] = []
    mistakes: list[NudgesError] = []
    for folder in sorted(templates.glob("[!.]*/")):
        if not ((folder / "words.po").is_file() or any(folder.glob("guides/[!.]*.md"))):
            continue
        try:
            code = parse_locale(folder.name)
        except NudgesError as mistake:
            mistakes.append(mistake)
            continue
        place = f"{templates.name}/{folder.name}"
        language = _words(folder / "words.po", f"{place}/words.po", code, mistakes)
        languages.append((language, _told(folder / "guides", place, language, guides, mistakes)))
    return languages, mistakes


def _words(path: Path, place: str, code: str, mistakes: list[NudgesError]) -> Language:
    try:
        return parse_catalogue(_utf8(path, place) if path.is_file() else "", place, code)
    except NudgesError as mistake:
        mistakes.append(mistake)
        return parse_catalogue("", place, code)


def _told(
    folder: Path, place: str, language: Language, guides: Guides, mistakes: list[NudgesError]
) -> Guides:
    by_id = {guide.id: guide for guide in guides.guides}
    told = guides
    usable: list[Translation] = []
    for path in sorted(folder.glob("[!.]*.md")):
        where = f"{place}/guides/{path.name}"
        try:
            translation = parse_translation(_utf8(path, where), where, language.code, by_id)
            told = guides.told([*usable, translation])
            usable.append(translation)
        except NudgesError as mistake:
            mistakes.append(mistake)
    return told


def _utf8(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        why = "Guides and words are."
        raise NudgesError(f"{name}:1 the file is not UTF-8 text.", why, "Save it as UTF-8.") from None
    except OSError as error:
        why = f"{error.strerror or type(error).__name__}."
        raise NudgesError(
            f"{name}:1 the file cannot be read.", why, "Check the file and who may read it."
        ) from None
