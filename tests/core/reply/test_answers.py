"""Short answers, several in a row, and ratings: each at the edge of what it still is."""

import pytest

from nudges.core.reply.answers import answer
from nudges.core.reply.rating import compared, rating_at, settled
from nudges.core.reply.reply import Reply
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.understood import PHRASES, TUESDAY, understand

SCALE = (1, 5)

DONE, REST = Meaning(Kind.DONE), Meaning(Kind.NOT_DONE)


def row(first: Meaning, *then: Meaning) -> Meaning:
    return Meaning(first.kind, first.rating, then=then)


def rated(rating: int, note: str | None = None) -> Meaning:
    return Meaning(Kind.RATING, rating, note)


def done(rating: int | None = None, note: str | None = None, *, yesterday: bool = False) -> Meaning:
    return Meaning(Kind.DONE, rating, note, days_ago=int(yesterday))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        # a letter alone answers at the head of a message; after another answer it is "and"
        ("y it was lovely", done(note="it was lovely")),
        ("n too busy today", Meaning(Kind.NOT_DONE, note="too busy today")),
        ("yes y it was good", done(note="y it was good")),
        ("done y we walked", done(note="y we walked")),
        # the last of several counts, and the note begins after its own kind
        ("no, skip", Meaning(Kind.NOT_DONE, note="skip")),
        ("sure no", Meaning(Kind.NOT_DONE, note="sure no")),
        # two to five make a row
        ("y n y n y", row(DONE, REST, DONE, REST, DONE)),
        ("y n y n y n", done(note="n y n y n")),
        # the same again is one answer, but for three between commas or three letters
        ("y y y", row(DONE, DONE, DONE)),
        ("y y", DONE),
        ("done, done, done", row(DONE, DONE, DONE)),
        ("done, done", DONE),
        ("done done, done", DONE),
        ("👍 👍 👍", DONE),
        # a rating belongs to the answer before it
        ("done 4, skip", row(done(4), REST)),
        ("done 5 skip", row(done(5), REST)),
        ("done 9, skip", done(note="9, skip")),
        ("4 done", done(4)),
        ("4, done", Meaning(Kind.NOTE, note="4, done")),
        ("done, I'd call it a 5", done(5)),
        ("done 4 days", done(note="4 days")),
        # what comes at last, after a story
        ("Called my sister. Done!", done(note="Called my sister.")),
        ("he was not home so no", Meaning(Kind.NOT_DONE, note="he was not home so no")),
        ("we drove to the coast but no", Meaning(Kind.NOT_DONE, note="we drove to the coast but no")),
        ("my sister came round so nope", Meaning(Kind.NOT_DONE, note="my sister came round so nope")),
        ("yes. jk no i didnt", Meaning(Kind.NOT_DONE, note="yes. jk no i didnt")),
        ("sí, bueno, en realidad no", Meaning(Kind.NOT_DONE, note="sí, bueno, en realidad no")),
        ("hola buenas tardes, sí lo hice", DONE),
        # what would have been, and what is asked back
        ("I would have done it but it rained", Meaning(Kind.NOT_DONE, note="but it rained")),
        ("lo hubiera hecho si no llueve", Meaning(Kind.NOT_DONE, note="no llueve")),
        ("done? with what energy", Meaning(Kind.NOT_DONE, note="done? with what energy")),
        ("done? no", Meaning(Kind.NOT_DONE, note="done? no")),
        ("yes?", DONE),
        # the day before
        ("yes, done it last night", done(yesterday=True)),
        ("last night yes", done(yesterday=True)),
        ("yesterday: done", done(yesterday=True)),
        (
            "did both actually, today's and yesterday's",
            done(yesterday=True, note="actually, today's and yesterday's"),
        ),
        ("did both of them, today's and yesterday's", done(note="of them, today's and yesterday's")),
        ("thanks for yesterday's", Meaning(Kind.THANKS, note="thanks for yesterday's")),
    ],
)
def test_an_answer(text: str, meaning: Meaning) -> None:
    assert understand(text, Expects.DONE) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("4, 4, 4", row(rated(4), rated(4), rated(4))),
        ("4 4 4", rated(4)),
        ("five five five", rated(5)),
        ("4 5", row(rated(4), rated(5))),
        ("5 4, done", row(rated(5), rated(4), DONE)),
        ("1", rated(1)),
        ("5", rated(5)),
        ("0", Meaning(Kind.UNCLEAR, note="0")),
        ("6", Meaning(Kind.UNCLEAR, note="6")),
        ("4ish", rated(4)),
        ("4 stars", rated(4)),
        ("four stars please", rated(4)),
        ("4 out of 5", rated(4)),
        ("4 out of", Meaning(Kind.UNCLEAR, note="4 out of")),
        ("4/10", Meaning(Kind.UNCLEAR, note="4/10")),
        ("-4", Meaning(Kind.UNCLEAR, note="-4")),
        ("4.5", Meaning(Kind.UNCLEAR, note="4.5")),
        ("4%", Meaning(Kind.UNCLEAR, note="4%")),
        ("4 better than before", rated(4, "better than before")),
        ("one thing helped", Meaning(Kind.NOTE, note="one thing helped")),
        ("Would have been 5 but late, so 4", rated(4, "Would have been 5 but late, so 4")),
        ("2 or 3, put 2", rated(2, "2 or 3, put 2")),
        ("between 3 and 4, closer to the 4 so 4", rated(4, "between 3 and 4, closer to the 4 so 4")),
        (
            "Was going to say 3. Then I saw his face. 2.",
            rated(2, "Was going to say 3. Then I saw his face. 2."),
        ),
        ("two forward one back = 3", rated(3, "two forward one back = 3")),
        ("un tres, un tres sobre cinco", rated(3, "un tres sobre cinco")),
        ("was a 4 till my ex rang, now a 2", rated(2, "was a 4 till my ex rang, now a 2")),
        ("yesterday 2, today 4", rated(4, "yesterday 2, today 4")),
        ("a 2 this morning, 3 now", rated(3, "a 2 this morning, 3 now")),
        # an end of the scale in words, if it is not of something else
        ("top marks", rated(5)),
        ("nothing to complain of, full marks", rated(5, "nothing to complain of, full marks")),
        ("the lowest you have, sorry", rated(1)),
        ("top score", rated(5)),
        ("smack in the middle of your scale", rated(3)),
        ("ni bien ni mal", rated(3)),
        ("in the middle of the night he rang", Meaning(Kind.NOTE, note="in the middle of the night he rang")),
        ("la nota más baja que tengas", rated(1)),
        ("hoy el máximo", rated(5)),
        ("one off the top", rated(4)),
        ("second best mark, teacher", rated(4, "teacher")),
        ("one up from the bottom", rated(2)),
        ("el segundo empezando por abajo", rated(2)),
        # in other forms, behind an article, and before a comma whatever follows
        ("un cuatrito", rated(4)),
        ("fower", rated(4)),
        ("un uno enorme", rated(1, "enorme")),
        ("4! kids home, slept like the dead", rated(4, "kids home, slept like the dead")),
        ("3 kids and a dog", Meaning(Kind.NOTE, note="3 kids and a dog")),
        ("4, 5 maybe", Meaning(Kind.UNCLEAR, note="4, 5 maybe")),
        (
            "the lowest of the low is what he is",
            Meaning(Kind.NOTE, note="the lowest of the low is what he is"),
        ),
        # a number that is only told by another is asked for
        ("not a 3, the one below", Meaning(Kind.UNCLEAR, note="not a 3, the one below")),
        ("less than 3", Meaning(Kind.UNCLEAR, note="less than 3")),
        (
            "if yesterday was 3, one more than that",
            Meaning(Kind.UNCLEAR, note="if yesterday was 3, one more than that"),
        ),
        ("ayer era un tres, hoy uno más", Meaning(Kind.UNCLEAR, note="ayer era un tres, hoy uno más")),
        ("a 4 today, one more than last week", rated(4, "today, one more than last week")),
        ("no es 3, es 4", rated(4, "no es 3, es 4")),
        ("not one of us spoke", Meaning(Kind.NOTE, note="not one of us spoke")),
        ("between 2 and 3", Meaning(Kind.UNCLEAR, note="between 2 and 3")),
        ("3 or 4, so", Meaning(Kind.UNCLEAR, note="3 or 4, so")),
        ("5 at work, 1 at home so call it 3 overall", rated(3, "5 at work, 1 at home so call it 3 overall")),
        ("4 no mentira 3", rated(3, "4 no mentira 3")),
        ("3.0", rated(3)),
        ("4,5", Meaning(Kind.UNCLEAR, note="4,5")),
        ("★", rated(1)),
        ("★★★★★", rated(5)),
        ("★★★☆☆", rated(3)),
        ("★★★☆", Meaning(Kind.NOTE, note="★★★☆")),
        ("uno, no dormí nada", rated(1, "no dormí nada")),
        ("today: ★★★", rated(3)),
        ("today: ★★★★★", rated(5)),
        ("today ★★★☆☆", rated(3)),
        ("★★★★★★", Meaning(Kind.NOTE, note="★★★★★★")),
    ],
)
def test_a_rating(text: str, meaning: Meaning) -> None:
    assert understand(text, Expects.RATING) == meaning


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4/5 great walk", (4, 2)),
        ("4 out of 5 great walk", (4, 4)),
        ("4 stars great walk", (4, 2)),
        ("4.0 great walk", (4, 2)),
        ("4 4 great walk", (4, 2)),
        ("4, great walk", (4, 1)),
        ("4 and great", (4, 1)),
        ("4 please", (4, 1)),
        ("4", (4, 1)),
        ("4 great walk", None),
    ],
)
def test_a_number_that_was_not_asked_for_is_a_rating_if_it_stands_by_itself(
    text: str, found: tuple[int, int] | None
) -> None:
    assert rating_at(Reply(text, PHRASES), 0, SCALE, asked=False) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a 4 today, one more than last week", False),
        ("a notch up from 4", True),
        ("yesterday was a 3 and today one more than that", True),
        ("today is a 3 and yesterday was one more than that", False),
        ("one more than last week", True),
        ("not a 4", True),
        ("not one", False),
        ("not good", False),
        ("a 4", False),
    ],
)
def test_a_number_beside_another_is_the_rating_only_if_it_is_given_first_and_is_todays(
    text: str, told: bool
) -> None:
    assert compared(Reply(text, PHRASES), SCALE) is told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("late again, 4", 4),
        ("late again, 4 I'd say", 4),
        ("late again, 4 he said", None),
        ("it was between 2 and maybe 4", None),
        ("hmm good day", None),
        ("it was good, thanks", None),
    ],
)
def test_the_last_number_answers_if_there_is_one_and_it_is_no_end_of_a_range(
    text: str, number: int | None
) -> None:
    found = answer(Reply(text, PHRASES), Expects.RATING, SCALE, TUESDAY)
    assert (found.rating if found else None) == number
    assert found is None or found.kind is Kind.RATING


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2 or 3, put 2", 2),
        ("was a 4. Now a 2", 2),
        ("was a 4, 2 at the moment", 2),
        ("two forward one back = 3", 3),
        ("I'd say a 3", None),  # there was no other
        ("a 3 now", None),
        ("he came at 4, I left", None),
        ("was a 4, so a 2 he said", None),
        ("walked", None),
    ],
)
def test_what_a_reply_comes_to_is_its_last_number_after_another(text: str, number: int | None) -> None:
    assert settled(Reply(text, PHRASES), SCALE) == number
