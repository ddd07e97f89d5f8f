"""Reads the text of one guide in `templates/guides/`: strictly, and each mistake by its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

import frontmatter

from nudges.core.errors import NudgesError
from nudges.core.guide.practice import Guide, Load, Mode, Practice, Section
from nudges.core.vocabulary import Expects

FIELDS = ("kind", "mode", "load", "key", "expects")
PARTS = ("SMS", "Email", "Thanks")
FLAGS = frozenset({"care", "role", "info", "refer"})
HEADING = re.compile(r"(#{2,3}) ([a-z0-9]+(?:-[a-z0-9]+)*) (\S.*)")
FIELD = re.compile(r"- (\w+):(.*)")
PART = re.compile(rf"({'|'.join(PARTS)}):(.*)")
SHAPE = "The shape of a guide is shown in templates/guides/g1.md."

Lines = list[tuple[int, str]]  # each with its number in the file, from 1
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and the lines below it; `mark` is `##`, `###`, or empty before the first heading."""

    path: str
    line: int
    mark: str = ""
    id: str = ""
    title: str = ""
    body: Lines = field(default_factory=list)

    def wrong(self, what: str, why: str, fix: str, line: int = 0) -> NudgesError:
        return NudgesError(f"{self.path}:{line or self.line} {what}", why, fix)

    def text(self, name: str) -> str:
        """The whole body as paragraphs. Raises NudgesError when there is none."""
        text = paragraphs(self.body)
        if not text:
            raise self.wrong(f"{name} has no text.", SHAPE, "Write a sentence below this line.")
        return text


def parse_guide(text: str, path: str) -> Guide:
    """Read one guide. Raises NudgesError that names the line of the first mistake, in the file `path`."""
    lines = numbered(text)
    meta, start = front_matter(lines, path)
    intro, *blocks = blocks_of(lines[start:], path)
    opening = intro.text("The guide")
    found: list[tuple[Block, list[Practice]]] = []
    for block in blocks:
        if block.mark == "##":
            found.append((block, []))
        elif found:
            found[-1][1].append(_practice(block, found[-1][0].id, meta["id"]))
        else:
            raise block.wrong(f"{block.id} is in no section.", SHAPE, "Put a line `## id Title` above it.")
    if not found:
        raise intro.wrong("The guide has no section.", SHAPE, "Add a line `## id Title`.")
    for block, practices in found:
        if not practices:
            raise block.wrong(f"{block.id} has no practice.", SHAPE, "Add one below it, or remove this line.")
    sections = tuple(Section(b.id, b.title, b.text(b.id), tuple(practices)) for b, practices in found)
    each_once(blocks, meta["id"])
    return Guide(meta["id"], meta["title"], meta["language"], opening, sections, version_of(text))


def version_of(text: str) -> str:
    """The version of a file: twelve hex digits of the SHA-256 of its text."""
    return sha256(text.encode()).hexdigest()[:12]


def numbered(text: str) -> Lines:
    """The lines of a file with their numbers, whatever editor wrote it."""
    return list(enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1))


def each_once(blocks: Iterable[Block], guide: str) -> None:
    """Raises NudgesError for the first id that stands over two of the blocks, or is the guide's own."""
    seen = {guide: 1}
    for block in blocks:
        if first := seen.get(block.id):
            why, fix = f"Line {first} has it first.", "Give it a new id."
            raise block.wrong(f"{block.id} is used twice.", why, fix)
        seen[block.id] = block.line


def front_matter(lines: Lines, path: str) -> tuple[dict[str, str], int]:
    """The id, title and language between the two `---` lines, and how many lines they take."""
    top = Block(path, 1)
    fences = [number for number, line in lines if line.rstrip() == "---"][:2]
    if len(fences) < 2 or fences[0] != 1:
        raise top.wrong("The front matter is missing.", SHAPE, "Put id, title and language between two ---.")
    try:
        meta = frontmatter.loads("\n".join(line for _, line in lines[: fences[1]])).metadata
    except Exception as error:  # yaml.YAMLError, which carries no types
        raise top.wrong("The front matter is not YAML.", SHAPE, "Write lines of `name: value`.") from error
    names = ("id", "title", "language")
    if strange := sorted(str(name) for name in meta if name not in names):
        raise top.wrong(f"{strange[0]} is not known here.", f"Known are {', '.join(names)}.", "Remove it.")
    for name in names:
        if not isinstance(meta.get(name), str) or not meta[name]:
            raise top.wrong(f"The front matter has no text for {name}.", SHAPE, f'Add `{name}: "..."`.')
    return {name: str(meta[name]) for name in names}, fences[1]


