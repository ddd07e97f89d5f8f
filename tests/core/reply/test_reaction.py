"""A reaction to one of our texts is recognised as one, and what a person types is not."""

import json
from itertools import product

import pytest

from nudges.content.reactions import read_reactions
from nudges.core.reply.reaction import plain
from nudges.core.text.our_words import cut_ours
from tests.folders import SHARED, TEMPLATES
from tests.rows import each_row

REACTIONS = read_reactions(TEMPLATES / "inbound" / "reactions.yaml")
OURS = "Nudges: Keep one tiny promise to yourself today. Ten minutes outside would do. Reply DONE or SKIP."

FORMS = [
    "Liked “{}”",
    'Loved "{}"',
    "Disliked “{}”",
    "Laughed at “{}”",
    "Removed a heart from “{}”",
    "Reacted 😢 to “{}”",
    "👍🏽 to “{}”",
    "👍\u200a to “\u200a{}\u200b”",
    "Le gustó “{}”",
    "No le gustó «{}»",
    "Eliminó un “me gusta” de “{}”",
    "Reaccionó con ❤️ a “{}”",
    "Hat „{}“ mit „Gefällt mir“ markiert",
    "A aimé « {} »",
    "Curtiu “{}”",
    "Ha messo un cuore a “{}”",
]


@each_row(product(FORMS, [True, False], [None, 60, 21]))
def test_a_reaction(form: str, known: bool, length: int | None) -> None:
    """Whether its quote is whole or cut short, and whether we know what was sent or not."""
    text = form.format(OURS if length is None else OURS[:length] + "…")
    assert REACTIONS.is_one(text, cut_ours(text, [OURS] if known else []))


@pytest.mark.parametrize("form", ["Ana liked “{}”", "A Ana Ruiz le encantó “{}”", "Reacted 👍 to: {}"])
def test_with_a_name_or_without_quote_marks_the_quote_must_be_ours(form: str) -> None:
    text = form.format(OURS)
    assert REACTIONS.is_one(text, cut_ours(text, [OURS]))
    assert not REACTIONS.is_one(text, cut_ours(text, []))


@pytest.mark.parametrize(
    "text", ["Liked an image", "Loved a photo", "Le encantó una imagen", "Reacted 😂 to a video"]
)
def test_a_reaction_to_a_picture(text: str) -> None:
    assert REACTIONS.is_one(text, cut_ours(text, [OURS]))


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "❤️",
        "liked it",
        "Loved the walk today, done",
        'He said "stop it" to me',
        "no “I loved it” he said",
        "stop “{}”",
        "done “{}”",
        "“{}” please stop",
        "he loved hitting me",
        "",
        "“",
    ],
)
def test_what_people_type_is_none(text: str) -> None:
    text = text.replace("{}", OURS)
    assert not REACTIONS.is_one(text, cut_ours(text, [OURS]))


def test_a_phone_that_answers_by_itself() -> None:
    text = "I’m driving with Focus turned on. I’ll see your message when I get where I’m going."
    assert REACTIONS.is_one(text, cut_ours(text, []))


def test_a_run_of_emoji_is_one() -> None:
    assert plain("Réacted 👍🏽❤️ to") == "reacted @ to"


def test_the_real_ones() -> None:
    """The cases beside the repository, where they are there."""
    file = SHARED / "cases" / "tapbacks.jsonl"
    assert file.exists() or not SHARED.exists()
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    for text in (json.loads(line)["text"] for line in lines):
        quote = text[text.index("“") + 1 : -1]
        assert REACTIONS.is_one(text, cut_ours(text, [quote]))
        assert REACTIONS.is_one(text, cut_ours(text, []))
