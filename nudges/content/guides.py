"""Reads the guides an operator edits, and the languages they are told in, from templates/."""

from pathlib import Path

from nudges.core.catalogue import parse_catalogue
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides, parse_guide
from nudges.core.guide.parse_translation import parse_translation
from nudges.core.language import Language, parse_locale


def read_guides(folder: Path) -> Guides:
    """Every guide in `folder` (`*.md`). Raises NudgesError with file and line for the first mistake."""
    files = sorted(folder.glob("[!.]*.md"))
    if not files:
        raise NudgesError(
            f"{folder} holds no guides.",
            "The words of every nudge come from a guide, a Markdown file.",
            "Put the guides back, or point TEMPLATES at the folder that has guides/.",
        )
    places = {path: f"{folder.name}/{path.name}" for path in files}
    return Guides.joined(parse_guide(_utf8(path, place), place) for path, place in places.items())


def read_languages(templates: Path, guides: Guides) -> list[tuple[Language, Guides]]:
    """Every language `templates` has a folder for (`es/`): its words (`words.po`), and the guides told in it.

    Either may be missing, and is English then. Raises NudgesError with file and line for the first mistake.
    """
    by_id = {guide.id: guide for guide in guides.guides}
    languages = []
    for folder in sorted(templates.iterdir()):
        words, files = folder / "words.po", sorted(folder.glob("guides/[!.]*.md"))
        if not (words.is_file() or files):
            continue
        code = parse_locale(folder.name)
        name = f"{templates.name}/{folder.name}"
        text = _utf8(words, f"{name}/words.po") if words.is_file() else ""
        language = parse_catalogue(text, f"{name}/words.po", code)
        told = []
        for path in files:
            where = f"{name}/guides/{path.name}"
            told.append(parse_translation(_utf8(path, where), where, code, by_id))
        languages.append((language, guides.told(told)))
    return languages


def _utf8(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        why = "Guides and words are."
        raise NudgesError(f"{name}:1 the file is not UTF-8 text.", why, "Save it as UTF-8.") from None
