"""Parses the translation of a guide (`templates/es/guides/g1.md`), which uses the guide's ids."""

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
    version_of,
    words_of,
)
from nudges.core.guide.practice import Guide, Practice, Section

SHAPE = "A translation has the ids of the guide itself, and under each practice only SMS, Email and Thanks."


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated guide. Whatever the translation leaves out is taken from the original.

    `told` are the ids of the practices that it translates; `version` identifies its exact text.
    """

    guide: Guide
    told: frozenset[str] = field(repr=False)
    version: str


def parse_translation(text: str, path: str, language: str, guides: Mapping[str, Guide]) -> Translation:
    """Parse a translation of one of `guides` (by id) into `language`.

    Sections and practices that it leaves out stay as in the guide. Raises NudgesError with `path` and the
    line of the first mistake, such as an id that the guide does not have.
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
    """The ids allowed in a heading of this level."""
    return [one.id for one in (guide.sections if mark == "##" else guide.practices)]


def _rather(block: Block, known: Sequence[str]) -> str:
    near = get_close_matches(block.id, known, n=1)
    return f"Write {block.mark} {near[0]}, or remove it." if near else "Remove it, or correct its id."


def _section(section: Section, told: Mapping[str, Block]) -> Section:
    block = told.get(section.id)
    ids = dict.fromkeys(one.id for one in section.takes)
    takes = tuple(
        take
        for name in ids
        for take in _takes([one for one in section.takes if one.id == name], told.get(name))
    )
    if block is None:
        return replace(section, takes=takes)
    about = paragraphs(block.body) or section.about
    return replace(section, title=block.title, about=about, takes=takes)


def _takes(takes: Sequence[Practice], block: Block | None) -> Sequence[Practice]:
    """The takes of one practice with the words of the block, take by take."""
    if block is None:
        return takes
    for number, line in block.body:
        if PART.match(line):
            break
        if line.strip():
            what = "This line belongs to the guide itself." if FIELD.match(line) else "This line is no SMS:."
            raise block.wrong(what, SHAPE, "Remove it; the guide says it for all languages.", number)
    words = words_of(block)
    if len(words) != len(takes):
        what = f"{block.id} has {len(words)} takes here, and {len(takes)} in the guide."
        raise block.wrong(what, "Each take is told by the one in its place.", "Add or remove what differs.")
    if odd := next((one for one in words if one.tags), None):
        fix = "Remove the brackets; the guide says it for all languages."
        raise block.wrong("SMS has brackets.", SHAPE, fix, odd.line)
    for take, one in zip(takes, words, strict=True):
        if one.email == one.sms and take.email != take.sms:
            what = f"Take {take.take} of {block.id} has no Email, and has one in the guide."
            raise block.wrong(what, SHAPE, "Add `Email: ...` below its SMS.", one.line)
    return [
        replace(
            take,
            title=block.title,
            sms=one.sms,
            email=one.email,
            thanks=one.thanks,
            place=f"{block.path}:{one.line if take.take > 1 else block.line}",
        )
        for take, one in zip(takes, words, strict=True)
    ]
