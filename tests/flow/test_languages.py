"""The whole road in a person's language: what is sent, what is answered, and what is remembered of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from nudges.content.people_csv import read_csv
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.guide.parse_translation import Translation, parse_translation
from nudges.core.office.roles import PROMPT
from nudges.core.render.locale_bundle import Voices
from nudges.core.render.sms_segments import count
from nudges.flow.office.joining import import_file
from nudges.flow.staff.render_check import rehearse
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import CONSENT, EMAIL, PHONE, PLANS, TEMPLATES, World, guides, languages, plan, step

ONE = """\
---
id: g1
title: Volver a confiar
language: es
---

## g1-s5 Pasos

### g1-s5-b3 Un gesto

SMS: Haz hoy algo amable por ti.

Email: Elige un gesto.

Hazlo hoy.

Thanks: Bien elegido.

"""
#: The other takes of the practice, all told alike.
MORE = "SMS: Haz hoy algo amable por ti.\n\nThanks: Bien elegido.\n\n"
PLAN = {
    "daily": plan(
        daily=step(practices=["g1-s5-b3"], title={"en": "A small thing", "es": "Algo cada mañana"})
    ),
    "other": plan(daily=step(practices=["g2-s3-b3"])),
}


def translation() -> Translation:
    takes = len(guides().pool(("g1-s5-b3",)))
    text = ONE + (takes - 1) * MORE
    return parse_translation(text, "es/guides/g1.md", "es", {guide.id: guide for guide in guides().guides})


def told() -> Guides:
    return guides().told([translation()])


def house(db: Db, locale: str = "es", **fields: Any) -> World:
    """Somebody who reads Spanish, in a house that tells one practice in it."""
    world = World(db, PLANS | PLAN)
    [(spanish, _)] = languages()
    voices = Voices(FileSystemLoader(TEMPLATES), guides(), [(spanish, told())])
    world.service = replace(world.service, voices=voices)
    world.join(locale=locale, **fields)
    return world


@pytest.mark.parametrize("locale", ["es", "es-MX"])
def test_a_nudge_and_its_answers_are_in_the_persons_language(db: Db, locale: str) -> None:
    world = house(db, locale).at("2026-06-02 09:15")
    world.run()
    [message] = world.sms.ledger
    assert message.text == "Nudges: Haz hoy algo amable por ti. Responde HECHO o PASO."
    assert world.nudge().content_version == translation().version
    assert world.later(minutes=2).says("Hecho") == "Qué bueno. Bien elegido."
    assert world.says("hecho, 4") == "De acuerdo, 4 de 5. Bien elegido."
    assert world.says("paso") == "No pasa nada, no siempre se puede. El siguiente llega cuando toca."
    assert (
        world.says("Me llamó mi hermana desde Lugo")
        == "Queda guardado, con tus palabras. Gracias por escribirlo."
    )
    assert (world.says("AYUDA") or "").startswith("Nudges: Ejercicios por SMS. ¿Dudas? Escribe a your coach.")
    assert (world.says("BAJA") or "").startswith("Nudges: Te dimos de baja")
    assert (world.says("ALTA") or "").startswith("Nudges: Hola de nuevo.")


def test_what_is_not_told_in_it_is_english_and_remembered_as_that(db: Db) -> None:
    world = house(db, plan="other").at("2026-06-02 09:15")
    world.run()
    [message] = world.sms.ledger
    english = guides().practice("g2-s3-b3", world.nudge().take).sms
    assert message.text == f"Nudges: {english} Responde HECHO o PASO."
    assert world.nudge().content_version == guides().guide("g2").version


def test_each_of_two_people_reads_their_own(db: Db) -> None:
    world = house(db)
    ben = world.join(phone="+33600000002", name="Ben", locale="en")
    world.at("2026-06-02 09:15").run()
    [take] = [one.take for one in world.nudges() if one.person_id == ben.id]
    english = f"Nudges: {guides().practice('g1-s5-b3', take).sms} Reply DONE or SKIP."
    assert {message.to: message.text for message in world.sms.ledger} == {
        PHONE: "Nudges: Haz hoy algo amable por ti. Responde HECHO o PASO.",
        "+33600000002": english,
    }


def test_the_first_message_is_in_it_by_sms_and_by_mail(db: Db) -> None:
    world = house(db, quiet=False)
    world.run()
    [welcome] = world.sms.ledger
    assert "unos 7 por semana" in welcome.text
    assert count(welcome.text).segments == 1
    world.join(email=EMAIL, name="Eva", quiet=False, locale="es")
    world.run()
    [letter] = world.mail.ledger
    assert letter.subject == "Un mensaje de Nudges"
    assert "¡Hola!" in letter.text
    assert "responde BAJA" in letter.text
    assert '<html lang="es"' in (letter.html or "")


def test_a_mail_of_a_practice_and_the_page_behind_its_link_are_in_it(db: Db) -> None:
    world = house(db, plan="letters", email=EMAIL)
    world.at("2026-06-02 10:00").run()
    [mail] = world.mail.ledger
    assert "Responde a este correo con HECHO o PASO." in mail.text
    assert "date de baja aquí</a>" in (mail.html or "")
    callers = Callers(world)
    path = mail.headers["List-Unsubscribe"].strip("<>").removeprefix("https://nudges.example")
    page = callers.call(path, method="GET").text
    assert '<html lang="es">' in page
    assert "¿Dejar de recibir mensajes?" in page
    assert "Listo. No habrá más mensajes." in callers.call(path, method="POST").text
    assert '<html lang="en">' in callers.call("/unsubscribe/unknown", method="GET").text


def test_the_weekly_summary_is_in_it(db: Db) -> None:
    world = house(db, phone=PHONE, email=EMAIL)
    for day, text in ((2, "hecho"), (3, "hecho 4"), (4, "paso"), (5, "hecho 3")):
        world.at(f"2026-06-0{day} 09:15").run()
        world.later(minutes=3).says(text)
    world.forget_sent()
    world.at("2026-06-07 18:00").run()
    [mail] = [one for one in world.mail.ledger if "semana" in one.subject]
    assert mail.subject == "Tu semana, del 1 al 7 de junio"
    for words in (
        "3 días con algo cumplido · 1 descanso",
        "LA SEMANA DE UN VISTAZO",
        "Algo cada mañana",
    ):
        assert words in mail.text
    assert "cumplido: martes, miércoles y viernes" in mail.text
    assert "lunes" in (mail.html or "")


def test_every_language_is_rehearsed(db: Db) -> None:
    world = World(db)
    both = rehearse(world.service)
    alone = replace(world.service, voices=Voices(FileSystemLoader(TEMPLATES), guides()))
    assert both == 2 * rehearse(alone)


def test_a_list_says_who_reads_what(db: Db) -> None:
    world = World(db)
    header = "name,phone,zone,plan,consent,language"
    rows = [
        f"Ana,+33600000011,Europe/Paris,daily,{CONSENT},es_mx",
        f"Ben,+33600000012,Europe/Paris,daily,{CONSENT},",
        f"Cid,+33600000013,Europe/Paris,daily,{CONSENT},klingon",
    ]
    done = import_file(world.service, PROMPT, read_csv(iter([header, *rows])), world.now)
    assert (done.added, [line for line, _ in done.bad]) == (2, [4])
    [(_, error)] = done.bad
    assert isinstance(error, NudgesError)
    assert error.fix == "Write it like es, es-MX or en."
    world.run()
    assert {message.to: "¡Hola!" in message.text for message in world.sms.ledger} == {
        "+33600000011": True,
        "+33600000012": False,
    }


def test_a_week_that_crosses_a_year_reads_well() -> None:
    [(spanish, _)] = languages()
    assert spanish.day_and_year(date(2026, 1, 4)) == "4 de enero de 2026"
