"""The weekly mail: true in every week, the same in both parts, and loading nothing from anywhere."""

import io
import re
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import FileSystemLoader
from PIL import Image

from nudges.core.chart import HEIGHT, WIDTH, rating_alt, rating_chart, rating_rows
from nudges.core.language import ENGLISH
from nudges.core.progress import Answer, Asked, weeks
from nudges.core.render import Mail, environment
from nudges.core.reply import Kind
from nudges.core.status import Status
from nudges.core.summary import SummaryView, render_summary, summary_view
from nudges.core.summary_words import week_label

ENV = environment(FileSystemLoader(Path(__file__).parent.parent / "templates"))
MONDAY = date(2026, 11, 16)
TITLES = {"appreciation": "Daily appreciation", "check-in": "Check-in", "ritual": "Weekly ritual"}
PAGE = "https://nudges.example/me/abc?a=1&b=2"
LEAVE = "https://nudges.example/u/abc?a=1&b=2"
DONE, SKIP, NOTE = Kind.DONE, Kind.NOT_DONE, Kind.NOTE


def asked(step: str, day: int, *said: Kind | int, status: Status = Status.DELIVERED) -> Asked:
    """A nudge `day` days after MONDAY, answered for its own day; a number is a rating."""
    on = MONDAY + timedelta(days=day)
    answers = tuple(
        Answer(Kind.RATING, one, on) if isinstance(one, int) else Answer(one, None, on) for one in said
    )
    return Asked(step, on, status, answers)


def view(history: list[Asked], *, name: str = "", programme: str = "Steady Ground") -> SummaryView:
    return summary_view(
        history, TITLES, MONDAY, ENGLISH, programme=programme, name=name, page_url=PAGE, unsubscribe_url=LEAVE
    )  # fmt: skip


RICH = [
    *(asked("appreciation", day, DONE) for day in (-6, -4, 0, 1, 3, 6)),
    asked("appreciation", 2, SKIP),
    asked("appreciation", 4),
    asked("appreciation", 5, status=Status.MISSED),
    *(asked("check-in", day, rating) for day, rating in ((-19, 2), (-12, 3), (-5, 3), (2, 4))),
    asked("ritual", 5, NOTE),
]


def rich() -> SummaryView:
    return summary_view(
        RICH, TITLES, MONDAY, ENGLISH,
        programme="Steady Ground", name="Sam", practice=("Name one thing", "Say it aloud.\n\nAsk nothing."),
        page_url=PAGE, unsubscribe_url=LEAVE,
    )  # fmt: skip


def test_a_whole_week_reads_well_as_text() -> None:
    mail = render_summary(ENV, rich())
    assert mail.subject == "Steady Ground: your week, 16 to 22 November"
    assert mail.text == TEXT


TEXT = """\
Hello Sam,

More often than not, you made room for this.

6 of 7 days kept, and 1 note written.

Your page: https://nudges.example/me/abc?a=1&b=2


THE WEEK AT A GLANCE

Daily appreciation
  ● kept on Monday, Tuesday, Thursday and Sunday
  ○ rest on Wednesday
  · open on Friday

Check-in
  ● kept on Wednesday

Weekly ritual
  ● kept on Saturday


A MILESTONE: 7 days kept

This week you reached seven kept days since you began.


YOUR RATINGS

Your rating this week is 4 of 5, higher than three weeks ago.

  Week of 26 Oct: 2
  Week of 2 Nov: 3
  Week of 9 Nov: 3
  Week of 16 Nov: 4


ONE THING FOR NEXT WEEK: Name one thing

Say it aloud.

Ask nothing.

--
Steady Ground
You get this mail each week because you take part in Steady Ground.
To end them all, answer STOP or open https://nudges.example/u/abc?a=1&b=2
"""


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
    mail = render_summary(ENV, rich())
    seen = words(mail.html)
    for fact in (
        "ore often than not, you made room for this.", "6 of 7 days kept", "1 note written", "7 days kept",
        "This week you reached seven kept days since you began.", "Name one thing", "Say it aloud.",
        "Your rating this week is 4 of 5, higher than three weeks ago.", "Ask nothing.", *TITLES.values(),
        "26 Oct", "2 Nov", "9 Nov", "16 Nov", "because you take part in Steady Ground", "answer STOP",
    ):  # fmt: skip
        assert fact in mail.text, fact
        assert fact in seen, fact
    links = {attrs["href"] for attrs in Outline(mail.html).of("a")}
    assert links == {PAGE, LEAVE}
    assert PAGE in mail.text
    assert LEAVE in mail.text


def test_the_glance_is_a_table_with_headers_and_a_word_for_each_sign() -> None:
    page = Outline(render_summary(ENV, rich()).html)
    heads = page.of("th")
    assert [head["scope"] for head in heads] == ["col"] * 7 + ["row"] * 3 + ["col"] * 3 + ["row"] * 4
    labels = [attrs["aria-label"] for attrs in page.of("div") if "aria-label" in attrs]
    days = labels[labels.index("Monday") :]
    assert days[:7] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert days[7:14] == ["kept", "kept", "rest", "kept", "open", "no nudge", "kept"]
    assert len(days) == 7 + 7 * 3


@pytest.mark.parametrize("history", [RICH, [], RICH[:1]], ids=["rich", "empty", "one day"])
def test_the_mail_loads_nothing_and_runs_nothing(history: list[Asked]) -> None:
    mail = render_summary(ENV, view(history))
    page = Outline(mail.html)
    assert not {"script", "form", "link", "iframe", "object", "input"} & {tag for tag, _ in page.tags}
    assert {image["src"] for image in page.of("img")} == {f"cid:{one.cid}" for one in mail.inline}
    assert not re.search(r"@import|url\(|@font-face", mail.html)
    assert len(mail.html.encode()) < 100_000