def blocks_of(lines: Lines, path: str) -> list[Block]:
    """What stands above the first heading, and each heading with what is below it."""
    blocks = [Block(path, lines[0][0] if lines else 1)]
    for number, line in lines:
        if not line.startswith("#"):
            blocks[-1].body.append((number, line))
        elif match := HEADING.fullmatch(line.rstrip()):
            blocks.append(Block(path, number, match[1], match[2], match[3]))
        else:
            fix = "Write `## id Title` for a section or `### id Title` for a practice."
            raise blocks[-1].wrong("This heading has no id and title, or a wrong depth.", SHAPE, fix, number)
    return blocks


def paragraphs(lines: Lines) -> str:
    """Wrapped lines joined to paragraphs, with one blank line between two."""
    text = "\n".join(line.strip() for _, line in lines)
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n{2,}", text) if part.strip())


def _practice(block: Block, section: str, guide: str) -> Practice:
    fields, parts = _fields(block), parts_of(block)

    def choice(kind: type[Choice], name: str) -> Choice:
        line, value = fields[name]
        if value not in list(kind):
            raise block.wrong(
                f"{name} is `{value}`.", f"It is one of {', '.join(kind)}.", "Write one of them.", line
            )
        return kind(value)

    flags_line, flags = fields.get("flags", (0, ""))
    if strange := sorted(set(_names(flags)) - FLAGS):
        known = f"They are {', '.join(sorted(FLAGS))}."
        raise block.wrong(f"{strange[0]} is no flag.", known, "Correct it, or remove the line.", flags_line)
    return Practice(
        id=block.id,
        section=section,
        guide=guide,
        title=block.title,
        kind=tuple(_names(fields["kind"][1])),
        mode=choice(Mode, "mode"),
        load=choice(Load, "load"),
        key=fields["key"][1],
        expects=choice(Expects, "expects"),
        flags=frozenset(_names(flags)),
        sms=parts["SMS"],
        email=parts["Email"],
        thanks=parts["Thanks"],
        place=f"{block.path}:{block.line}",
    )


def _names(value: str) -> list[str]:
    return [name for part in value.split(",") if (name := part.strip())]


def _fields(block: Block) -> dict[str, tuple[int, str]]:
    """The `- name: value` lines above the parts, with their line numbers."""
    fields: dict[str, tuple[int, str]] = {}
    for number, line in block.body:
        if PART.match(line):
            break
        if match := FIELD.match(line):
            if match[1] not in (*FIELDS, "flags") or match[1] in fields:
                fix = f"Write {', '.join(FIELDS)} once each, and flags if there are any."
                raise block.wrong(f"{match[1]} is unknown or stands here twice.", SHAPE, fix, number)
            fields[match[1]] = number, match[2].strip()
        elif line.strip():
            raise block.wrong("This line is no `- name: value`.", SHAPE, "Move it below Email:.", number)
    for name in FIELDS:
        if not fields.get(name, (0, ""))[1].strip(", "):
            raise block.wrong(f"{block.id} has no {name}.", SHAPE, f"Add a line `- {name}: ...`.")
    return fields


def parts_of(block: Block) -> dict[str, str]:
    """The text of SMS, Email and Thanks; what stands above them is left aside."""
    parts: dict[str, Lines] = {}
    for number, line in block.body:
        if match := PART.match(line):
            if (name := match[1]) != (due := [*PARTS, "nothing"][len(parts)]):
                fix = "Write SMS:, Email: and Thanks: once each, in this order."
                raise block.wrong(f"{name}: stands where {due} is due.", SHAPE, fix, number)
            parts[name] = [(number, match[2])]
        elif parts:
            parts[name].append((number, line))
    texts = {name: paragraphs(lines) for name, lines in parts.items()}
    for name in PARTS:
        if not texts.get(name):
            raise block.wrong(f"{block.id} has no text for {name}.", SHAPE, f"Add a line `{name}: ...`.")
    for name in ("SMS", "Thanks"):
        if sum(1 for _, line in parts[name] if line.strip()) > 1:
            fix = "Put it all on this line."
            raise block.wrong(f"{name} is more than one line.", "It is sent as one.", fix, parts[name][0][0])
    return texts
