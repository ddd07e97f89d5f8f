"""When an answer would go round with a machine."""

import pytest

from nudges.core.reply.heard import MOST_ANSWERS, Answered, loops

DONE, THANKS = Answered("Done", 1), Answered("thanks", 1)
FEW, MANY = MOST_ANSWERS - 1, MOST_ANSWERS


@pytest.mark.parametrize(
    ("text", "nudge_id", "answered", "goes_round"),
    [
        ("done", 1, [], False),
        ("done", 1, [DONE], True),
        (" DONE ", 1, [DONE], True),
        ("done", 2, [DONE], False),  # another nudge may well get the same answer
        ("done", None, [DONE], False),
        ("done", None, [Answered("Done", None)], True),
        ("done 4", 1, [DONE], False),
        ("done", 1, [DONE, THANKS], True),
        ("done", 1, [THANKS, DONE], False),  # only the newest is compared
        ("another", 2, [THANKS] * FEW, False),
        ("another", 2, [THANKS] * MANY, True),
    ],
)
def test_the_same_words_again_or_too_many(
    text: str, nudge_id: int | None, answered: list[Answered], goes_round: bool
) -> None:
    assert loops(text, nudge_id, answered) is goes_round


def test_a_number_that_does_not_count_does_not_end_it_but_the_same_words_do() -> None:
    assert not loops("another", 1, [THANKS] * MANY, capped=False)
    assert loops("Thanks", 1, [THANKS] * MANY, capped=False)


@pytest.mark.parametrize(
    ("same", "others", "goes_round"), [(FEW, 9, False), (MANY, 0, True), (MANY, 9, True)]
)
def test_a_cry_may_be_said_again_and_is_a_machines_only_after_many_of_the_same(
    same: int, others: int, goes_round: bool
) -> None:
    answered = [THANKS] * others + [Answered("help ME", 1)] * same
    assert loops("Help me", 2, answered, cry=True) is goes_round
