"""Every text for people exists in Spanish, matches the English, and costs no more by SMS."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader

from nudges.core.catalogue import parse_catalogue
from nudges.core.errors import NudgesError
from nudges.core.language import ENGLISH, Language, parse_locale
from nudges.core.plan.describe import Often
from nudges.core.progress.trend import Trend
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.render.locale_bundle import Voice
from nudges.core.render.sms_segments import count
from nudges.core.render.templates import environment, render_mail, render_sms, render_text
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.status import Status
from nudges.core.summary.sentences import week_label
from nudges.core.summary.view import render_summary, summary_view
from nudges.core.vocabulary import Expects
from nudges.flow.reply.acknowledge import worded as answered
from nudges.flow.staff.sample_answers import samples
from tests.harness import TEMPLATES, guides, voices
from tests.understood import understand

PROGRAMME = "Trust, step by step."  # 20 characters
MONDAY = date(2026, 11, 16)
HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@cache
def spanish() -> Voice:
    return voices().of("es")


def said(text: str) -> Language:
    """A catalogue of these lines, in Spanish."""
    return parse_catalogue(HEAD + text, "templates/es/words.po", "es")


@cache
def to_translate() -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """Every text that the templates and the code mark as one a person reads, and where."""
    return tuple(_marked())


def _marked() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    options = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
    words = {"_": None, "gettext": None, "ngettext": (1, 2), "to_say": None}
    kinds = ((TEMPLATES, "**/*.txt"), (TEMPLATES, "**/*.mjml"), (TEMPLATES, "**/*.html"))
    for folder, pattern in (*kinds, (TEMPLATES.parent / "nudges", "**/*.py")):
        for path in sorted(folder.glob(pattern)):
            method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
            with path.open("rb") as file:
                for line, text, _, _ in extract(method, file, keywords=words, options=options):
                    yield f"{path.name}:{line}", text


def test_every_text_has_its_spanish_and_no_spanish_is_left_over() -> None:
    with (TEMPLATES / "es" / "words.po").open("rb") as file:
        catalog = read_po(file, locale="es", abort_invalid=True)
    there = {one.id for one in catalog if one.id and one.string and all(one.string) and not one.fuzzy}
    wanted = {text: place for place, text in to_translate()}
    assert len(wanted) > 100
    assert {place: text for text, place in wanted.items() if text not in there} == {}
    assert [text for text in there if text not in wanted] == []


def spanish_texts() -> Iterator[str]:
    """Every SMS that the service says by itself."""
    templates = spanish().templates
    for often in (*(Often(n, span) for n in (1, 2, 14) for span in ("week", "month")), Often(1, "two weeks")):
        for discreet in (False, True):
            values = {"programme": PROGRAMME, "often": often, "discreet": discreet}
            yield render_text(templates, "sms/welcome.txt", **values)
    for title in ("la confianza", ""):
        yield render_text(templates, "sms/farewell.txt", programme=PROGRAMME, title=title)
    url = f"https://{'h' * 32}/n/{'t' * 39}"
    for expects in Expects:
        yield render_text(templates, "sms/discreet.txt", programme=PROGRAMME, url=url, expects=expects)
    for did in samples(spanish(), "care@trust-clinic.example"):
        yield from dict.fromkeys(answered(spanish(), PROGRAMME, did, turn) for turn in range(3))


def invitations() -> Iterator[str]:
    for often in (Often(1, "week"), Often(14, "week"), Often(2, "month"), Often(1, "two weeks")):
        templates = spanish().templates
        yield render_text(templates, "sms/invitation.txt", programme=PROGRAMME, often=often)


def test_an_invitation_in_spanish_is_two_segments_at_most() -> None:
    for text in invitations():
        cost = count(text)
        assert (cost.encoding, cost.segments <= 2, "Responde SI" in text) == ("GSM-7", True, True), text


def test_what_the_service_says_in_spanish_is_one_segment() -> None:
    for text in spanish_texts():
        cost = count(text)
        assert (cost.encoding, cost.segments) == ("GSM-7", 1), (len(text), text)


@pytest.mark.parametrize(
    ("expects", "ask", "answers"),
    [
        (Expects.DONE, "Responde HECHO o PASO.", {"HECHO": Kind.DONE, "PASO": Kind.NOT_DONE}),
        (Expects.RATING, "Responde del 1 al 5.", {"1": Kind.RATING, "5": Kind.RATING}),
        (Expects.NOTE, "Escribe algo, o PASO.", {"Algo bueno": Kind.NOTE, "PASO": Kind.NOT_DONE}),
    ],
)
def test_a_nudge_asks_for_what_is_understood(expects: Expects, ask: str, answers: dict[str, Kind]) -> None:
    practice = guides().practices[0]
    text = render_sms(spanish().templates, PROGRAMME, practice, expects)
    assert text.endswith(f" {ask}")
    assert len(f"{PROGRAMME}: {'p' * 115} {ask}") <= 160
    for answer, kind in answers.items():
        assert understand(answer, expects).kind is kind


def test_no_english_is_left_in_what_is_said_in_spanish() -> None:
    """What somebody forgot to mark in a template or in the code."""
    voice = spanish()
    asked = [
        Asked(
            *("uno", MONDAY + timedelta(days=day), Status.DELIVERED),
            (Answer(kind, rating, MONDAY + timedelta(days=day), noted=True),),
            *("pregunta", 1, Expects.RATING),
        )
        for day, kind, rating in (
            (-8, Kind.RATING, 2),
            (0, Kind.NOTE, None),
            (1, Kind.RATING, 4),
            (3, Kind.NOT_DONE, 1),
        )
    ]
    view = summary_view(
        asked, {"uno": "Uno"}, MONDAY, voice.language,
        programme="Paso", name="Ana", question=("pregunta", "¿Cómo va?"), others=[("¿Y eso?", 3)],
        page_url="x", unsubscribe_url="y",
    )  # fmt: skip
    practice = replace(guides().practices[0], title="Un gesto", sms="Hazlo.", email="Hazlo hoy.")
    mails = [render_summary(voice.templates, view)]
    letter: dict[str, dict[str, object]] = {"email/letter": {"words": "Hola."}}
    letter["email/invitation"] = {"often": Often(7, "week"), "confirm_url": "z"}
    nudges = [("email/nudge", {"practice": practice, "expects": expects}) for expects in Expects]
    nudges += [("email/discreet", {"url": "z", "expects": expects}) for expects in (*Expects, None)]
    for name, values in (*letter.items(), *nudges):
        given = {"programme": "Paso", "unsubscribe_url": "y"} | values
        mails.append(render_mail(voice.templates, name, **given))
    texts = [part for mail in mails for part in (mail.subject, mail.text, mail.html)]
    for state in ("stale", "renewed", "wait"):
        texts.append(render_text(voice.templates, "web/stale.html", programme="Paso", base="", state=state))
    for state in ("ask", "done"):
        texts.append(
            render_text(voice.templates, "web/unsubscribe.html", programme="Paso", base="", state=state)
        )
    notes: list[dict[str, object]] = [{"practice": practice, "expects": expects} for expects in Expects]
    notes += [{"practice": None, "summary": "x"}, {"practice": practice, "expects": "done", "told": "Bien."}]
    for note in notes:
        texts.append(
            render_text(
                voice.templates,
                "web/note.html",
                programme="Paso",
                base="",
                **{"told": "", "form": {"nr": 0}, "longest": 9} | note,
            )
        )
    for state in ("ask", "done"):
        texts.append(
            render_text(
                voice.templates,
                "web/confirm.html",
                programme="Paso",
                base="",
                state=state,
                next="x",
                readers="/me/x/readers",
            )
        )
    english = (
        r"(?i)\b(the|you|your|this|and|of|to|week|mail|none|days?|rest|kept|open|ratings?|answer|reply)\b"
    )
    for text in [*texts, *spanish_texts(), *invitations()]:
        shown = re.sub(r"<style.*?</style>|<!--.*?-->|<head.*?</head>", " ", text, flags=re.S)
        labels = re.findall(r'(?:alt|aria-label)="([^"]*)"', shown)
        for seen in (re.sub(r"<[^>]+>", " ", shown), *labels):
            assert not re.search(english, seen.replace(PROGRAMME, "")), seen


def test_a_message_says_how_to_end_it_where_the_english_does() -> None:
    spoken, plain = spanish().language, {text for _, text in to_translate() if isinstance(text, str)}
    for text in plain:
        spanish_text = spoken.catalogue.gettext(text)
        for english, keyword in (("STOP", "BAJA"), ("HELP", "AYUDA"), ("START", "ALTA"), ("SKIP", "PASO")):
            assert (english in text) == (keyword in spanish_text), spanish_text
    assert [understand(word, None).kind for word in ("BAJA", "AYUDA", "ALTA")] == [
        Kind.STOP,
        Kind.HELP,
        Kind.START,
    ]


def test_dates_numbers_and_lists_are_written_as_each_language_does() -> None:
    es = spanish().language
    assert week_label(date(2026, 11, 16), es) == "del 16 al 22 de noviembre"
    assert week_label(date(2026, 11, 30), es) == "del 30 de noviembre al 6 de diciembre"
    assert week_label(date(2025, 12, 29), es) == "del 29 de diciembre de 2025 al 4 de enero de 2026"
    assert (es.number(3.5), ENGLISH.number(3.5), es.number(4)) == ("3,5", "3.5", "4")
    assert (es.and_(["a", "b", "c"]), ENGLISH.and_(["a", "b", "c"])) == ("a, b y c", "a, b and c")
    assert (es.weekdays[0], es.weekdays_short[2], ENGLISH.weekdays_short) == (
        "lunes",
        "Mi",
        ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    )


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        (Trend(4, 1, 3), "un poco más que hace tres semanas"),
        (Trend(2, -3, 1), "menos que la semana pasada"),
        (Trend(4, 2, 7), "más que hace 7 semanas"),
        (Trend(4, 0, 1), "más o menos igual"),
        (Trend(4), ""),
    ],
)
def test_a_trend_in_spanish(trend: Trend, words: str) -> None:
    assert trend.words(spanish().language) == words


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
        ("zh-Hans-CN", "en"),
        ("", "en"),
    ],
)
def test_a_locale_falls_back_to_its_language_and_then_to_english(locale: str, code: str) -> None:
    assert voices().of(locale).language.code == code


@given(st.text(max_size=12))
def test_any_text_is_a_known_locale_or_a_plain_refusal(text: str) -> None:
    try:
        code = parse_locale(text)
    except NudgesError:
        return
    assert parse_locale(code) == code


def test_a_locale_is_kept_as_it_is_written() -> None:
    assert [parse_locale(text) for text in ("es", "es_mx", "ES-MX", " en ")] == ["es", "es-MX", "es-MX", "en"]


def test_what_has_no_translation_is_said_in_english() -> None:
    language = said('#, fuzzy\nmsgid "One"\nmsgstr "Uno"\n\nmsgid "Two"\nmsgstr ""\n')
    assert [language.gettext(word) for word in ("One", "Two", "Three")] == ["One", "Two", "Three"]
    assert language.ngettext("%(n)s day", "%(n)s days", 2) == "2 days"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('msgid "A"\nmsgstr "B\n', 6, "gettext catalogue"),
        ('msgid "A"\nmsgsrt "B"\n', 6, "gettext catalogue"),
        ('msgid "A"\n\nmsgid "B"\nmsgstr "C"\n', 5, "gettext catalogue"),
        ('msgid "A "B""\nmsgstr "C"\n', 5, "gettext catalogue"),
        ('msgid "%(n)s of %(m)s"\nmsgstr "%(n)s de %(nn)s"\n', 5, "placeholder"),
        ('msgid "A"\nmsgstr "B %(n)s"\n', 5, "It has the placeholder 'n', and the English has not."),
        ('msgid "A"\nmsgstr "100 % B"\n', 5, "It has a % that begins no placeholder."),
        ('msgid "%(n)s A"\nmsgid_plural "%(n)s B"\nmsgstr[0] "%(n)s C"\n', 5, "plural"),
    ],
)
def test_a_broken_catalogue_is_told_by_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(NudgesError) as caught:
        said(text)
    assert len(str(caught.value).split("\n")) == 3
    assert caught.value.what.startswith(f"templates/es/words.po:{line} ")
    assert why in caught.value.why


@pytest.mark.parametrize("text", ["\0\0", "msgid", 'msgid "', 'msgstr[x] "a"', "nonsense\n" * 3])
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(NudgesError, match=r"words\.po:1 cannot be read"):
        parse_catalogue(text, "templates/es/words.po", "es")


@pytest.mark.parametrize("text", ["", "\ufeff", "#", "# a remark\n"])
def test_a_catalogue_without_words_leaves_all_in_english(text: str) -> None:
    language = parse_catalogue(text, "templates/es/words.po", "es")
    assert (language.code, language.gettext("Hello")) == ("es", "Hello")


def test_a_translated_template_says_its_values_and_never_makes_them_markup() -> None:
    words = '{{ _("Hello %(name)s,", name=person) }}'
    files = {"a.mjml": words, "a.txt": words}
    env = environment(DictLoader(files), spanish().language)
    assert render_text(env, "a.mjml", person="<b>") == "Hola, &lt;b&gt;:"
    assert render_text(env, "a.txt", person="<b> 5 %") == "Hola, <b> 5 %:"


def test_a_meaning_is_the_same_whatever_language_they_read() -> None:
    for text in ("HECHO", "DONE", "hecho!", "done!"):
        assert understand(text, Expects.DONE) == Meaning(Kind.DONE)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_week_has_a_label_in_both_languages(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    for language in (ENGLISH, spanish().language):
        assert str(monday.day) in week_label(monday, language)
