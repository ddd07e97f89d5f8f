"""What a person wrote in a mail, and nothing of what it quotes: our own mail ends with how to STOP."""

import html
import textwrap
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.mail import strip_quotes
from nudges.core.mail.strip_quotes import LONGEST, Body, words_of
from nudges.core.reply.understand import Kind, understand
from tests.clocks import LINEAR, growth
from tests.folders import DATA
from tests.harness import CARE, MAIL_FORMS, PHRASES
from tests.rows import each_row

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=ZoneInfo("Europe/Paris"))
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


def own_words(text: str, *sent: str) -> str:
    return strip_quotes.own_words(text, MAIL_FORMS, sent)


def written() -> Iterator[tuple[str, str, str]]:
    """(program, mail, what the person said) of each mail in the file."""
    for block in (DATA / "mail_replies.txt").read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, said = block.partition("\n--- says\n")
        program, _, mail = head.partition("\n")
        yield program, mail, said.strip()


@each_row(written())
def test_mails_as_programs_write_them(program: str, mail: str, said: str) -> None:
    assert own_words(mail) == said


@each_row(
    product(
        MAILS,
        ["Done", "Hecho, ¡gracias!", "4\n\nIt was long.\n- we walked\n- we talked", "- no"],
        ["\n", "\r\n"],
    )
)
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


OURS = (
    "Thank one person\n\nTell somebody one thing they did today that helped you.\n\n"
    "Answer this mail with DONE or SKIP.\n\n--\nNudges\n"
    "You get this mail because you asked Nudges for small practices.\n"
    "To end them all, answer STOP or open https://nudges.example/u/0123abcdef\n"
)
#: The same as a program makes it of the HTML part, and the words that only this part has.
AS_HTML = OURS.replace("\n--\nNudges\n", "\n").replace("open ", "unsubscribe<").replace("ef\n", "ef>.\n")
AROUND = (
    "Nudges\nYou get this mail because you asked Nudges for short notes. "
    "To end them all, answer STOP or unsubscribe."
)


@pytest.mark.parametrize("ours", [OURS, AS_HTML], ids=["text", "html"])
@pytest.mark.parametrize(
    "wrapper",
    [
        "Done\n\n{}",
        "{}\nDone",
        "Done\n\nZxy 22 Foo 2026, 9:15, Nudges <n@example.org> qwert:\n\n{}",
        "Done\n\nZxy 22 Foo 2026, 9:15, Nudges <n@example.org>\nqwert:\n\n{}",
        "Done\n\nAbc: Nudges\nDefg : Foo 22, 2026 9:15\nHij: Ana\nKlm: Today\n\n{}",
        "Done\nSent from my iPhone\n\n{}",
        "From: Nudges <n@example.org>\nSent: Sunday\nTo: Ana\n\n{}\n\nDone",
        "Done On Sunday Nudges wrote:\n{}",
    ],
)
def test_what_was_sent_is_cut_in_a_wrapper_that_nobody_knows(wrapper: str, ours: str) -> None:
    assert own_words(wrapper.format(ours), OURS, AROUND) == "Done"


@pytest.mark.parametrize(
    ("mail", "own"),
    [
        ("22 Nov 2026 09:15 Nudges wrote:\n", ""),
        ("Thank you\n22 Nov 2026 09:15 Nudges wrote:\n", "Thank you"),
        ("Nudges <n@example.org> wrote:\n", ""),
        ("22 Nov 2026 09:15 Nudges\n<n@example.org> wrote:\n", ""),
        ("2 of us went\n22 Nov 2026 09:15 Nudges wrote:\n", "2 of us went"),
        ("It was fine, 3 May 2026\n22 Nov 2026 09:15 Nudges wrote:\n", "It was fine, 3 May 2026"),
        ("We met on 3 May 2026\n22 Nov 2026 09:15 Nudges wrote:\n", "We met on 3 May 2026"),
        ("On Sunday,\n22 Nov 2026 09:15 Nudges wrote:\n", ""),
        ("---- Nudges wrote ----\n", ""),
        ("My sister wrote:\nplease come", "My sister wrote:\nplease come"),
        ("---- my sister wrote:\ncome", "---- my sister wrote:\ncome"),
        ("My sister wrote ----\ncome", "My sister wrote ----\ncome"),
        ("22 Nov 2026 my sister wrote:\ncome", "22 Nov 2026 my sister wrote:\ncome"),
        ("09:15 my sister wrote:\ncome", "09:15 my sister wrote:\ncome"),
        ("22 Nov 2026 09:15 my sister sent:\nflowers", "22 Nov 2026 09:15 my sister sent:\nflowers"),
        ("22 Nov 2026 09:15 my sister wrote: come", "22 Nov 2026 09:15 my sister wrote: come"),
    ],
)
def test_without_an_opening_it_is_a_line_of_its_own_that_begins_with_a_date(mail: str, own: str) -> None:
    assert own_words(mail) == own


