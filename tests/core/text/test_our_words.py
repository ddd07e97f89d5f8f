"""Our own words are cut from what comes in, whatever wraps them; a person's own are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.text.our_words import RUN, cut_ours, find_ours

WELCOME = (
    "Nudges: Hello! You asked for small practices by text, about 1 a week. Msg & data rates may apply. "
    "Reply HELP for help, STOP to end."
)
ASK = "Nudges: There is no deadline. How free do you feel to take your time today (1 no, 5 yes)? Reply 1-5."
SENT = [ASK, WELCOME, "Nudges: Good."]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("stop", "stop"),
        ("STOP to end", "STOP to end"),
        (WELCOME, ""),
        (f"> {WELCOME}\n\ndone", "done"),
        (f"done\n\n{WELCOME}", "done"),
        (f"4 {ASK}", "4"),
        (ASK[:60], ""),
        (f"Fwd: {ASK}\nstop texting me", "Fwd:\nstop texting me"),
        (WELCOME.replace(" ", "\n> "), ""),
        ("You asked for small practices by text, about 1 a week. no thanks, stop", "no thanks, stop"),
        ("see “Nudges: Good.”", "see"),
        ("You asked for small practices by text ab", ""),
        ("You asked for small practices by text no", "no"),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    cut = cut_ours(text, SENT)
    assert cut.text.strip("“”.\n ") == left
    assert cut.empty == (not left)


def test_it_says_which_text_was_repeated() -> None:
    assert cut_ours(f"“{WELCOME}” done", SENT).ours == 1
    assert cut_ours("done", SENT).ours is None
    assert cut_ours("done", []).ours is None


def test_a_run_goes_on_in_another_text() -> None:
    ends = "Nudges: if this text was not for you, reply HELP for help, STOP to end."
    came = WELCOME.replace("STOP to end.", "STOP to end. Unsubscribe.")
    assert cut_ours(came, [WELCOME, f"{ends} Unsubscribe."]).empty
    assert find_ours(came, [WELCOME, f"{ends} Unsubscribe."])[-1][1] == len(came) - 1


@given(st.sampled_from(SENT[:2]), st.integers(1, 200), st.sampled_from(["\n", "\r\n> ", " \n>> "]))
def test_a_word_broken_at_the_end_of_a_line_is_still_ours(sent: str, at: int, broken: str) -> None:
    at %= len(sent)
    assert cut_ours(f"{sent[:at]}{broken}{sent[at:]}", SENT).empty
    assert cut_ours(f"{sent[:at]}{broken}{sent[at:]}\nstop", SENT).text.split()[-1] == "stop"


WRAPPERS = ("> {}", "“{}”", '"{}"', "Fwd: {}", "| {}", "*{}*", "«{}»", "  {}  ", "\n{}\n")


@given(st.sampled_from(SENT[:2]), st.sampled_from(WRAPPERS), st.integers(0, 1_000), st.integers(0, 1_000))
def test_any_run_of_ours_in_any_wrapper_leaves_nothing_of_it(sent: str, wrap: str, a: int, b: int) -> None:
    words = sent.split()
    first, last = sorted((a % (len(words) + 1), b % (len(words) + 1)))
    run = " ".join(words[first:last])
    cut = cut_ours(wrap.format(run), SENT)
    if sum(any(char.isalnum() for char in word) for word in words[first:last]) >= RUN:
        assert cut.ours is not None
        assert "stop" not in cut.text.casefold()
    elif cut.ours is None:
        assert cut.text == wrap.format(run)


@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=5))
def test_it_never_raises_and_never_adds(text: str, sent: list[str]) -> None:
    cut = cut_ours(text, sent)
    assert set(cut.text) <= set(text) | {"\n", " "}
