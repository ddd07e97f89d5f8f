"""Parses a guide file from `templates/guides/`. Strict: every mistake is an error with its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

import frontmatter

from nudges.core.errors import NudgesError
from nudges.core.guide.practice import CARE, ROLE, Guide, Load, Mode, Practice, Section
from nudges.core.text.yaml_bounds import excess
from nudges.core.vocabulary import Expects, Who

FIELDS = ("kind", "mode", "load", "key", "expects")
#: Optional fields. Without `who` a practice is for the person who was hurt, or with the flag `role` for the
#: one who repairs.
OPTIONAL = ("flags", "who")
FLAGS = frozenset({"care", "role", "info", "refer", "once"})

#: The words allowed in the brackets of `SMS (partner, care):`, by the field of the practice they override.
TAGS: dict[str, type[StrEnum]] = {"mode": Mode, "load": Load, "expects": Expects, "who": Who}
HEADING = re.compile(r"(#{2,3}) ([a-z0-9]+(?:-[a-z0-9]+)*) (\S.*)")
FIELD = re.compile(r"- (\w+):(.*)")
PART = re.compile(r"(SMS|Email|Thanks)(?: \(([^()]*)\))?:(.*)")
#: Which parts may follow each part.
_DUE = {"": ("SMS",), "SMS": ("Email", "Thanks"), "Email": ("Thanks",), "Thanks": ("SMS",)}
#: Characters of front matter, which is three lines.
_MOST = 5_000

SHAPE = "The shape of a guide is shown in templates/guides/g1.md."

Lines = list[tuple[int, str]]  # line number in the file (from 1), and the line
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Words:
    """One take as written: its parts, the words in brackets after SMS, and its line in the file.

    Without an Email part, the mail uses the SMS text.
    """

    sms: str
    email: str
    thanks: str
    tags: tuple[str, ...]
    line: int


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
        """The body as paragraphs. Raises NudgesError if it is empty."""
        text = paragraphs(self.body)
        if not text:
            raise self.wrong(f"{name} has no text.", SHAPE, "Write a sentence below this line.")
        return text


def parse_guide(text: str, path: str) -> Guide:
    """Parse one guide. Raises NudgesError with `path` and the line of the first mistake."""
    lines = numbered(text)
    meta, start = front_matter(lines, path)
    intro, *blocks = blocks_of(lines[start:], path)
    opening = intro.text("The guide")
    found: list[tuple[Block, list[Practice]]] = []
    for block in blocks:
        if block.mark == "##":
            found.append((block, []))
        elif found:
            found[-1][1].extend(_takes(block, found[-1][0].id, meta["id"]))
        else:
            raise block.wrong(f"{block.id} is in no section.", SHAPE, "Put a line `## id Title` above it.")
    if not found:
        raise intro.wrong("The guide has no section.", SHAPE, "Add a line `## id Title`.")
    for block, takes in found:
        if not takes:
            raise block.wrong(f"{block.id} has no practice.", SHAPE, "Add one below it, or remove this line.")
    sections = tuple(Section(b.id, b.title, b.text(b.id), tuple(takes)) for b, takes in found)
    each_once(blocks, meta["id"])
    return Guide(meta["id"], meta["title"], meta["language"], opening, sections, version_of(text))


def version_of(text: str) -> str:
    """The version of a file: the first twelve hex digits of the SHA-256 of its text."""
    return sha256(text.encode()).hexdigest()[:12]


def numbered(text: str) -> Lines:
    """The lines of a file with their numbers, with any kind of line ending."""
    return list(enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1))


def each_once(blocks: Iterable[Block], guide: str) -> None:
    """Raises NudgesError for the first id that two blocks share, or that is the guide's own id."""
    seen = {guide: 1}
    for block in blocks:
        if first := seen.get(block.id):
            why, fix = f"Line {first} has it first.", "Give it a new id."
            raise block.wrong(f"{block.id} is used twice.", why, fix)
        seen[block.id] = block.line


def front_matter(lines: Lines, path: str) -> tuple[dict[str, str], int]:
    """The id, title and language from between the two `---` lines, and how many lines they take."""
    top = Block(path, 1)
    fences = [number for number, line in lines if line.rstrip() == "---"][:2]
    if len(fences) < 2 or fences[0] != 1:
        raise top.wrong("The front matter is missing.", SHAPE, "Put id, title and language between two ---.")
    between = "\n".join(line for _, line in lines[1 : fences[1] - 1])
    if found := excess(between, _MOST):
        raise Block(path, found.line + 1).wrong(found.what, found.why, found.fix)
    try:
        meta = frontmatter.loads(f"---\n{between}\n---").metadata
    except Exception as error:  # yaml.YAMLError, which has no type hints
        raise top.wrong("The front matter is not YAML.", SHAPE, "Write lines of `name: value`.") from error
    names = ("id", "title", "language")
    if strange := sorted(str(name) for name in meta if name not in names):
        raise top.wrong(f"{strange[0]} is not known here.", f"Known are {', '.join(names)}.", "Remove it.")
    for name in names:
        if not isinstance(meta.get(name), str) or not meta[name]:
            raise top.wrong(f"The front matter has no text for {name}.", SHAPE, f'Add `{name}: "..."`.')
    return {name: str(meta[name]) for name in names}, fences[1]


def blocks_of(lines: Lines, path: str) -> list[Block]:
    """The text above the first heading as one block, then each heading with the text below it."""
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
    """Wrapped lines joined into paragraphs, separated by one blank line."""
    text = "\n".join(line.strip() for _, line in lines)
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n{2,}", text) if part.strip())


