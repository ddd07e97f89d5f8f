"""Reads a guide as another language tells it (`templates/es/guides/g1.md`): its words, by the same ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from nudges.core.guide.parse import (
    FIELD,
    PART,
    Block,
    blocks_of,
    each_once,
    front_matter,
    numbered,
    paragraphs,
    parts_of,
    version_of,
)
from nudges.core.guide.practice import Guide, Practice, Section

SHAPE = "A translation has the ids of the guide itself, and under each practice only SMS, Email and Thanks."


@dataclass(frozen=True, slots=True)
class Translation:
    """A guide told in another language: what it says itself comes from it, and all else from the guide.

    `told` are the ids of the practices whose words are its own; `version` names its exact text.
    """

    guide: Guide
    told: frozenset[str] = field(repr=False)
    version: str


def parse_translation(text: str, path: str, language: str, guides: Mapping[str, Guide]) -> Translation:
    """Read one translation of one of `guides` (by id) into `language`.

    A section or a practice that it leaves out is told as the guide tells it. Raises NudgesError that names
    the line of the first mistake, in the file `path`: an id that the guide has not is one.
    """
    lines = numbered(text)
    meta, start = front_matter(lines, path)
    intro, *blocks = blocks_of(lines[start:], path)
    top = Block(path, 1)
    guide = guides.get(meta["id"])
    if guide is None:
        known = f"The guides are {', '.join(guides)}."
        raise top.wrong(f"There is no guide {meta['id']} to translate.", known, "Correct the id above.")
    if meta["language"] != language:
        why = f"The file is in the folder of {language}."
        raise top.wrong(f"The language is {meta['language']}.", why, f"Write `language: {language}`.")
    each_once(blocks, guide.id)
    told: dict[str, Block] = {}
    for block in blocks:
        known_ids = _ids(guide, block.mark)
        if block.id not in known_ids:
            raise block.wrong(f"{guide.id} has no {block.id}.", SHAPE, _rather(block, known_ids))
        told[block.id] = block
    return Translation(
        replace(
            guide,
            title=meta["title"],
            language=language,
            intro=paragraphs(intro.body) or guide.intro,
            sections=tuple(_section(section, told) for section in guide.sections),
        ),
        frozenset(told) & frozenset(practice.id for practice in guide.practices),
        version_of(text),
    )


def _ids(guide: Guide, mark: str) -> Sequence[str]:
    """The ids that a heading of this depth may name."""
    return [one.id for one in (guide.sections if mark == "##" else guide.practices)]


def _rather(block: Block, known: Sequence[str]) -> str:
    near = get_close_matches(block.id, known, n=1)
    return f"Write {block.mark} {near[0]}, or remove it." if near else "Remove it, or correct its id."


def _section(section: Section, told: Mapping[str, Block]) -> Section:
    block = told.get(section.id)
    practices = tuple(_practice(practice, told.get(practice.id)) for practice in section.practices)
    if block is None:
        return replace(section, practices=practices)
    about = paragraphs(block.body) or section.about
    return replace(section, title=block.title, about=about, practices=practices)


def _practice(practice: Practice, block: Block | None) -> Practice:
    if block is None:
        return practice
    for number, line in block.body:
        if PART.match(line):
            break
        if line.strip():
            what = "This line belongs to the guide itself." if FIELD.match(line) else "This line is no SMS:."
            raise block.wrong(what, SHAPE, "Remove it; the guide says it for all languages.", number)
    parts = parts_of(block)
    return replace(
        practice,
        title=block.title,
        sms=parts["SMS"],
        email=parts["Email"],
        thanks=parts["Thanks"],
        place=f"{block.path}:{block.line}",
    )
