"""Translated guides: texts by the same ids, and the original where a translation is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from nudges.content.guides import read_guides, read_languages
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides, parse_guide
from nudges.core.guide.parse_translation import Translation, parse_translation
from tests.harness import TEMPLATES

BASE = """\
---
id: g1
title: Trust
language: en
---

For anyone.

## g1-s1 Looking back

In small pieces.

### g1-s1-b1 One moment
- kind: reflect
- mode: solo
- load: L
- key: past
- expects: note
- flags: care

SMS: Which moment?

Email: Think of one.

Thanks: Kept.

### g1-s1-b2 Another
- kind: act
- mode: either
- load: M
- key: act
- expects: done

SMS: Do it.

Email: Do it today.

Thanks: Well done.
"""
SPANISH = """\
---
id: g1
title: Confianza
language: es
---

Para cualquiera.

## g1-s1 Mirar atrás

En trozos pequeños.

### g1-s1-b1 Un momento

SMS: ¿Qué momento?

Email: Piensa en uno.

Uno basta.

Thanks: Guardado.
"""
PATH = "templates/es/guides/g1.md"
GUIDES = Guides.joined([parse_guide(BASE, "templates/guides/g1.md")])


def told(text: str = SPANISH) -> Translation:
    return parse_translation(text, PATH, "es", {guide.id: guide for guide in GUIDES.guides})


def test_the_words_are_the_translations_and_all_else_is_the_guides() -> None:
    spanish = GUIDES.told([told()])
    mine, base = spanish.practice("g1-s1-b1"), GUIDES.practice("g1-s1-b1")
    assert mine == replace(
        base,
        title="Un momento",
        sms="¿Qué momento?",
        email="Piensa en uno.\n\nUno basta.",
        thanks="Guardado.",
    )
    guide = spanish.guide("g1")
    assert (guide.title, guide.intro, guide.language) == ("Confianza", "Para cualquiera.", "es")
    assert (guide.sections[0].title, guide.sections[0].about) == ("Mirar atrás", "En trozos pequeños.")
    assert spanish.pool(("g1-s1-b2", "g1-s1-b1")) == (mine, GUIDES.practice("g1-s1-b2"))
    assert (spanish.thanks("g1-s1-b1"), spanish.thanks("gone")) == ("Guardado.", None)


def test_what_is_not_translated_is_told_as_the_guide_tells_it() -> None:
    spanish = GUIDES.told([told()])
    assert spanish.practice("g1-s1-b2") == GUIDES.practice("g1-s1-b2")
    assert GUIDES.told([]).practices == GUIDES.practices


def test_a_version_names_the_text_that_was_sent() -> None:
    spanish, english = GUIDES.told([told()]), GUIDES.guide("g1").version
    mine, theirs = spanish.practices
    assert (spanish.version(mine), spanish.version(theirs)) == (told().version, english)
    assert GUIDES.version(GUIDES.practices[0]) == english
    assert told().version not in (english, told(SPANISH.replace("Guardado", "Listo")).version)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("g1-s1-b1 Un", "g1-s1-b9 Un", 13, "g1 has no g1-s1-b9."),
        ("## g1-s1 ", "## g1-s2 ", 9, "g1 has no g1-s2."),
        ("### g1-s1-b1", "## g1-s1-b1", 13, "g1 has no g1-s1-b1."),
        ("id: g1", "id: g7", 1, "There is no guide g7 to translate."),
        ("language: es", "language: pt", 1, "The language is pt."),
        ("\nSMS:", "- load: L\n\nSMS:", 14, "This line belongs to the guide itself."),
        ("\nSMS:", "\nHola\n\nSMS:", 15, "This line is no SMS:."),
        ("Thanks: Guardado.", "", 15, "g1-s1-b1 has no text for Thanks."),
        ("Thanks:", "Gracias:", 15, "g1-s1-b1 has no text for Thanks."),
        ("Email:", "SMS:", 17, "SMS: stands where Email or Thanks is due."),
        ("SMS:", "SMS (solo):", 15, "SMS has brackets."),
        (
            "Thanks: Guardado.",
            "Thanks: Guardado.\n\nSMS: Otro.\n\nThanks: Bien.",
            13,
            "g1-s1-b1 has 2 takes here, and 1 in the guide.",
        ),
        (
            "Email: Piensa en uno.\n\nUno basta.\n\n",
            "",
            15,
            "Take 1 of g1-s1-b1 has no Email, and has one in the guide.",
        ),
        ("Thanks: Guardado.", "Thanks: Guardado.\n\n### g1-s1-b1 Otro\n", 23, "g1-s1-b1 is used twice."),
    ],
)
def test_a_mistake_is_told_by_its_line(old: str, new: str, line: int, what: str) -> None:
    with pytest.raises(NudgesError) as caught:
        told(SPANISH.replace(old, new, 1))
    assert caught.value.what == f"{PATH}:{line} {what}"
    assert len(str(caught.value).split("\n")) == 3


def test_two_files_may_not_translate_one_guide() -> None:
    with pytest.raises(NudgesError, match="translated twice into es"):
        GUIDES.told([told(), told()])


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_po", ".po").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_language_is_a_folder_with_words_or_guides(tmp_path: Path) -> None:
    words = 'msgid "Hello!"\nmsgstr "Ola!"\n'
    templates = folder(tmp_path, es__guides__g1_md=SPANISH, pt__words_po=words, sms__help_txt="Help.")
    (es, spanish), (pt, portuguese) = read_languages(templates, GUIDES)
    assert (es.code, es.gettext("Hello!"), spanish.practices[0].title) == ("es", "Hello!", "Un momento")
    assert (pt.code, pt.gettext("Hello!"), portuguese.practices) == ("pt", "Ola!", GUIDES.practices)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("klingon__words_po", "", "The language 'klingon' is not known."),
        ("es__guides__g1_md", SPANISH.replace("-b1", "-b7"), "/es/guides/g1.md:13 g1 has no g1-s1-b7."),
        ("es__words_po", 'msgid "A', "/es/words.po:1 cannot be read."),
    ],
)
def test_a_broken_language_is_told_by_file_and_line(tmp_path: Path, name: str, text: str, what: str) -> None:
    with pytest.raises(NudgesError) as caught:
        read_languages(folder(tmp_path, **{name: text}), GUIDES)
    assert caught.value.what.endswith(what)


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path, es__words_po="") / "es" / "words.po"
    path.write_bytes('msgid "A"\nmsgstr "á"\n'.encode("latin-1"))
    with pytest.raises(NudgesError, match="is not UTF-8 text"):
        read_languages(tmp_path, GUIDES)


def test_the_languages_that_came_with_the_service_can_be_read() -> None:
    guides = read_guides(TEMPLATES / "guides")
    languages = read_languages(TEMPLATES, guides)
    assert "es" in [language.code for language, _ in languages]
    for _, told_guides in languages:
        assert [one.id for one in told_guides.practices] == [one.id for one in guides.practices]