def _takes(block: Block, section: str, guide: str) -> list[Practice]:
    fields = _fields(block)

    def choice(kind: type[Choice], name: str) -> Choice:
        line, value = fields[name]
        if value not in list(kind):
            raise block.wrong(
                f"{name} is `{value}`.", f"It is one of {', '.join(kind)}.", "Write one of them.", line
            )
        return kind(value)

    flags_line, written = fields.get("flags", (0, ""))
    flags = frozenset(_names(written))
    if strange := sorted(flags - FLAGS):
        known = f"They are {', '.join(sorted(FLAGS))}."
        raise block.wrong(f"{strange[0]} is no flag.", known, "Correct it, or remove the line.", flags_line)
    fields.setdefault("who", (0, Who.REPAIRING if ROLE in flags else Who.HURT))
    base: dict[str, StrEnum] = {name: choice(kind, name) for name, kind in TAGS.items()}
    takes = []
    for n, words in enumerate(words_of(block), 1):
        own = {**base, **_tagged(block, words)}
        takes.append(
            Practice(
                id=block.id,
                section=section,
                guide=guide,
                title=block.title,
                kind=tuple(_names(fields["kind"][1])),
                mode=Mode(own["mode"]),
                load=Load(own["load"]),
                key=fields["key"][1],
                expects=Expects(own["expects"]),
                flags=flags | ({CARE} if CARE in words.tags else set()),
                sms=words.sms,
                email=words.email,
                thanks=words.thanks,
                who=Who(own["who"]),
                take=n,
                place=f"{block.path}:{words.line if n > 1 else block.line}",
            )
        )
    return takes


def _tagged(block: Block, words: Words) -> dict[str, StrEnum]:
    """The fields that the brackets of a take override."""
    said: dict[str, StrEnum] = {}
    for tag in words.tags:
        name = next((name for name, kind in TAGS.items() if tag in list(kind)), "")
        if tag != CARE and (not name or name in said):
            known = "; ".join([*(", ".join(kind) for kind in TAGS.values()), CARE])
            what = f"`{tag}` in the brackets is not known, or is the second of its kind."
            raise block.wrong(what, f"One of each may stand there: {known}.", "Remove it.", words.line)
        if name:
            said[name] = TAGS[name](tag)
    return said


def _names(value: str) -> list[str]:
    return [name for part in value.split(",") if (name := part.strip())]


def _fields(block: Block) -> dict[str, tuple[int, str]]:
    """The `- name: value` lines above the first part, with their line numbers."""
    fields: dict[str, tuple[int, str]] = {}
    for number, line in block.body:
        if PART.match(line):
            break
        if match := FIELD.match(line):
            if match[1] not in (*FIELDS, *OPTIONAL) or match[1] in fields:
                fix = f"Write {', '.join(FIELDS)} once each, and {' and '.join(OPTIONAL)} if need be."
                raise block.wrong(f"{match[1]} is unknown or stands here twice.", SHAPE, fix, number)
            fields[match[1]] = number, match[2].strip()
        elif line.strip():
            raise block.wrong("This line is no `- name: value`.", SHAPE, "Move it below SMS:.", number)
    for name in FIELDS:
        if not fields.get(name, (0, ""))[1].strip(", "):
            raise block.wrong(f"{block.id} has no {name}.", SHAPE, f"Add a line `- {name}: ...`.")
    return fields


def words_of(block: Block) -> list[Words]:
    """The takes of a practice: each has an SMS, perhaps an Email, and a Thanks. Lines above the first SMS
    are ignored."""
    parts: list[tuple[str, str, Lines]] = []
    for number, line in block.body:
        if match := PART.match(line):
            before, name = parts[-1][0] if parts else "", match[1]
            if name not in _DUE[before]:
                what = f"{name}: stands where {' or '.join(_DUE[before])} is due."
                fix = "Write SMS:, Email: (if it has one) and Thanks: for each take, in this order."
                raise block.wrong(what, SHAPE, fix, number)
            parts.append((name, match[2] or "", [(number, match[3])]))
        elif parts:
            parts[-1][2].append((number, line))
    takes: list[Words] = []
    while parts:
        size = 3 if parts[1:] and parts[1][0] == "Email" else 2
        takes.append(_one_take(block, parts[:size]))
        parts = parts[size:]
    if not takes:
        raise block.wrong(f"{block.id} has no text for SMS.", SHAPE, "Add a line `SMS: ...`.")
    return takes


def _one_take(block: Block, parts: list[tuple[str, str, Lines]]) -> Words:
    texts = {name: paragraphs(lines) for name, _, lines in parts}
    line = parts[0][2][0][0]
    for name in ("SMS", "Thanks"):
        if not texts.get(name):
            raise block.wrong(f"{block.id} has no text for {name}.", SHAPE, f"Add `{name}: ...`.", line)
    for name, tags, lines in parts:
        number = lines[0][0]
        if tags and name != "SMS":
            raise block.wrong(f"{name} has brackets.", "They stand after SMS.", "Remove them.", number)
        if name != "Email" and sum(1 for _, text in lines if text.strip()) > 1:
            fix = "Put it all on this line."
            raise block.wrong(f"{name} is more than one line.", "It is sent as one.", fix, number)
    return Words(
        texts["SMS"], texts.get("Email") or texts["SMS"], texts["Thanks"], tuple(_names(parts[0][1])), line
    )
