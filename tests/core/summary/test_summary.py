"""The weekly mail: true for any week, the same in both parts, and loading nothing remote."""

import re
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.ratings import rated_weeks
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.summary.chart import bars
from nudges.core.summary.sentences import week_label
from nudges.core.summary.view import NOTE_LENGTH, shortened, summary_view
from tests.mails import (
    DONE,
    EXPECTED,
    LEAVE,
    MAILS,
    MONDAY,
    NOTES,
    PAGE,
    QUIET,
    RICH,
    SKIP,
    TITLES,
    asked,
    lines,
    plain,
    rendered,
    rich,
    text,
)
from tests.properties import examples


@pytest.mark.parametrize("name", MAILS)
def test_the_mails_look_as_they_were_last_looked_at(name: str) -> None:
    """After a change that is meant: `make mails`, look at them, commit them."""
    mail = MAILS[name]()
    assert text(mail) == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")
    assert lines(mail.html) == (EXPECTED / f"{name}.html").read_text(encoding="utf-8")


class Outline(HTMLParser):
    """The parts of a page a test looks at: tags with their attributes, and tables as rows of words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def words(html: str) -> str:
    """What a reader sees of a page, on one line."""
    return " ".join(unescape(re.sub(r"<style.*?</style>|<!--.*?-->|<[^>]+>", " ", html, flags=re.S)).split())


def test_both_parts_say_the_same() -> None:
    mail = rendered(rich())
    seen = words(mail.html)
    for fact in (
        rich().sentence[1:], "days with something kept", "1 rest · 2 notes", *TITLES["en"].values(),
        "A run of 23 kept days, your longest yet.", "20 November was the twenty-first day",
        "Your answer this week is 4 of 5, higher than three weeks ago.", *(said for _, said in NOTES["en"]),
        "You mostly answer in the morning: 26 of 26 answers came then. That is quite clear.", "21 days kept",
        "Saying what you need",
        "26 Oct", "2 Nov", "9 Nov", "16 Nov", "because you take part in Steady Ground", "answer STOP",
    ):  # fmt: skip
        assert fact in mail.text, fact
        assert fact in seen, fact
    links = {attrs["href"] for attrs in Outline(mail.html).of("a")}
    assert links == {PAGE, LEAVE}
    assert PAGE in mail.text
    assert LEAVE in mail.text


def test_the_glance_is_a_table_with_headers_and_a_word_for_each_sign() -> None:
    page = Outline(rendered(rich()).html)
    heads = page.of("th")
    assert [head["scope"] for head in heads] == ["col"] * 7 + ["row"] * 3 + ["row"] * 4
    labels = [attrs["aria-label"] for attrs in page.of("div") if "aria-label" in attrs]
    days = labels[labels.index("Monday") :]
    assert days[:7] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert days[7:14] == ["kept", "kept", "rest", "kept", "open", "no nudge", "kept"]
    assert len(days) == 7 + 7 * 3


#: What mail programs drop, forbid or warn of (caniemail.com), and what would tell somebody that it was read.
FORBIDDEN = {
    *("script", "form", "input", "button", "select", "textarea", "link", "base", "iframe", "object", "embed"),
    *("svg", "canvas", "video", "audio", "picture", "source", "map", "img"),
}


@pytest.mark.parametrize("name", MAILS)
def test_the_page_is_one_that_mail_programs_show(name: str) -> None:
    mail = MAILS[name]()
    page = Outline(mail.html)
    assert not FORBIDDEN & {tag for tag, _ in page.tags}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert not re.search(r"@import|url\(|@font-face|position:|flex|grid-|javascript:", mail.html)
    assert {link["href"] for link in page.of("a")} <= {PAGE, LEAVE}, "as they are: nobody counts the clicks"
    # the layout is MJML's tables, which say that they are none; ours hold data, and say so
    assert {table.get("role") for table in page.of("table")} <= {"presentation", "none", "table", None}
    assert len([table for table in page.of("table") if table.get("role") == "presentation"]) > 5
    assert len(mail.html.encode()) + len(mail.text.encode()) < 100_000, "more is cut off by Gmail"


def test_subject_and_preheader_tell_nobody_what_it_is_about() -> None:
    assert len(MAILS) >= 4
    for name, made in MAILS.items():
        mail = made()
        said = (
            "Tu semana, del 16 al 22 de noviembre" if name.endswith(".es") else "Your week, 16 to 22 November"
        )
        assert mail.subject == said
        [preheader] = re.findall(r'<div style="display:none[^>]*>([^<]*)</div>', mail.html)
        hidden = preheader.replace("\u034f\u200c\u00a0", "").strip()
        assert hidden in (
            "6 days with something kept",
            "6 días con algo cumplido",
            "1 day with something kept",
            "A short look back.",
        )
        assert len(preheader) > len(hidden) + 150, "else the inbox shows the first words of the mail after it"


def test_a_quiet_week_is_a_line_and_no_table_of_what_was_not_done() -> None:
    mail = rendered(plain(QUIET))
    seen = words(mail.html)
    assert not Outline(mail.html).of("th")
    assert re.search(r"quiet|go by", seen)
    assert not re.search(r"open|kept|\b0\b|run of", seen.replace("Open your page", ""))


@given(st.text(max_size=600))
def test_a_note_is_quoted_on_one_line_and_not_too_long(note: str) -> None:
    said = shortened(note)
    assert len(said) <= NOTE_LENGTH + 2
    assert "\n" not in said
    if len(note) <= NOTE_LENGTH:
        assert said == " ".join(note.split())


def test_a_long_note_is_cut_at_a_word() -> None:
    assert shortened("small words " * 60).endswith("words …")
    assert len(shortened("x" * 900)) > NOTE_LENGTH


def test_one_answer_makes_no_bars_but_is_told() -> None:
    view = plain([asked("check-in", 2, 3)])
    assert view.question is not None
    assert view.question.bars == ()
    mail = rendered(view)
    assert "Your answer this week is 3 of 5." in mail.text
    assert "Your answer this week is 3 of 5." in words(mail.html)


def test_the_bars_have_their_numbers_beside_them() -> None:
    history = [asked("check-in", 0, 3), asked("check-in", 2, 4), asked("check-in", -14, 1)]
    drawn = bars(rated_weeks(history, "ease", MONDAY, 3), ENGLISH)
    assert [(bar.week, bar.rating, bar.share, bar.each) for bar in drawn] == [
        ("2 Nov", "1", 20, ""),
        ("9 Nov", "none", 0, ""),
        ("16 Nov", "3.5", 70, "3, 4"),
    ]


@given(st.lists(st.tuples(st.integers(-27, 6), st.integers(1, 5)), max_size=9))
def test_a_bar_is_as_long_as_its_number(ratings: list[tuple[int, int]]) -> None:
    weeks = rated_weeks([asked("check-in", day, rating) for day, rating in ratings], "ease", MONDAY, 4)
    drawn = bars(weeks, ENGLISH)
    assert len(drawn) in (0, 4)
    for week, bar in zip(weeks, drawn, strict=False):
        assert bar.share == round(20 * (week.median or 0))
        assert (bar.rating == "none") == (week.median is None)


def test_another_question_is_a_line_of_its_own_and_no_bar() -> None:
    view = rich()
    assert view.question is not None
    assert [bar.rating for bar in view.question.bars] == ["2", "3", "3", "4"]
    mail = rendered(view)
    line = "How kind is the voice in your head right now (1 harsh, 5 kind)? You said 2."
    assert line in mail.text
    assert line in words(mail.html)


BEFORE = asked("appreciation", -7)


@pytest.mark.parametrize(
    ("history", "sentence", "figure", "also"),
    [
        ([BEFORE, *(asked("a", n, DONE) for n in range(7))], r"quieter|", "7 days with something kept", ""),
        ([BEFORE, asked("a", 0, DONE), asked("a", 1), asked("a", 2)], r"", "1 day with something kept", ""),
        ([BEFORE, asked("a", 0), asked("a", 1, SKIP)], r"rest|not today", "", "1 rest"),
        ([BEFORE, asked("a", 0), asked("a", 1)], r"quiet|go by", "", ""),
        ([BEFORE, asked("a", 0, status=Status.FAILED)], r"^No message reached you", "", ""),
        ([], r"^No message reached you", "", ""),
        ([asked("a", 5, DONE), asked("a", 6)], r"first week", "1 day with something kept", ""),
        ([asked("a", 5)], r"first week", "", ""),
    ],
)
def test_the_sentence_is_true_and_kind(history: list[Asked], sentence: str, figure: str, also: str) -> None:
    for later in range(6):  # the words change from week to week, their truth does not
        moved = [
            Asked(
                one.step,
                one.local_date + timedelta(weeks=later),
                one.status,
                tuple(Answer(a.kind, a.rating, a.local_date + timedelta(weeks=later)) for a in one.answers),
            )
            for one in history
        ]
        said = summary_view(
            moved,
            TITLES["en"],
            MONDAY + timedelta(weeks=later),
            ENGLISH,
            programme="P",
            unsubscribe_url=LEAVE,
        )
        assert re.search(sentence, said.sentence, re.IGNORECASE)
        assert (said.figure, said.also) == (figure, also)


@given(
    st.lists(
        st.builds(
            lambda step, day, said, status: asked(step, day, *said, status=status),
            st.sampled_from([*TITLES["en"], "step-without-title"]),
            st.integers(-30, 10),
            st.lists(st.one_of(st.sampled_from(Kind), st.integers(1, 5)), max_size=2),
            st.sampled_from(Status),
        ),
        max_size=20,
    ),
)
@settings(max_examples=examples(40), deadline=None)
def test_no_week_blames_or_breaks(history: list[Asked]) -> None:
    this = plain(history)
    said = f"{this.sentence} {this.figure} {this.also}"
    assert not re.search(r"streak|fail|missed|only|should|lost|behind on|\b0\b", said)
    assert this.week.monday == MONDAY
    for row in this.glance:
        assert len(row.marks) == 7


def test_a_view_tells_nothing_in_its_repr() -> None:
    shown = repr(rich())
    assert "Sam" not in shown
    assert "nudges.example" not in shown


def test_names_are_shown_as_they_are_and_never_become_markup() -> None:
    mail = rendered(plain(RICH, name="<b>O'Neil</b>", programme="Ground & <Sky>"))
    assert "Hello <b>O'Neil</b>," in mail.text
    assert "<b>O'Neil" not in mail.html
    assert "<b>O'Neil</b>, " in unescape(mail.html)


def test_a_page_that_does_not_exist_has_no_button() -> None:
    mail = rendered(summary_view(RICH, TITLES["en"], MONDAY, ENGLISH, programme="P", unsubscribe_url=LEAVE))
    assert "Your page:" not in mail.text
    assert {attrs["href"] for attrs in Outline(mail.html).of("a")} == {LEAVE}


@pytest.mark.parametrize(
    ("monday", "label"),
    [
        (date(2026, 11, 16), "16 to 22 November"),
        (date(2026, 11, 30), "30 November to 6 December"),
        (date(2025, 12, 29), "29 December 2025 to 4 January 2026"),
    ],
)
def test_the_week_has_a_name(monday: date, label: str) -> None:
    assert week_label(monday, ENGLISH) == label
