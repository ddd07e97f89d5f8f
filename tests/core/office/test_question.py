"""What waits for somebody to read it, and what does not."""

import pytest

from nudges.core.office.question import Asks, asks
from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import Expects


@pytest.mark.parametrize(
    ("kind", "text", "before", "expects", "why"),
    [
        (Kind.NOTE, "Can I talk to somebody? ", None, Expects.DONE, Asks.QUESTION),
        (Kind.NOTE, "¿Puedo hablar con alguien?", Kind.DONE, None, Asks.QUESTION),
        (Kind.THANKS, "Thanks. Who is this?", None, None, Asks.QUESTION),
        (Kind.NOTE, "Will he ever listen?", None, Expects.NOTE, None),  # a note that was asked for
        (Kind.NOTE, "Is it? I told her so.", None, None, None),
        (Kind.RATING, "4?", None, Expects.RATING, None),
        (Kind.PAUSE, "Can we pause?", None, None, None),  # it is done, and said so
        (Kind.UNCLEAR, "maybe", None, None, None),
        (Kind.UNCLEAR, "maybe", Kind.UNCLEAR, None, Asks.UNCLEAR),
        (Kind.HELP, "help", Kind.UNCLEAR, None, Asks.UNCLEAR),
        (Kind.UNCLEAR, "maybe", Kind.HELP, None, Asks.UNCLEAR),
        (Kind.DONE, "done", Kind.UNCLEAR, None, None),
        (Kind.UNCLEAR, "?", None, None, Asks.QUESTION),
        (Kind.HELP, "How do I talk to my mother about this?", None, Expects.DONE, Asks.QUESTION),
    ],
)
def test_what_waits_for_somebody(
    kind: Kind, text: str, before: Kind | None, expects: Expects | None, why: Asks | None
) -> None:
    assert asks(kind, text, before, expects) is why
