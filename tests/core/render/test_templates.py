"""Rendered texts: an SMS fits one segment, and a mail loads nothing remote."""

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, FileSystemLoader

from nudges.core.errors import NudgesError
from nudges.core.guide.library import Load, Mode, Practice
from nudges.core.plan.describe import Often
from nudges.core.render.locale_bundle import Voices
from nudges.core.render.sms_segments import count
from nudges.core.render.templates import Mail, emphasised, environment, render_mail, render_sms, render_text
from nudges.core.vocabulary import Expects
from nudges.flow.reply.acknowledge import worded
from nudges.flow.reply.carry_out import Did
from nudges.flow.staff.sample_answers import samples
from tests.harness import TEMPLATES, guides
from tests.rows import each_row

ENV = environment(FileSystemLoader(TEMPLATES))
PROGRAMME = "Trust, step by step."  # 20 characters
PRACTICE = Practice(
    id="g1-s1-b1", section="g1-s1", guide="g1", title="A trust that held", kind=("reflect",),
    mode=Mode.SOLO, load=Load.LIGHT, key="k", expects=Expects.DONE, flags=frozenset(),
    sms="Recall one person you were right to trust, and one small thing that told you so.",
    email="Think of a person you trusted.\n\nWrite down one thing.", thanks="Kept. Well looked.",
)  # fmt: skip
UNSUBSCRIBE = "https://nudges.example/u/abc?a=1&b=2"
CONTACT = "care@trust-clinic.example"
ENGLISH_VOICE = Voices(FileSystemLoader(TEMPLATES), guides()).base
FAREWELL = Did("farewell", {"title": "Rebuilding trust"})
NOTE = Did("discreet", {"url": f"https://{'h' * 32}/n/{'t' * 39}", "expects": "note"})
#: What is said at most once, in one segment.
SHORT = [*samples(ENGLISH_VOICE, CONTACT), FAREWELL, NOTE, Did("back")]


def mail(expects: Expects = Expects.DONE, practice: Practice = PRACTICE) -> Mail:
    return render_mail(
        ENV, "email/nudge",
        programme=PROGRAMME, practice=practice, expects=expects, unsubscribe_url=UNSUBSCRIBE,
    )  # fmt: skip


@pytest.mark.parametrize("expects", list(Expects))
def test_a_nudge_fits_one_segment(expects: Expects) -> None:
    practice = replace(PRACTICE, sms="p" * 115)
    cost = count(render_sms(ENV, PROGRAMME, practice, expects))
    assert (cost.encoding, cost.segments) == ("GSM-7", 1)


@pytest.mark.parametrize(
    ("expects", "ending"),
    [
        (Expects.DONE, "Reply DONE or SKIP."),
        (Expects.RATING, "Reply 1-5."),
        (Expects.NOTE, "Write a line, or SKIP."),
    ],
)
def test_a_nudge_says_who_writes_and_how_to_answer(expects: Expects, ending: str) -> None:
    text = render_sms(ENV, PROGRAMME, replace(PRACTICE, sms="It’s time — look back…"), expects)
    assert text.startswith(f"{PROGRAMME}: It's time - look back... ")
    assert text.endswith(ending)


@each_row(product(SHORT, range(3)))
def test_a_short_answer_fits_one_segment(did: Did, turn: int) -> None:
    text = worded(ENGLISH_VOICE, PROGRAMME, did, turn)
    cost = count(text)
    assert (cost.encoding, cost.segments) == ("GSM-7", 1), (len(text), text)


def test_every_sms_template_is_tested_here() -> None:
    there = {file.stem for file in (TEMPLATES / "sms").glob("*.txt")}
    assert there == {
        *(did.say for did in SHORT),
        *("nudge", "welcome", "invitation", "invited"),
        *("care", "care_stopped", "care_numbers", "link"),  # tests/core/danger, tests/web/portal
        *("care_link", "care_watched", "hold_over", "gentle", "own_page", "again"),  # tests/flow/reply/
    }


@pytest.mark.parametrize("discreet", [False, True])
def test_the_first_message_says_what_the_law_wants(discreet: bool) -> None:
    values = {"programme": PROGRAMME, "often": Often(5, "week"), "discreet": discreet}
    text = render_text(ENV, "sms/welcome.txt", **values)
    for needed in (PROGRAMME, "about 5 a week", "rates may apply", "HELP", "STOP"):
        assert needed in text
    assert count(text).segments <= 2
    assert count(text).encoding == "GSM-7"