@pytest.mark.parametrize(
    ("mail", "own"),
    [
        ("Yes\nOn Monday Nudges wrote:\n> x", "Yes"),
        ("Yes\nOn Monday she wrote\n> x", "Yes\nOn Monday she wrote"),
        ("Yes\nOn Monday she wrote: come\n> x", "Yes\nOn Monday she wrote: come"),
        ("Yes\nOn 22 Nov 2026 Nudges wrote:\nx", "Yes"),
        ("Yes\nOn 22 Nov 2026 she wrote: come\nx", "Yes\nOn 22 Nov 2026 she wrote: come\nx"),
        ("Yes\nOn 22 Nov 2026, 09:15 Nudges wrote: come\nx", "Yes"),
        ("Yes\nOn Monday she wrote:\nx", "Yes\nOn Monday she wrote:\nx"),
        # over four lines and 500 characters at most, and none of these quoted
        ("On 22 Nov 2026\n09:15\nNudges\n<n@example.org> wrote:\nx", ""),
        (
            "On 22 Nov 2026\n09:15\nI met\nher, and\n<n@example.org> wrote:\nx",
            "On 22 Nov 2026\n09:15\nI met\nher, and",
        ),
        (f"On 22 Nov 2026 {'x' * 480}\n<n@example.org> wrote:\nx", f"On 22 Nov 2026 {'x' * 480}"),
        ("Yes, on Monday\n> Nudges wrote:\n> x", "Yes, on Monday"),
        # below a blank line only an address is a part of it
        ("Yes\nThank you\nOn 22 Nov 2026 Nudges\n\n<n@example.org> wrote:\nx", "Yes\nThank you"),
        ("On 22 Nov 2026\n\nshe wrote:\nx", "On 22 Nov 2026\n\nshe wrote:\nx"),
    ],
)
def test_with_an_opening_it_takes_a_quote_below_or_a_date_with_nothing_after_it(mail: str, own: str) -> None:
    assert own_words(mail) == own


@pytest.mark.parametrize(
    ("mail", "own"),
    [
        ("22.11.2026, 09:15 Nudges <n@example.org>:\nx", ""),
        ("Yes\n22.11.2026, 09:15 Nudges <n@example.org>:\nx", "Yes"),
        ("22.11.2026, 09:15 Nudges <n@example.org>\n> x", ""),
        ("22.11.2026, 09:15 Nudges <n@example.org>\nx", "22.11.2026, 09:15 Nudges <n@example.org>\nx"),
        ("Write to me@example.org by 22.11.2026\n> x", "Write to me@example.org by 22.11.2026"),
        ("My sister <s@example.org>:\nx", "My sister <s@example.org>:\nx"),
        ("On 22.11.2026 my sister:\nx", "On 22.11.2026 my sister:\nx"),
    ],
)
def test_without_a_word_of_writing_it_has_a_date_and_an_address(mail: str, own: str) -> None:
    assert own_words(mail) == own


