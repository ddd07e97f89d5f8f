"""What the classifier makes of words of danger, beside the lists: adds, doubts, dismisses."""

import pytest

from nudges.core.danger.detect import Cry, Danger, Listening, Tier
from nudges.core.text.patterns import Ear, Parser
from nudges.core.text.vocabulary import Vocabulary
from tests.made_up import knows

LABELS = ("none", "self certain", "self possible", "violence certain", "violence possible")
#: A made-up word for each label, of which the classifier is sure; the others are known, and of no weight.
WORDS = dict(zip(LABELS, ("calmly", "plonk", "wistful", "thwack", "flinch"), strict=True))
PLAIN = (
    "he", "it", "was", "hit", "hard", "me", "long", "ago", "and", "then", "we", "went", "on", "to", "the",
    "sea", "for", "a", "day", "tired", "i", "am", "of", "this",
)  # fmt: skip
CERTAIN, POSSIBLE = Cry(Danger.VIOLENCE, Tier.CERTAIN), Cry(Danger.VIOLENCE, Tier.POSSIBLE)


def listening(*, with_classifier: bool = True) -> Listening:
    """Lists that know "hit me" for certain and "tired" as a hint, and take "long ago" for over."""
    words = {word: {label: 100} for label, word in WORDS.items()} | {word: {} for word in PLAIN}
    words["mildly"] = {"none": 30, "violence possible": 25}
    classifier = knows(words, LABELS, 0.4)
    parse = Parser(Ear()).parse
    return Listening(
        Ear(),
        Vocabulary(),
        [(Danger.VIOLENCE, parse("hit me"))],
        [(Danger.SELF, parse("tired of this"))],
        [parse("long ago")],
        [],
        classifier if with_classifier else None,
    )


@pytest.mark.parametrize(
    ("text", "cry"),
    [
        # plain danger that no list knows
        ("thwack it was for me to the sea", CERTAIN),
        ("plonk i am then of this and it", Cry(Danger.SELF, Tier.CERTAIN)),
        # but in few words it is only possible
        ("thwack it was for me", POSSIBLE),
        # a hint that no list knows, and neither
        ("flinch it was then", POSSIBLE),
        ("wistful it was then", Cry(Danger.SELF, Tier.POSSIBLE)),
        ("calmly it was then", None),
        ("flinch it was", None),  # so few words say too little
        # a hint of the lists may be plain, a hint, or nothing
        ("tired of this and plonk on a day", Cry(Danger.SELF, Tier.CERTAIN)),
        ("tired of this and wistful", Cry(Danger.SELF, Tier.POSSIBLE)),
        ("tired of this calmly", None),
        # what lists are certain of is only possible if it is doubted in so many words, in every sentence, and
        # nothing if hardly any danger is left
        ("mildly he hit me hard", POSSIBLE),
        ("calmly he hit me hard", None),
        ("calmly hit me", CERTAIN),
        ("calmly we went. he thwack hit me", CERTAIN),
        # what is long over stays possible
        ("thwack he hit me then long ago", POSSIBLE),
        ("thwack it was then for me long ago", POSSIBLE),
    ],
)
def test_a_second_voice(text: str, cry: Cry | None) -> None:
    assert listening().cry(text) == cry


def test_a_letter_is_heard_by_its_lists() -> None:
    """In a letter a cry is a small part, and chances of the whole say little."""
    calm = "calmly we went on to the sea for a day and then on. " * 4
    assert listening().cry(calm + "he hit me") == CERTAIN
    assert listening().cry(calm + "tired of this") == Cry(Danger.SELF, Tier.POSSIBLE)
    assert listening().cry(calm) is None


def test_lists_alone_are_believed() -> None:
    alone = listening(with_classifier=False)
    assert alone.cry("calmly he hit me hard") == CERTAIN
    assert alone.cry("tired of this calmly") == Cry(Danger.SELF, Tier.POSSIBLE)
    assert alone.cry("thwack it was") is None