def test_the_chart_is_a_small_opaque_sharp_picture_with_words() -> None:
    mail = render_summary(ENV, rich())
    (chart,) = mail.inline
    picture = Image.open(io.BytesIO(chart.data))
    assert (chart.cid, chart.mime, picture.format) == ("ratings", "image/png", "PNG")
    assert picture.size == (WIDTH, HEIGHT)
    assert picture.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    assert len(chart.data) < 40_000
    (image,) = Outline(mail.html).of("img")
    assert image["alt"] == rating_alt(rich().weeks, ENGLISH)
    assert image["alt"].endswith(
        "The middle rating was 2 in the week of 26 Oct, 3 in the week of 2 Nov, "
        "3 in the week of 9 Nov, 4 in the week of 16 Nov."
    )


def test_the_same_weeks_give_the_same_picture() -> None:
    assert rating_chart(rich().weeks, ENGLISH) == rating_chart(rich().weeks, ENGLISH)


def test_one_rating_makes_no_chart_but_is_told() -> None:
    mail = render_summary(ENV, view([asked("check-in", 2, 3)]))
    assert mail.inline == ()
    assert "Your rating this week is 3 of 5." in mail.text
    assert "Your rating this week is 3 of 5." in words(mail.html)


def test_the_numbers_under_the_chart() -> None:
    history = [asked("check-in", 0, 3), asked("check-in", 2, 4), asked("check-in", -14, 1)]
    rows = rating_rows(weeks(history, MONDAY, 3), ENGLISH)
    assert [(row.week, row.ratings, row.median) for row in rows] == [
        ("2 Nov", "1", "1"),
        ("9 Nov", "none", "none"),
        ("16 Nov", "3, 4", "3.5"),
    ]


BEFORE = asked("appreciation", -7)


@pytest.mark.parametrize(
    ("history", "sentence", "figure", "also"),
    [
        ([BEFORE, *(asked("a", n, DONE) for n in range(7))], r"each day|every day", "7 of 7 days kept", ""),
        ([BEFORE, asked("a", 0, DONE), asked("a", 1, DONE), asked("a", 2)], r"", "2 of 3 days kept", ""),
        ([BEFORE, *(asked("a", n, *[DONE][n:]) for n in range(4))], r"one day|once", "1 of 4 days kept", ""),
        ([BEFORE, asked("a", 0, DONE)], r"day", "1 of 1 day kept", ""),
        ([BEFORE, asked("a", 0), asked("a", 1, SKIP)], r"rest", "", "1 day of rest"),
        ([BEFORE, asked("a", 0), asked("a", 1)], r"quiet", "", ""),
        ([BEFORE, asked("a", 0, status=Status.FAILED)], r"^No nudge reached you", "", ""),
        ([], r"^No nudge reached you", "", ""),
        ([asked("a", 5, DONE), asked("a", 6)], r"first week", "1 of 2 days kept", ""),
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
            moved, TITLES, MONDAY + timedelta(weeks=later), ENGLISH, programme="P", unsubscribe_url=LEAVE
        )  # fmt: skip
        assert re.search(sentence, said.sentence, re.IGNORECASE)
        assert (said.figure, said.also) == (figure, also)


@given(
    st.lists(
        st.builds(
            lambda step, day, said, status: asked(step, day, *said, status=status),
            st.sampled_from([*TITLES, "step-without-title"]),
            st.integers(-30, 10),
            st.lists(st.one_of(st.sampled_from(Kind), st.integers(1, 5)), max_size=2),
            st.sampled_from(Status),
        ),
        max_size=20,
    ),
)
@settings(max_examples=40, deadline=None)
def test_no_week_blames_or_breaks(history: list[Asked]) -> None:
    this = view(history)
    said = f"{this.sentence} {this.figure} {this.also}"
    assert not re.search(r"streak|fail|missed|only|should|lost|behind on|\b0\b", said)
    assert len(this.weeks) <= 4
    assert this.week.monday == MONDAY
    for row in this.glance:
        assert len(row.marks) == 7


def test_a_view_tells_nothing_in_its_repr() -> None:
    shown = repr(rich())
    assert "Sam" not in shown
    assert "nudges.example" not in shown


def test_names_are_shown_as_they_are_and_never_become_markup() -> None:
    mail = render_summary(ENV, view(RICH, name="<b>O'Neil</b>", programme="Ground & <Sky>"))
    assert mail.subject.startswith("Ground & <Sky>: your week")
    assert "Hello <b>O'Neil</b>," in mail.text
    assert "<b>O'Neil" not in mail.html
    assert "<b>O'Neil</b>, more often than not" in unescape(mail.html)


def test_a_page_that_does_not_exist_has_no_button() -> None:
    mail = render_summary(
        ENV, summary_view(RICH, TITLES, MONDAY, ENGLISH, programme="P", unsubscribe_url=LEAVE)
    )
    assert "Your page" not in mail.text
    assert {attrs["href"] for attrs in Outline(mail.html).of("a")} == {LEAVE}


def test_the_subject_says_nothing_private() -> None:
    subjects: set[str] = {render(history).subject for history in (RICH, [], RICH[:1])}
    assert subjects == {"Steady Ground: your week, 16 to 22 November"}


def render(history: list[Asked]) -> Mail:
    return render_summary(ENV, view(history, name="Sam"))


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