def test_a_stop_of_their_own_survives_wherever_it_stands() -> None:
    for mail in (
        f"STOP\n\n{AS_HTML}",
        f"On 22 Nov 2026, at 09:15, Nudges <n@example.org> wrote:\n\n{OURS}\n\nSTOP",
        f"From: Nudges\nSent: Sunday\nTo: Ana\n\n{AS_HTML}\nSTOP\n\nSent from my iPhone",
        "> How was your week with the practice that you had been given last Monday?\nSTOP\n> 1 to 5",
        "Regards,\nAna\n\nSTOP",
        f"STOP sending me this:\n\n{AS_HTML}",
        f"Mood: 3\nWish: STOP\n\n{OURS}",
        "STOP! On Sunday Nudges wrote:\n> Thank one person",
    ):
        assert (
            "STOP" in own_words(mail, OURS, AROUND).split()
            or "STOP!" in own_words(mail, OURS, AROUND).split()
        ), mail


def test_the_subject_counts_and_html_only_where_there_is_no_text() -> None:
    assert words_of(Body("> x", "<p>Done</p>", "STOP"), MAIL_FORMS) == "STOP\nDone"
    assert words_of(Body("Done", "<p>else</p>"), MAIL_FORMS) == "Done"
    assert words_of(Body("", "<![foo]>STOP"), MAIL_FORMS) == "STOP"


LABELS = {
    kind: sorted(name for name, of in MAIL_FORMS.labels.items() if of == kind)
    for kind in ("from", "date", "to", "subject")
}
WROTE = [
    *(("On", "wrote"), ("El", "escribió"), ("Le", "a écrit"), ("Am", "schrieb"), ("Il", "ha scritto")),
    *(("Em", "escreveu"), ("Op", "schreef"), ("Den", "skrev"), ("På", "skrev"), ("", "kirjoitti")),
    *(("W dniu", "napisał(a)"), ("Dne", "napsal"), ("", "пишет"), ("Στις", "έγραψε")),
]


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """Our own mail as a program quotes it, in any language, with marks or without."""
    quote = draw(st.sampled_from([OURS, AS_HTML]))
    width = draw(st.just(0) | st.integers(20, 80))  # narrow ones break words
    if width:
        quote = "\n".join(part for line in quote.splitlines() for part in textwrap.wrap(line, width) or [""])
    for _ in range(draw(st.integers(0, 2))):
        quote = "\n".join(f"> {line}" for line in quote.splitlines())
    name = draw(st.sampled_from(["Nudges", "Nudges <n@example.org>", "Stop It Now <n@example.org>"]))
    match draw(st.sampled_from(["head", "attribution", "rule", "nothing"])):
        case "head":
            order = draw(st.permutations(["from", "date", "to", "subject"]))
            said = {"from": name, "date": "22.11.2026 09:15", "to": "Ana", "subject": "Today"}
            lines = [f"{draw(st.sampled_from(LABELS[kind])).capitalize()}: {said[kind]}" for kind in order]
            quote = "\n".join(lines) + f"\n\n{quote}"
        case "attribution":
            opens, verb = draw(st.sampled_from(WROTE))
            lead = f"{opens} 22.11.2026 09:15".strip()
            parts = draw(st.sampled_from([(lead, verb, name), (lead, name, verb)]))
            quote = draw(st.sampled_from([" ", "\n"])).join(parts) + f":\n\n{quote}"
        case "rule":
            quote = f"{'_' * 32}\n{quote}"
    return quote


@given(wrapped(), st.sampled_from(["", "done", "Hecho", "4", "thanks"]), st.booleans())
def test_our_own_mail_in_any_wrapper_stops_nobody_and_alarms_nobody(
    quote: str, words: str, above: bool
) -> None:
    mail = f"{words}\n\n{quote}" if above else f"{quote}\n\n{words}"
    meaning = understand(own_words(mail, OURS, AROUND), None, NOW, PHRASES, care=CARE)
    assert meaning.kind not in (Kind.STOP, Kind.SUPPORT)
    assert meaning.danger is None


def test_what_stands_right_below_our_words_is_kept_if_nothing_led_to_them() -> None:
    assert own_words(f"{OURS}\nbelow it\n\nfurther", OURS) == "below it\n\nfurther"


@pytest.mark.parametrize("rule", ["-------", "- - -", "_____", "====\n\n", ""])
def test_a_rule_drawn_above_a_quote_is_no_word(rule: str) -> None:
    quotes = (
        "From: N <n@example.org>\nSent: Monday\nTo: A\nSubject: B\n\nold",
        "On Mon, 3 May 2026 at 10:00, N <n@example.org> wrote:\n> old",
    )
    for quote in quotes:
        assert own_words(f"Done\n\n{rule}\n{quote}") == "Done"


