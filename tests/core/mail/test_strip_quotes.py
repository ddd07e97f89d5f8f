"""What a person wrote in a mail, and nothing of what it quotes: our own mail ends with how to STOP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.mail.strip_quotes import LONGEST, own_words, text_of
from tests.clocks import LINEAR, growth

FOOTER = "To end them all, answer STOP or unsubscribe."
QUOTE = f"> Nudges\n>\n> Thank one person.\n> {FOOTER}"
HEAD = "Nudges <n@example.org>"

MAILS = {
    "gmail": f"On Sun, Nov 22, 2026 at 9:15 AM {HEAD} wrote:\n\n{QUOTE}",
    "gmail, wrapped": f"On Sun, 22 Nov 2026 at 09:15, Rebuilding Trust <\nn@example.org> wrote:\n\n{QUOTE}",
    "gmail, es": f"El dom, 22 nov 2026 a las 9:15, Nudges (<n@example.org>) escribió:\n\n{QUOTE}",
    "gmail, es, wrapped": f"El dom, 22 nov 2026 a las 9:15, Nudges (<\nn@example.org>)\nescribió:\n\n{QUOTE}",
    "gmail, de": f"Am So., 22. Nov. 2026 um 09:15 Uhr schrieb {HEAD}:\n\n{QUOTE}",
    "apple": f"Sent from my iPhone\n\n> On 22 Nov 2026, at 09:15, {HEAD} wrote:\n{QUOTE}",
    "apple, es": f"Enviado desde mi iPhone\n\n> El 22 nov 2026, a las 9:15, {HEAD} escribió:\n{QUOTE}",
    "yahoo": f"On Sunday, November 22, 2026 at 09:15:00 AM GMT, {HEAD} wrote:\n\nThank one person.\n{FOOTER}",
    "outlook": f"{'_' * 32}\nFrom: {HEAD}\nSent: Sunday\nTo: Ana\nSubject: Today\n\n{FOOTER}",
    "outlook, es": f"De: {HEAD}\nEnviado el: domingo\nPara: Ana\nAsunto: Hoy\n\n{FOOTER}",
    "outlook, bold": f"*From:* {HEAD}\n*Sent:* Sunday\n\n{FOOTER}",
    "outlook, old": f"-----Original Message-----\n{FOOTER}",
    "outlook, phone": f"Get Outlook for iOS\n{'_' * 32}\n{FOOTER}",
    "signature": "-- \nAna\nSTOP the war",
    "nothing quoted": "",
}


@pytest.mark.parametrize("client", MAILS)
@pytest.mark.parametrize(
    "words", ["Done", "Hecho, ¡gracias!", "4\n\nIt was long.\n- we walked\n- we talked", "- no"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_stands_above_a_quote(client: str, words: str, end: str) -> None:
    assert own_words(f"{words}\n\n{MAILS[client]}".replace("\n", end)) == words


@pytest.mark.parametrize("client", ["gmail", "gmail, es", "apple"])
def test_what_stands_below_a_quote(client: str) -> None:
    assert own_words(f"{MAILS[client]}\n\nDone") == "Done"


def test_what_stands_between_the_quoted_lines() -> None:
    assert own_words("> How was it?\nGood\n> Really?\nYes") == "Good\nYes"


@pytest.mark.parametrize("client", [name for name in MAILS if name != "nothing quoted"])
def test_only_a_quote_is_nothing(client: str) -> None:
    assert own_words(MAILS[client]) == ""


@pytest.mark.parametrize(
    "words",
    [
        "On Monday I wrote:\nplease stop lying to me",
        "El otro día mi madre escribió:\nno pares",
        "From: my heart\nThank you",
        "de nada",
        ">:( what a day",
        "I said: done",
        "To: be honest\nnot today",
        "On 3 of 5 days\n\nI wrote it down",
    ],
)
def test_a_persons_own_words_are_not_taken_for_a_quote(words: str) -> None:
    assert own_words(words) == words


HTML = {
    "gmail": '<div>Done &amp; glad<br></div><br><div class="gmail_quote"><div class="gmail_attr">On '
    'Sun, Nov 22, 2026 at 9:15&nbsp;AM Nudges &lt;<a href="mailto:n@e.org">n@e.org</a>&gt; wrote:<br></div>'
    f'<blockquote class="gmail_quote">{FOOTER}</blockquote></div>',
    "outlook": "<html><head><title>STOP</title><style>p{}</style></head><body><div>Done &amp; glad</div><hr>"
    f"<div><b>From:</b> {HEAD.replace('<', '&lt;')}<br><b>Sent:</b> Sunday<br></div><div>{FOOTER}</div>",
    "below": f"<blockquote>{FOOTER}<blockquote>x</blockquote></blockquote><p>Done\n &amp;\tglad</p>",
    "nothing closed": "<html><body><p>Done &amp; <b>glad",
    "no html": "Done &amp; glad",
}


@pytest.mark.parametrize("client", HTML)
def test_html_alone(client: str) -> None:
    assert own_words(text_of(HTML[client])) == "Done & glad"


def test_html_keeps_lines_apart_and_code_out() -> None:
    html = "<script>if (a < b) stop()</script><p>one</p>two<br>three<ul><li>four</ul><!-- five -->"
    assert own_words(text_of(html)).split() == ["one", "two", "three", "four"]


@given(st.text(alphabet="aA1@:>-_ \n\ron<&/;", max_size=300) | st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    words = own_words(text)
    assert words == words.strip()
    assert not set("".join(words.split())) - set(text)
    assert isinstance(text_of(text), str)


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "\n",
            "\n\n ",
            "On ",
            "On 1\n",
            "On 1 wrote",
            "1",
            "1@",
            "> ",
            "From:\n",
            "Sent from my ",
            "_",
            "-a",
        ),
        *("<", "<a ", "<a b='", "<!--", "</a", "&#", "<?", "<![CDATA[", "<style>", "<script></script "),
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(hostile: str) -> None:
    def read(n: int) -> None:
        text = hostile * (n // len(hostile) + 1)
        assert len(own_words(text)) <= len(text)
        assert len(own_words(text_of(text))) <= len(text)

    assert growth(read, LONGEST) < LINEAR
