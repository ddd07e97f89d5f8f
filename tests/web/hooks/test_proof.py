"""What webhooks take for an id or a code."""

from nudges.web.hooks.proof import known_id
from tests.rows import each_row


@each_row(
    [
        ("SM1", True),
        ("x", True),
        ("x" * 64, True),
        ("two words", True),
        ("x" * 65, False),
        ("", False),
        ("\x00", False),
        ("SM1\n", False),
        ("\xe9", False),
        ("\ud800", False),
        (None, False),
        (7, False),
        (b"SM1", False),
        (["SM1"], False),
    ]
)
def test_an_id_is_short_and_plain(value: object, known: bool) -> None:
    assert known_id(value) == (value if known else None)
