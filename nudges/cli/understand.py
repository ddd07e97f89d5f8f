"""What a reply would be taken to mean: tried without anybody's data, one reply or a file of them."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from nudges.cli.common import AsJson, moment, out, parse_moment, print_json
from nudges.content.danger import read_care
from nudges.content.reactions import read_reactions
from nudges.content.replies import phrases_of, read_replies
from nudges.core.danger.detect import Care
from nudges.core.errors import NudgesError
from nudges.core.language import parse_locale
from nudges.core.person.person import State
from nudges.core.reply.heard import own_words
from nudges.core.reply.reaction import Reactions
from nudges.core.reply.understand import Kind, Meaning, Phrases, understand
from nudges.core.vocabulary import Expects
from nudges.core.zones import zone_named
from nudges.settings import read_settings

_IN_WORDS = {
    Kind.DONE: "done: the practice is kept",
    Kind.NOT_DONE: "not done, or skipped: a rest, nothing counts against them",
    Kind.RATING: "a rating: kept with the practice",
    Kind.NOTE: "a note: kept for them",
    Kind.THANKS: "thanks: a word back, and the nudge stays open",
    Kind.SNOOZE: "later: this one nudge comes again",
    Kind.PAUSE: "a pause: nothing is sent and nothing counts",
    Kind.RESUME: "the end of a pause",
    Kind.STOP: "stop: everything ends, on every channel",
    Kind.START: "start: messages begin, or begin again",
    Kind.HELP: "help: who we are, and what can be answered",
    Kind.STATUS: "how am I doing: the days they kept",
    Kind.UNDO: "undo: the last change is taken back",
    Kind.RETIME: "another time of day, for good",
    Kind.WHY: "why: what the last nudge came for, and when the next will",
    Kind.SUPPORT: "a cry for help: answered at once with numbers to call; nudges are held",
    Kind.UNCLEAR: "unclear: kept as a note, and asked about",
    Kind.EXIT: "exit: nothing comes for a day, and no answer either",
    Kind.NUMBERS: "numbers: whom to call",
    Kind.WHO_READS: "who reads: whether staff may read their words, and that whoever holds the phone can",
    Kind.OPEN_WORDS: "words open: staff may read what they write",
    Kind.CLOSE_WORDS: "words closed: staff may not read what they write",
    Kind.REACTION: "a reaction to one of our messages: kept with it, not answered",
}

#: Digits of an end of a scale; no rating that is understood is longer.
_DIGITS = 3

_Named = TypeVar("_Named", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Ask:
    """How the person stands who says it."""

    expects: Expects | None
    scale: tuple[int, int]
    state: State
    locale: str
    now: datetime
    naive: bool
    sent: tuple[str, ...] = ()

    def meaning(self, text: str, phrases: Phrases, care: Care, reactions: Reactions) -> Meaning:
        own = own_words(text, self.sent, reactions).text
        if own is None:
            return Meaning(Kind.REACTION)
        return understand(
            own,
            self.expects,
            self.now,
            phrases,
            locale=self.locale,
            state=self.state,
            scale=self.scale,
            care=care,
        )


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("understand")(understand_reply)
    replies = typer.Typer(help="The files of what people say.", no_args_is_help=True)
    replies.command("check")(check_replies)
    app.add_typer(replies, name="replies")


def understand_reply(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="What they wrote, in quotes.")] = None,
    expects: Annotated[str, typer.Option(help="What the open nudge asked for: done, rating or note.")] = "",
    scale: Annotated[str, typer.Option(help="The scale of a rating.")] = "1-5",
    state: Annotated[
        str, typer.Option(help="How they stand: active, paused, stopped or invited.")
    ] = "active",
    locale: Annotated[str, typer.Option(help="Their language, such as en, en-GB or es.")] = "en",
    now: Annotated[
        str, typer.Option(help="Their own time, such as 2026-11-24T10:30; now unless given.")
    ] = "",
    sent: Annotated[
        list[str] | None,
        typer.Option(help="What we sent them before, newest first; may be repeated."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="Replies, one JSON object a line: text and, over the options, expects, scale, state, "
            "locale, now, sent. - reads them from the input."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What a reply means, as the service would take it. Nothing is kept or sent."""
    nothing = file is None and not (text or "").strip()
    if nothing or (text is not None and file is not None):
        raise NudgesError(
            "There is nothing to understand." if nothing else "There is a text and a file.",
            "It is either one reply, or a file of them.",
            'Write nudges understand "done 4", or nudges understand --file replies.jsonl.',
        )
    options = {"expects": expects, "scale": scale, "state": state, "locale": locale}
    options["now"] = now or moment(ctx).isoformat()
    settings = read_settings()
    ears = (
        read_replies(settings.folder("replies")),
        read_care(settings.folder("care")),
        read_reactions(settings.folder("inbound") / "reactions.yaml"),
    )
    before = tuple(sent or ())
    if file is not None:
        for number, line in enumerate(_lines(file), 1):
            if line.strip():
                said, ask = _numbered(number, line, options, before)
                print_json(_as_json(ask.meaning(said, *ears), ask))
        return
    ask = _ask(options, before)
    meaning = ask.meaning(text or "", *ears)
    if as_json:
        print_json(_as_json(meaning, ask))
    else:
        out.print("\n".join(_in_words(meaning, ask)), markup=False)


