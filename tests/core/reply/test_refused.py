"""A stop that is refused is no stop, and one that ends asks only for a pause."""

import pytest

from nudges.core.reply.understand import Kind
from tests.understood import understand


@pytest.mark.parametrize(
    "text",
    [
        "No quiero parar, aunque a veces conteste feo",
        "no quiero que me quiten de la lista",
        "ni se les ocurra quitarme de la lista",
        "don't you dare take me off the list",
        "I'd hate for these to stop",
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
        "espero que no me escriban mas",
        "Stop texting me while I'm at work, or ever",
    ],
)
def test_what_only_sounds_like_it_is_a_stop(text: str) -> None:
    assert understand(text, None).kind is Kind.STOP
