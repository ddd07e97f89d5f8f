"""A mail whose shape was laid out before is the same, byte for byte, as one that is laid out whole."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.render import mjml
from nudges.core.render.mjml import to_html

MAIL = """
<mjml><mj-head><mj-title>A week</mj-title><mj-preview>{0}</mj-preview>
<mj-attributes><mj-text padding="0" /></mj-attributes></mj-head><mj-body><mj-section><mj-column>
<mj-text padding="{1}" css-class="said">{0}<br />
  <b>{2}</b> {0} <i>{2}</i></mj-text>
<mj-text>
  <table role="table" aria-label="{4}">
    <tr><td style="a:b">{2}</td></tr>
  </table>
</mj-text>
<mj-button href="https://nudges.example/{3}?a=1&amp;b=2">{2}</mj-button>
</mj-column></mj-section></mj-body></mjml>
"""

TEXT = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"

WORDS = st.text(max_size=30).filter(lambda text: "\n" not in text and "\r" not in text).map(escape)
#: In an attribute mrml writes a backslash and a character that is not shown as \\u{7f}.
PLAIN = st.text("aáñü &<>'", max_size=20).map(escape)
TOKENS = st.text("abcXYZ019-_.~", max_size=20)


def whole(mail: str) -> str:
    return mjml._laid_out(mail)


@given(
    st.lists(
        st.tuples(WORDS, st.sampled_from(["0", "0 0 18px"]), WORDS, TOKENS, PLAIN), min_size=2, max_size=4
    )
)
def test_whatever_is_said_it_is_what_would_be_laid_out(said: list[tuple[str, ...]]) -> None:
    mjml._shapes.clear()
    for one in said:
        mail = MAIL.format(*one)
        try:
            expected = whole(mail)
        except OSError:  # a character that no mail may hold
            continue
        assert to_html(mail) == expected


def test_a_shape_is_laid_out_once() -> None:
    mjml._shapes.clear()
    for n in range(5):
        to_html(MAIL.format(f"words {n}", "0", "others", f"link-{n}", "a table"))
    [shape] = mjml._shapes.values()
    assert shape is not None


def test_other_attributes_are_another_shape() -> None:
    mjml._shapes.clear()
    assert "padding:7px" in to_html(MAIL.format("a", "7px", "b", "c", "d"))
    assert "padding:9px" in to_html(MAIL.format("a", "9px", "b", "c", "d"))


def test_what_is_laid_out_otherwise_is_laid_out_whole_each_time() -> None:
    odd = TEXT.format("a<br>{}")
    mjml._shapes.clear()
    for word in ("one", "two"):
        assert f"a<br />{word}" in to_html(odd.format(word))


def test_what_is_wrong_within_a_text_is_found() -> None:
    broken = TEXT.format("<b>a")
    for _ in range(2):
        with pytest.raises(OSError, match="unexpected end"):
            to_html(broken)


def test_so_many_shapes_are_remembered() -> None:
    for n in range(mjml._MOST + 10):
        to_html(f"<mjml><mj-body><mj-section padding='{n}px' /></mj-body></mjml>")
    assert len(mjml._shapes) <= mjml._MOST