def check_replies(
    files: Annotated[list[Path], typer.Argument(help="Files of phrases, such as templates/replies/en.yaml.")],
) -> None:
    """Check the files of what people say.

    The first mistake is named by file and line.
    """
    for file in files:
        if not file.is_file():
            raise NudgesError(
                f"There is no file {file}.",
                "The files of what people say are named by their paths.",
                f"The house's own are in {read_settings().folder('replies')}/.",
            )
    phrases_of(files)
    out.print(f"{len(files)} read, no mistake in {'it' if len(files) == 1 else 'them'}.", markup=False)


def _lines(file: Path) -> Iterator[str]:
    try:
        if str(file) == "-":
            yield from sys.stdin
            return
        with file.open(encoding="utf-8") as opened:
            yield from opened
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "It is not written in UTF-8"
        raise NudgesError(
            f"{file} cannot be read.", f"{why}.", "Give a file of JSON lines in UTF-8."
        ) from None


def _numbered(number: int, line: str, options: dict[str, str], sent: tuple[str, ...]) -> tuple[str, _Ask]:
    """What a line says; a mistake in it names the line."""
    try:
        return _row(line, options, sent)
    except NudgesError as error:
        raise NudgesError(f"Line {number}: {error.what}", error.why, error.fix) from None


def _row(line: str, options: dict[str, str], sent: tuple[str, ...]) -> tuple[str, _Ask]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise NudgesError(
            "That is not a reply.",
            "Every line is a JSON object with a text.",
            'Write it like {"text": "done 4", "expects": "done"}.',
        )
    if isinstance(row.get("scale"), list):
        row["scale"] = "-".join(map(str, row["scale"]))
    given = {name: "" if row[name] is None else str(row[name]) for name in options if name in row}
    given["now"] = given.get("now") or options["now"]
    if "sent" in row:
        texts = row["sent"] if isinstance(row["sent"], list) else [row["sent"] or ""]
        sent = tuple(map(str, texts))
    return row["text"], _ask(options | given, sent)


def _ask(said: dict[str, str], sent: tuple[str, ...]) -> _Ask:
    now, naive = _moment(said["now"])
    return _Ask(
        expects=_one_of(Expects, "expects", said["expects"]) if said["expects"] else None,
        scale=_scale(said["scale"] or "1-5"),
        state=_one_of(State, "state", said["state"] or "active"),
        locale=str(parse_locale(said["locale"])) if said["locale"] else "en",
        now=now,
        naive=naive,
        sent=sent,
    )


def _one_of(kind: type[_Named], name: str, said: str) -> _Named:
    try:
        return kind(said.strip().lower())
    except ValueError:
        able = ", ".join(member for member in kind if member is not State.ERASED)
        raise NudgesError(
            f"There is no {name} called {said!r}.", f"It is one of: {able}.", f"Write one of them for {name}."
        ) from None


def _scale(said: str) -> tuple[int, int]:
    low, dash, high = said.partition("-")
    ends = low.strip(), high.strip()
    if dash and all(end.isdecimal() and len(end) <= _DIGITS for end in ends) and int(low) < int(high):
        return int(low), int(high)
    raise NudgesError(
        f"{said[:20]!r} is no scale.",
        f"A scale has a lowest and a highest number, of {_DIGITS} digits at most.",
        "Write it like 1-5.",
    )


def _moment(said: str) -> tuple[datetime, bool]:
    """Their time, and whether it was given without a zone: then it is taken as UTC and said back without."""
    now = parse_moment(said)
    return (now.replace(tzinfo=zone_named("UTC")), True) if now.tzinfo is None else (now, False)


def _as_json(meaning: Meaning, ask: _Ask) -> dict[str, Any]:
    """What there is of it; what does not apply is left out."""
    whole: dict[str, Any] = {"kind": meaning.kind.value}
    if meaning.rating is not None:
        whole["rating"] = meaning.rating
    if meaning.note is not None:
        whole["note"] = meaning.note
    for name, at in (("since", meaning.since), ("until", meaning.until)):
        if at is not None:
            said = at.replace(tzinfo=None) if ask.naive else at
            whole[name] = said.isoformat(timespec="minutes")
    if meaning.at is not None:
        whole["time"] = f"{meaning.at:%H:%M}"
    if meaning.days_ago == 1:
        whole["yesterday"] = True
    elif meaning.days_ago:
        whole["days_ago"] = meaning.days_ago
    if meaning.then:
        whole["then"] = [_as_json(each, ask) for each in meaning.then]
    if meaning.choices:
        whole["choices"] = [_as_json(each, ask) for each in meaning.choices]
    if meaning.danger is not None:
        whole["danger"] = meaning.danger.value
    if meaning.tier is not None:
        whole["tier"] = meaning.tier.value
    return whole


def _in_words(meaning: Meaning, ask: _Ask) -> Iterator[str]:
    yield f"{meaning.kind}  {_IN_WORDS[meaning.kind]}"
    more = _as_json(replace(meaning, then=(), choices=()), ask)
    if len(more) > 1:
        yield "  " + ", ".join(f"{name}: {value}" for name, value in more.items() if name != "kind")
    if meaning.then or meaning.choices:
        each = ", ".join(_briefly(one, ask) for one in meaning.then or meaning.choices)
        yield f"  {'and then' if meaning.then else 'it may be'}: {each}"


def _briefly(meaning: Meaning, ask: _Ask) -> str:
    return " ".join(str(value) for name, value in _as_json(meaning, ask).items() if name != "note")