def test_the_mail_loads_nothing_and_links_only_to_unsubscribe() -> None:
    html = mail().html
    assert re.findall(r'(?:src|href|action|background)\s*=\s*"([^"]*)"', html) == [
        UNSUBSCRIBE.replace("&", "&amp;")
    ]
    assert not re.search(r"@import|url\(|<script|<img|<link", html)
    assert len(html.encode()) < 100_000
    assert '<html lang="en"' in html
    assert 'content="light dark"' in html
    assert "prefers-color-scheme: dark" in html


def test_the_mail_says_its_practice_its_ask_and_how_to_leave() -> None:
    got = mail(Expects.RATING)
    assert got.subject == PRACTICE.title
    for part in (got.html, got.text):
        for words in (PRACTICE.title, *PRACTICE.paragraphs, "a number from 1 to 5", PROGRAMME, "STOP"):
            assert words in part
    assert UNSUBSCRIBE in got.text
    assert not got.text.startswith(("Subject", "\n"))
    assert "DONE or SKIP" in mail(Expects.DONE).html
    assert "with a line" in mail(Expects.NOTE).html


@given(st.text("<>&\"'{}/ amj-text!\n", min_size=1, max_size=40).map(lambda text: f"a{text}"))
def test_no_words_break_the_mail_or_become_markup(words: str) -> None:
    plain = mail()
    odd = mail(practice=replace(PRACTICE, title=words, sms=words, email=words))
    assert "\n" not in odd.subject
    assert odd.html.count("<a ") == plain.html.count("<a ")
    assert odd.html.count("<script") == 0
    assert odd.html.count("</html>") == 1


def env(**files: str) -> Environment:
    return environment(DictLoader({name.replace("__", "/") + ".txt": text for name, text in files.items()}))


def test_a_missing_value_names_the_line_the_value_and_what_to_do() -> None:
    with pytest.raises(NudgesError) as caught:
        render_text(env(sms__a="Hello\n{{ programe }}"), "sms/a.txt", programme="P")
    assert str(caught.value).split("\n") == [
        "templates/sms/a.txt:2 uses a value it is not given.",
        "'programe' is undefined.",
        "Correct the name; the values here are programme.",
    ]


def test_a_missing_value_in_a_file_names_that_file() -> None:
    with pytest.raises(NudgesError, match=r"templates/sms/help\.txt:2 .*\n'programme' is undefined"):
        render_text(ENV, "sms/help.txt")


def test_a_missing_or_broken_template_is_named() -> None:
    with pytest.raises(NudgesError, match=r"^templates/sms/b\.txt is missing"):
        render_text(env(sms__a='{% include "sms/b.txt" %}'), "sms/a.txt")
    with pytest.raises(NudgesError, match=r"^templates/sms/a\.txt:2 cannot be read"):
        render_text(env(sms__a="Hello\n{% if %}"), "sms/a.txt")


def test_a_mail_without_subject_or_with_broken_mjml_is_refused() -> None:
    loader = {"m.txt": "Hello", "n.txt": "Subject: Hi\n\nHello", "n.mjml": "<mjml><mj-body></mjml>"}
    with pytest.raises(NudgesError, match=r"templates/m\.txt:1 gives no subject"):
        render_mail(environment(DictLoader(loader)), "m")
    with pytest.raises(NudgesError, match=r"templates/n\.mjml is not valid MJML"):
        render_mail(environment(DictLoader(loader)), "n")


def test_a_template_that_names_a_web_font_loads_none() -> None:
    body = '<mj-section><mj-column><mj-text font-family="Roboto">Hi</mj-text></mj-column></mj-section>'
    loader = {"m.txt": "Subject: Hi\n\nHi", "m.mjml": f"<mjml><mj-body>{body}</mj-body></mjml>"}
    assert "fonts.googleapis" not in render_mail(environment(DictLoader(loader)), "m").html


def test_a_mail_hides_its_words_in_logs() -> None:
    assert PRACTICE.title not in repr(mail())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("What it is *for*, and *what else*.", "What it is <em>for</em>, and <em>what else</em>."),
        ("2 * 3 * 4, a lone * and **", "2 * 3 * 4, a lone * and **"),
        ("*<b>*", "<em>&lt;b&gt;</em>"),
    ],
)
def test_words_between_asterisks_are_set_in_italics(text: str, html: str) -> None:
    assert emphasised(text) == html


def test_a_mail_shows_no_asterisks_where_it_can_set_italics() -> None:
    starred = mail(practice=replace(PRACTICE, email="Say *no*."))
    assert "Say <em>no</em>." in starred.html
    assert "Say *no*." in starred.text