@pytest.mark.parametrize(
    "quote",
    [
        "> old",
        "From: N <n@example.org>\nSent: Monday\nTo: A\nSubject: B\n\nold",
        "-----Original Message-----\nFrom: N <n@example.org>\nSubject: B\n\nold",
        "On Mon, 3 May 2026 at 10:00, N <n@example.org> wrote:\n> old",
        "On Mon, 3 May 2026 at 10:00, N <n@example.org> wrote:\n\nold",
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_below_a_name_a_quote_may_begin_in_any_way(quote: str, between: str) -> None:
    assert own_words(f"Done\n\nKind regards,\nAna\n+1 555 0100\n{between}{quote}") == "Done"


def test_what_a_program_broke_off_a_quoted_line_goes_with_it_and_nothing_else() -> None:
    line = "> a line that was so long that a program broke it where it stood at"
    assert own_words(f"Yes\n{line}\nits end\n> more\nNo") == "Yes\nNo"
    assert own_words(f"Yes\n{line}\n\n> more\nNo") == "Yes\n\nNo"
    assert own_words(f"Yes\n{line}\nmine\n\nNo") == "Yes\nmine\n\nNo"
    assert own_words(f"Yes\n{line}.\nmine\n> more\nNo") == "Yes\nmine\nNo"
    assert own_words("Yes\n> a short line\nmine\n> more\nNo") == "Yes\nmine\nNo"


@pytest.mark.parametrize("width", [12, 14, 21, 33, 40, 43, 76])
@pytest.mark.parametrize("ours", [OURS, AS_HTML], ids=["text", "html"])
def test_our_own_words_are_ours_where_a_program_broke_them(ours: str, width: int) -> None:
    quote = "\n".join(part for line in ours.splitlines() for part in textwrap.wrap(line, width) or [""])
    assert own_words(quote, OURS, AROUND) == ""
    assert own_words(f"{quote}\n\nDone, thanks", OURS, AROUND).endswith("Done, thanks")


@given(wrapped(), st.sampled_from(["STOP", "please stop", "unsubscribe me"]))
def test_a_stop_above_it_is_one(quote: str, words: str) -> None:
    assert understand(own_words(f"{words}\n\n{quote}", OURS, AROUND), None, NOW, PHRASES).kind is Kind.STOP


@given(wrapped(), st.sampled_from(["done", "hecho"]))
def test_html_that_quotes_it_stops_nobody(quote: str, words: str) -> None:
    lines = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in quote.splitlines())
    for page in (f"<p>{words}</p>{lines}", f"<p>{words}</p><blockquote>{lines}</blockquote>"):
        meaning = understand(
            words_of(Body("", page), MAIL_FORMS, [OURS, AROUND]), None, NOW, PHRASES, care=CARE
        )
        assert meaning.kind is Kind.DONE


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
    assert words_of(Body("", HTML[client]), MAIL_FORMS) == "Done & glad"


@given(st.text(alphabet="aA1@:>-_ \n\ron<&/;", max_size=300) | st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    words = own_words(text)
    assert words == words.strip()
    assert not set("".join(words.split())) - set(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "hostile",
    [
        *("\n", "\n\n ", "On ", "On 1\n", "On 1 wrote", "1", "1@", "> ", "From:\n", "Sent from my ", "_"),
        *("From: Sent: ", "a@b.c 2026\n", "2026-01-01 ", "Am 1\nschrieb ", "Regards\n", "Regards\nAna\n"),
        *("-a", "a: b\n", "wrote ", "wrote: ", "--", "-- \n", "<https:", "On 2026 wrote\n", f"{FOOTER}\n"),
        "> " + "x" * 60 + "\ny\n",
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(hostile: str) -> None:
    def read(n: int) -> None:
        text = hostile * (n // len(hostile) + 1)
        assert len(own_words(text, OURS, AROUND)) <= len(text)

    assert growth(read, LONGEST) < LINEAR
