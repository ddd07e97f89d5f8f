"""The text of HTML mail: a line a block, quotes out; whatever comes in, it is read and costs little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.mail.html_text import LONGEST, text_of
from tests.clocks import LINEAR, growth


def lines(html: str) -> list[str]:
    return [line.strip() for line in text_of(html).splitlines() if line.strip()]


def test_it_keeps_lines_apart_and_code_out() -> None:
    html = "<script>if (a < b) stop()</script><p>one</p>two<br>three<ul><li>four</ul><!-- 5 --><style>6"
    assert lines(html) == ["one", "two", "three", "four"]


def test_a_block_begins_one_line_and_two_breaks_leave_a_blank_one() -> None:
    assert text_of("<div><div>a</div></div>\n<div>b</div>c<br><br>d").strip().split("\n") == [
        "a",
        " b",
        "c",
        "",
        "d",
    ]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<![foo]>STOP", ["STOP"]),
        ("<!foo>STOP", ["STOP"]),
        ("<![if !mso]>STOP<![endif]>", ["STOP"]),
        ("<?xml version=1?><p>STOP", ["STOP"]),
        ("&#" + "9" * 5_000 + ";STOP", ["\ufffdSTOP"]),
        ("<p>D&ouml;ne&nbsp;&amp; glad", ["Döne & glad"]),
        ("<blockquote>STOP<blockquote>x</blockquote>y</blockquote>done", [">", ">", "done"]),
        ("</blockquote></script>done", ["done"]),
        ("<template>STOP</template>done", ["done"]),
        ("<svg><style><p>done", ["done"]),
        ("a<frameset>b", ["ab"]),
        ("", []),
    ],
)
def test_odd_html_is_read_as_browsers_read_it(html: str, said: list[str]) -> None:
    assert lines(html) == said


_PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "<div>",
            "</p>",
            "</div>",
            "<blockquote>",
            "</blockquote>",
            "<br>",
            "<!--",
            "-->",
            "<![foo]>",
        ),
        *(
            "<![CDATA[",
            "]]>",
            "<!x",
            "<?",
            "?>",
            "<script>",
            "</script>",
            "<style>",
            "<title>",
            "<table>",
            "<tr>",
        ),
        *(
            "<td>",
            "<svg>",
            "<math>",
            "<template>",
            "<select>",
            "<b",
            "<a b='",
            "&",
            "&#",
            "&#x",
            "&amp;",
            "&#0;",
        ),
        *(
            "<",
            ">",
            "/",
            '"',
            "'",
            "=",
            " ",
            "a",
            "STOP",
            "\0",
            "\ud800",
            "\U0001f600",
            "\r\n",
            "<plaintext>",
        ),
        *("<textarea>", "<body>", "</html>", "<frameset>", "<noscript>", "<xmp>"),
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join) | st.text(max_size=300))
def test_any_html_is_read(html: str) -> None:
    assert isinstance(text_of(html), str)


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "<",
            "<a ",
            "<a b='",
            "<!--",
            "</a",
            "&#",
            "<?",
            "<![CDATA[",
            "<![",
            "<style>",
            "<script></script ",
        ),
        *(
            "<div>",
            "<b>",
            "<blockquote>",
            "<table>",
            "<td>",
            "<a><b><p>",
            "<font>",
            "<svg>",
            "<select>",
            "<br>",
        ),
        *("<p><b><i>", "\n", "<b id=x>"),
    ],
)
def test_hostile_html_takes_no_longer_than_its_length(hostile: str) -> None:
    def read(n: int) -> None:
        assert isinstance(text_of(hostile * (n // len(hostile) + 1)), str)

    assert growth(read, LONGEST) < LINEAR
