"""A stop that is refused is no stop, and one that ends asks only for a pause."""

import pytest

from nudges.core.person.person import State
from nudges.core.reply.reply import Reply
from nudges.core.reply.stop import is_stop, only_stop
from nudges.core.reply.understand import Kind
from nudges.core.vocabulary import Expects
from tests.understood import PHRASES, understand


@pytest.mark.parametrize(
    "text",
    [
        "No quiero parar, aunque a veces conteste feo",
        "no quiero que me quiten de la lista",
        "ni se les ocurra quitarme de la lista",
        "don't you dare take me off the list",
        "please don't take me off",
        "do not unsubscribe me",
        "joking!! don't remove me from the list",
        "I'd hate for these to stop",
        "Don't stop, I like these",
        "please don't stop sending these",
        "I want to keep getting these",
        "Salirme de ese trabajo fue lo mejor que hice",
        "Took my name off the rota for once and rested",
    ],
)
def test_what_refuses_a_stop_is_none(text: str) -> None:
    assert understand(text, None).kind is Kind.NOTE


@pytest.mark.parametrize(
    "text",
    [
        "stop the texts while I'm away",
        "please don't text me until I'm back from surgery",
        "quit the texts for two weeks then start again",
        "dejen de escribirme mientras estoy de viaje",
        "no quiero mensajes hasta que vuelva",
        "para los mensajes hasta nuevo aviso",
    ],
)
def test_a_stop_that_ends_is_a_pause(text: str) -> None:
    assert understand(text, None).kind is Kind.PAUSE


@pytest.mark.parametrize(
    "text",
    [
        "no, quiero que me borren",
        "yo no quiero recibir mensajes",
        "dont ever text me again",
        "if you don't remove me I will sue",
        "parad",
        "no sigáis escribiendo",
        "2 stop",
        "delete everything",
        "espero que no me escriban mas",
        "Stop texting me while I'm at work, or ever",
    ],
)
def test_what_only_sounds_like_it_is_a_stop(text: str) -> None:
    assert understand(text, None).kind is Kind.STOP


@pytest.mark.parametrize(
    "text",
    [
        "don't text me at work",
        "no more messages before 9am please",
        "no me escribas en el trabajo",
        "stop texting me before 9",
        "please stop sending these at night, thanks",
        "unsubscribe me from the sunday mail only",
        "no me manden mensajes de madrugada por favor",
    ],
)
def test_a_stop_of_some_hours_or_places_is_asked_about(text: str) -> None:
    meaning = understand(text, None)
    assert (meaning.kind, meaning.note) == (Kind.UNCLEAR, text)
    assert [choice.kind for choice in meaning.choices] == [Kind.STOP, Kind.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        "don't text me at work. don't text me at all",
        "I'm at work, stop texting me",
        "stop texting me, I have to be up in the morning",
        "no me escriban de noche ni nunca, basta ya",
        "stop, he saw it",
    ],
)
def test_a_place_or_an_hour_beside_a_whole_stop_limits_nothing(text: str) -> None:
    assert understand(text, None).kind is Kind.STOP


def test_a_stop_of_some_hours_that_names_a_better_one_is_another_time() -> None:
    meaning = understand("no me escriban tan temprano, que sea a las 11 de la mañana", None)
    assert (meaning.kind, str(meaning.at)) == (Kind.RETIME, "11:00:00")


def test_of_two_hours_the_one_that_is_not_wanted_is_not_set() -> None:
    meaning = understand("not at 9, 10 is better", Expects.DONE)
    assert (meaning.kind, str(meaning.at)) == (Kind.RETIME, "10:00:00")


@pytest.mark.parametrize(
    ("state", "text"),
    [
        *((State.STOPPED, text) for text in (
            "don't start", "please don't start again", "I don't want to start again", "not ready to start",
            "3 STOP please", "menos mensajes por favor", "no me des de alta", "no quiero volver",
            "me dieron el alta", "quiero volver con él",
        )),
        *((State.PAUSED, text) for text in (
            "I can't continue", "don't resume", "do not continue", "can't go on", "no sigan todavía",
            "no need to start again yet", "no vuelvan a activarme nunca",
        )),
        *((State.INVITED, text) for text in ("don't start", "I don't want in", "no quiero empezar")),
    ],
)  # fmt: skip
def test_a_refusal_begins_nothing(state: State, text: str) -> None:
    assert understand(text, None, state=state).kind not in {Kind.START, Kind.RESUME}


@pytest.mark.parametrize(
    ("state", "text", "kind"),
    [
        (State.STOPPED, "START", Kind.START),
        (State.STOPPED, "alta", Kind.START),
        (State.STOPPED, "I told you to stop last month. I was wrong. Can I have them back?", Kind.START),
        (State.PAUSED, "no more pause please, continue", Kind.RESUME),
        (State.PAUSED, "it was too quiet. let's have them again", Kind.RESUME),
        (State.PAUSED, "vuelvan a mandarme", Kind.RESUME),
        (State.PAUSED, "no need to wait till Monday, you can send now", Kind.RESUME),
        (State.INVITED, "why not", Kind.START),
    ],
)
def test_a_no_about_something_else_does_not_keep_anybody_out(state: State, text: str, kind: Kind) -> None:
    assert understand(text, None, state=state).kind is kind


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("STOP he shouted at me", True),
        ("STOP HE SHOUTED AT ME", False),
        ("Stop he shouted at me", False),
        ("STOP sign was there", False),
    ],
)
def test_a_keyword_in_capitals_stops_unless_all_is_shouted_or_it_was_seen(text: str, stops: bool) -> None:
    reply = Reply(text, PHRASES)
    assert is_stop(reply, reply.sentences) is stops


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("stop. thanks", True),
        ("stop texting me. ever", True),
        ("no more texts. he came home late", False),
        ("he came home late. stop texting me", False),
        ("please stop. he came home late", False),
    ],
)
def test_only_a_stop_has_no_sentence_of_anything_else(text: str, only: bool) -> None:
    assert only_stop(Reply(text, PHRASES)) is only
