"""Mails of machines that say so only in words are known; a person who is away is still a person."""

import pytest

from nudges.core.mail import automatic
from tests.harness import MAIL_FORMS


@pytest.mark.parametrize(
    "subject",
    [
        *("Automatic reply: Today", "Out of Office Re: Today", "Undeliverable: Today", "failure notice"),
        *("Delivery Status Notification (Failure)", "Respuesta automática: Hoy", "Fuera de la oficina"),
        *("Réponse automatique : x", "Absence du bureau", "Non remis : x", "Abwesenheitsnotiz: Heute"),
        *("Automatische Antwort: x", "Unzustellbar: x", "Risposta automatica: x", "Fuori ufficio"),
        *("Resposta automática: x", "Automatisch antwoord: x", "Autosvar: x", "Automaattinen vastaus: x"),
        *("Automatiskt svar: x", "Automatisk svar: x", "Fraværsmelding", "Odpowiedź automatyczna: x"),
        "Автоматический ответ: x",
    ],
)
def test_the_subject_of_a_machine(subject: str) -> None:
    assert automatic.by_subject(subject, MAIL_FORMS)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Re: Out of office",
        "I am out of office",
        "stop",
        "Absence makes the heart grow",
        "Autosvarta",
        "done",
    ],
)
def test_the_subject_of_a_person(subject: str) -> None:
    assert not automatic.by_subject(subject, MAIL_FORMS)


MACHINES = [
    "Thank you for your email. I am out of the office until 5 January and will reply on my return.",
    "I am on annual leave until Monday. For urgent matters please contact my colleague Sam.",
    "Jo Miller no longer works here. Please contact info@example.com, your email will not be forwarded.",
    "Your request has been received. Ticket number: 4711. Please do not reply to this email.",
    "Gracias por su correo. Estaré fuera de la oficina hasta el lunes 7 de enero. Un saludo",
    "Merci pour votre message. Je suis absente du bureau jusqu'au 5 janvier et vous répondrai alors.",
    "Je suis actuellement en congé. En cas d'urgence, Léa vous répondra au 01 23 45 67 89.",
    "Vielen Dank für Ihre Nachricht. Ich bin bis zum 5. Januar nicht im Büro.",
    "Ich bin im Urlaub. Ihre E-Mail wird nicht weitergeleitet. Bitte wenden Sie sich an Frau Kunz.",
    "Jo Miller ist nicht mehr bei uns beschäftigt. In dringenden Fällen schreiben Sie an Frau Kunz.",
    "Grazie per la sua e-mail. Sono assente fino al 5 gennaio. Cordiali saluti",
    "Obrigado pelo seu e-mail. Estou de férias até 5 de janeiro e responderei quando regressar.",
    "Bedankt voor uw bericht. Ik ben tot en met 5 januari niet op kantoor.",
    "Tack för ditt mejl. Jag är på semester till och med den 5 januari.",
    "Tak for din mail. Jeg er på ferie til og med den 5. januar.",
    "Takk for din e-post. Jeg er på ferie til og med 5. januar.",
    "Kiitos viestistäsi! Olen lomalla 5. tammikuuta asti ja vastaan sen jälkeen.",
    "Dziękuję za wiadomość. Jestem na urlopie do 5 stycznia i odpowiem po powrocie.",
]


@pytest.mark.parametrize("words", MACHINES)
def test_the_words_of_a_machine(words: str) -> None:
    assert automatic.by_words(words, MAIL_FORMS)


@pytest.mark.parametrize(
    "words",
    [
        "I'm on holiday until Monday",
        "I'm on holiday until Monday so I will not do any of this before then, I hope that is fine",
        "Out of the office all day, we talked on the way home and it was good, 4",
        "Thank you for your message, it helped me to sit down and say what I wanted to say",
        "Estoy de vacaciones hasta el lunes, no pude hacerlo con los niños en casa todo el día",
        "Bin im Urlaub bis Montag und habe es trotzdem gemacht, es war schön mit den Kindern",
        "Please stop, I am on vacation and do not want any of this while we are away",
        "he has left the company and is home all day now, so we talked",
        "",
    ],
)
def test_the_words_of_a_person_who_is_away(words: str) -> None:
    assert not automatic.by_words(words, MAIL_FORMS)
