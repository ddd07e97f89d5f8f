"""What is heard as danger, what is not, and the numbers that are answered with."""

import json
import random
import shutil
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import FileSystemLoader

from nudges.content.danger import read_care, zone_countries
from nudges.core.danger.detect import UNWATCHED, Cry, Danger, Listening, Tier, country_of
from nudges.core.danger.helplines import ELSEWHERE
from nudges.core.errors import NudgesError
from nudges.core.render.locale_bundle import Voices
from nudges.core.render.sms_segments import count
from nudges.core.text.automaton import Automaton
from nudges.core.text.patterns import Ear, Parser, PatternError
from nudges.core.text.vocabulary import Line, Vocabulary
from nudges.flow.reply.acknowledge import worded
from nudges.flow.reply.danger import named
from tests.clocks import LINEAR, growth
from tests.folders import DATA
from tests.harness import CARE, TEMPLATES, guides, languages
from tests.measure_care import figures, main, read_labelled
from tests.properties import examples
from tests.rows import each_row
from tests.understood import labelled

ROWS = [row for path in sorted(DATA.glob("care_dev*.jsonl")) for row in read_labelled(path)]
COUNTRIES = ("US", "GB", "IE", "CA", "AU", "ES", "MX")
ZONES = zone_countries()
VOICES = Voices(FileSystemLoader(TEMPLATES), guides(), languages())

#: Phrases of each danger and language, by which the properties below are tried.
CRIES = {
    "I want to die": Danger.SELF,
    "gonna kms": Danger.SELF,
    "me quiero morir": Danger.SELF,
    "he choked me": Danger.VIOLENCE,
    "my husband hits me": Danger.VIOLENCE,
    "mi marido me pega": Danger.VIOLENCE,
    "he won't let me leave the house": Danger.COERCION,
    "me tiene encerrada": Danger.COERCION,
}


@pytest.mark.parametrize("path", sorted(DATA.glob("care_dev*.jsonl")), ids=lambda path: path.stem)
def test_cries_are_heard_and_ordinary_words_are_not(path: Path) -> None:
    found = figures(read_labelled(path), CARE)
    assert found.recall >= 0.95, found
    assert found.false_alarms <= 0.03, found


def test_the_held_back_set_is_heard_as_well_as_docs_safety_says() -> None:
    """It was measured before anybody who wrote the lists saw it; nothing is tuned on it."""
    found = figures(read_labelled(DATA / "care_held.jsonl"), CARE)
    assert found.recall >= 0.95
    assert found.false_alarms <= 4 / 120


def test_the_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(DATA / "care_dev.jsonl"), "--show"])
    printed = capsys.readouterr().out
    assert "care_dev.jsonl: 260 messages; lists en " in printed
    for name in ("all", "en", "es", "self", "violence", "coercion"):
        assert f"\n| {name} " in printed


@pytest.mark.parametrize(("text", "danger"), CRIES.items())
def test_each_danger_is_told_from_the_others(text: str, danger: Danger) -> None:
    assert CARE.danger(text) is danger
    assert CARE.danger(f"done 4. we baked bread and it was a good day. {text}, that is all") is danger


def test_the_worst_danger_is_the_one_that_counts() -> None:
    assert CARE.danger("he won't let me leave the house and he hits me") is Danger.VIOLENCE
    assert CARE.danger("he hits me and I want to die") is Danger.SELF


@pytest.mark.parametrize(
    "text",
    [
        "this commute is killing me",
        "he killed it at the recital",
        "I cut my finger cooking",
        "hit the gym",
        "dying to see her",
        "me muero de risa",
        "he has never hit me",
        "not suicidal, just tired",
        "no quiero morir",
        "STOP",
        "done 4, felt good",
        "",
    ],
)
def test_strong_words_without_danger_are_left_alone(text: str) -> None:
    assert CARE.danger(text) is None


def test_what_is_harmless_does_not_hide_what_is_not() -> None:
    assert CARE.danger("he never hit me before but he choked me last night") is Danger.VIOLENCE
    assert CARE.danger("this commute is killing me and I want to die") is Danger.SELF
    assert CARE.danger("no, quiero morir") is Danger.SELF


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("he stranlged me", Danger.VIOLENCE),
        ("my husbend is chokking me", Danger.VIOLENCE),
        ("thinking of suicdie", Danger.SELF),
        ("toy kansada d vivir", Danger.SELF),
        ("me amenasa con un kuchillo", Danger.VIOLENCE),
    ],
)
def test_slips_of_spelling_hide_nothing(text: str, danger: Danger) -> None:
    assert CARE.danger(text) is danger


@pytest.mark.parametrize(
    "text", ["S U I C I D E is all I think of", "i want to d.i.e", "i want to d i e", "K M S"]
)
def test_letters_that_stand_alone_are_a_word(text: str) -> None:
    assert CARE.danger(text) is Danger.SELF


@pytest.mark.parametrize("text", ["a b c", "I a m", "rating: 4 3 5", "i x i x i", "vitamins a, d, e"])
def test_letters_that_spell_nothing_are_nothing(text: str) -> None:
    assert CARE.danger(text) is None


@pytest.mark.parametrize(
    ("harmless", "danger"),
    [
        ("se me pegó el arroz", "mi marido me pegó"),
        ("me vigila la gata desde el sillón", "me vigila mi ex desde la calle"),
        ("esta rodilla me va a matar", "mi marido me va a matar"),
        ("broke my arm skateboarding", "he broke my arm again"),
        ("he took my car keys because I had three beers", "he took my car keys so I can't leave"),
        ("I won't be here next week, we're camping", "I won't be here next week. sorry everyone"),
        ("the puppy bit me", "my husband bit me"),
        ("a knife in my heart", "he put a knife to my throat"),
    ],
)
def test_who_does_it_and_why_tells_danger_from_none(harmless: str, danger: str) -> None:
    assert CARE.danger(harmless) is None
    assert CARE.danger(danger) is not None


@pytest.mark.parametrize(
    ("harmless", "danger"),
    [
        ("left the note on the table", "left my goodbye note on the table"),
        ("left a note under her pillow saying thanks", "wrote my suicide note"),
        ("wrote the letter to my mum like you said", "wrote my last letters, I won't be here tomorrow"),
        ("le dejé la nota en la mesa", "dejé la nota de despedida en la mesa"),
        ("le escribí la carta a mi marido", "ya escribí la carta de despedida"),
        ("wrote my wife a card for her birthday", "wrote my kids letters for when I'm gone"),
    ],
)
def test_a_note_or_a_letter_is_what_practices_ask_for(harmless: str, danger: str) -> None:
    assert CARE.cry(harmless) is None
    assert CARE.danger(danger) is Danger.SELF


def test_signs_are_danger_only_together() -> None:
    assert CARE.danger("tell my wife the passwords are in the blue folder") is None
    assert CARE.danger("I am such a failure") is None
    assert CARE.danger("I am such a failure. tell my wife the passwords are in the drawer") is Danger.SELF


@given(st.text(max_size=100), st.sampled_from(list(CRIES)))
@settings(max_examples=examples(60), deadline=None)
def test_no_text_raises(text: str, cry: str) -> None:
    assert CARE.danger(text) in {None, *Danger}
    assert CARE.danger(text + cry + text) in {None, *Danger}
    assert CARE.danger(f"{text}. {cry}") is not None


@given(
    st.sampled_from(list(CRIES)),
    st.randoms(use_true_random=False),
    st.sampled_from([" ", "  ", "\n", ", ", "... ", "\u200b ", " - ", "*", "\u00a0"]),
)
@settings(max_examples=examples(60), deadline=None)  # the first reads the lists
def test_case_accents_and_punctuation_hide_nothing(cry: str, chance: random.Random, between: str) -> None:
    letters = (chance.choice((char.lower(), char.upper(), char + "\u0301", char + "\u200d")) for char in cry)
    disguised = "".join(char if char[0] != " " else between for char in letters)
    assert CARE.danger(disguised) is CRIES[cry]


@given(st.integers(0, 9_000), st.sampled_from(list(CRIES)))
@settings(max_examples=examples(5), deadline=None)
def test_it_is_heard_wherever_it_stands_in_a_long_letter(before: int, cry: str) -> None:
    assert CARE.danger(("green apples " * 2_000)[:before] + ". " + cry) is CRIES[cry]


def test_it_takes_linear_time() -> None:
    CARE.ready()
    assert growth(lambda n: CARE.danger("my husband never said he would not let me " * n), 100) < LINEAR
    assert growth(lambda n: CARE.danger("kill" * n), 50_000) < LINEAR


def test_nothing_is_heard_by_who_listens_for_nothing() -> None:
    assert UNWATCHED.danger("I want to die") is None
    assert UNWATCHED.answer("+14155550123", "", "en") is ELSEWHERE


# --- the language of the lists ---------------------------------------------------------------------


def heard(pattern: str, text: str, *, strict: bool = False) -> bool:
    ear = Ear({"wanna": ("want", "to")}, frozenset({"really"}))
    vocabulary = Vocabulary()
    vocabulary.name("<he>", Parser(ear).parse("(he|my ex)"))
    automaton = Automaton(vocabulary, strict=strict)
    automaton.add("", Parser(ear, {"he": "<he>"}).parse(pattern))
    return bool(automaton.search(Line(ear.hear(text), vocabulary)))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("hit me", "he HIT mé!", True),
        ("hit me", "he hit my car", False),
        ("(hit|beat up) me", "they beat up me", True),
        ("so [very] tired", "so tired", True),
        ("so [very] tired", "so very tired", True),
        ("strangl*", "strangling", True),
        ("strangl*", "strange", False),
        ("<he> hit", "my ex hit", True),
        ("he ... hit", "he then came home and hit", True),
        ("he ... hit", "he then came home late and hit", False),
        ("he ... hit", "he left. hit the gym", False),
        ("want to die", "i really wanna REALLY die", True),
        ("want to die", "want. to. die", True),
        ("so {very|so} tired", "so very so very tired", True),
        ("so {very|so} tired", "so tired", True),
        ("hit !(the|my car)", "he hit me", True),
        ("hit !(the|my car)", "he hit my car", False),
        ("hit !(the|my car)", "he hit", True),
        ("hit &(me)", "he hit me", True),
        ("hit &(me)", "he hit", False),
        ("hit me $", "he hit me", True),
        ("hit me $", "he hit me twice", False),
        ("hit (me|$)", "he hit", True),
        ("for <number> days", "for 30 days", True),
        ("for <number> days", "for ten days", False),
        ("for _ days", "for ten days", True),
    ],
)
def test_patterns(pattern: str, text: str, found: bool) -> None:
    assert heard(pattern, text) is found


def test_what_is_taken_out_is_not_parted_by_a_comma() -> None:
    assert heard("no quiero", "no quiero", strict=True)
    assert not heard("no quiero", "no, quiero", strict=True)
    assert heard("feet ... killing", "my feet, oh, are killing", strict=True)
    assert heard("feet ... killing", "my feet, killing", strict=True)


@pytest.mark.parametrize(
    ("harmless", "text", "heard"),
    [
        # within a hint that goes on beyond it, at either edge too
        (["my own"], "so scared of my own thoughts", True),
        (["of my"], "so scared of my own thoughts", True),
        (["scared of my"], "scared of my own", True),
        (["my own"], "scared of my own", True),
        # the whole of it, or reaching beyond
        (["scared of my own"], "so scared of my own", False),
        (["so scared"], "so scared of my own", False),
        (["own thoughts"], "scared of my own thoughts", False),
        (["so scared of my own thoughts"], "so scared of my own thoughts", False),
        (["of my", "own thoughts"], "scared of my own thoughts", False),
        # beside it, which says nothing of it
        (["of my", "so"], "so scared of my own thoughts", True),
        (["of my", "thoughts"], "so scared of my own thoughts", True),
        (["of my", "well"], "well I am so scared of my own", True),
        (["of my", "well"], "so scared of my own and not well", True),
    ],
)
def test_a_hint_is_harmless_where_a_harmless_phrase_covers_it_or_reaches_beyond(
    harmless: list[str], text: str, heard: bool
) -> None:
    ear = Ear()
    parse = Parser(ear).parse
    lists = Listening(
        ear, Vocabulary(), [], [(Danger.SELF, parse("scared of my own"))], [], list(map(parse, harmless))
    )
    assert (lists.cry(text) is not None) is heard


@pytest.mark.parametrize(
    "pattern",
    [
        "(a|b",
        "a)",
        "a | b",
        "[a",
        "<she> hit",
        "h*",
        "a*b",
        "...",
        "[a]",
        "",
        "(a|)",
        "🎈",
        "(really|a)",
        "]",
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        heard(pattern, "")


@given(st.text("ab(|)[]{}<>!&$_*. ", max_size=20), st.text("ab .,", max_size=40))
def test_any_pattern_is_read_or_refused(pattern: str, text: str) -> None:
    refused = False
    try:
        heard(pattern, text)
    except PatternError:
        refused = True
    try:
        heard(pattern, text + " and more")
    except PatternError:
        assert refused, "whether it can be read is decided by the pattern alone"
    else:
        assert not refused


# --- the files -------------------------------------------------------------------------------------


HEAD = "version: 1\ndate: 2026-11-24\n"


def beside(folder: Path) -> Path:
    """Lists without a mistake, to put one beside: short, since ours take a third of a second to read."""
    care = folder / "care"
    care.mkdir()
    shutil.copy(TEMPLATES / "care" / "numbers.yaml", care)
    (care / "phrases.en.yaml").write_text(HEAD + "self:\n  - want to die\n", encoding="utf-8")
    return care


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD + "self:\n  - want to die\n  - (want to die\n", 5, "is missing"),
        (HEAD + "self:\n  - [7]\n", 4, "double quotes"),
        (HEAD + "self: want to die\n", 3, "hyphen"),
        (HEAD + "signs of self:\n  fear:\n    - (want\n", 5, "is missing"),
        (HEAD + "signs of self:\n  - want\n", 3, "kinds"),
        (HEAD + "slef:\n  - want to die\n", 3, "Write one of"),
        (HEAD + "words:\n  he: he | (she\n", 4, "missing"),
        (HEAD + "spelled:\n  want to: wanna, wan na\n", 4, "one word each"),
        ("date: 2026-11-24\n", 1, "version"),
        (HEAD + "self: [\n", 4, "YAML says"),
        ("- a\n", 1, "version"),
        ("", 1, "version"),
        ("\0", 1, "UTF-8"),
    ],
)
def test_a_mistake_in_a_list_is_told_by_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    care = beside(tmp_path)
    (care / "phrases.es.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NudgesError) as caught:
        read_care(care).ready()
    assert caught.value.what.startswith(f"care/phrases.es.yaml:{line}: ")
    assert says in str(caught.value)
    assert len(str(caught.value).split("\n")) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('elsewhere: {emergency: "112"}\nFR:\n  emergency: "112"\n  crisis: {cal: "3114"}\n', 4),
        ('elsewhere: {emergency: "112"}\nFR: {emergency: }\n', 2),
        ('FR: {emergency: "112"}\n', 1),
        ('elsewhere: {emergency: "112", crisis: {call: "ask Ana"}}\n', 1),
    ],
)
def test_a_mistake_in_the_numbers_is_told_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    care = beside(tmp_path)
    (care / "numbers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NudgesError) as caught:
        read_care(care).ready()
    assert caught.value.what.startswith(f"care/numbers.yaml:{line}: ")


def test_a_house_without_lists_is_told(tmp_path: Path) -> None:
    with pytest.raises(NudgesError, match="holds no phrases"):
        read_care(tmp_path).ready()


def test_the_lists_say_which_they_are() -> None:
    assert [version.split()[0] for version in CARE.ready()] == ["en", "es"]


def test_the_sets_and_their_labels_are_many() -> None:
    texts = [row.text for row in ROWS]
    assert len(texts) >= 1_150
    assert len(set(texts)) == len(texts)
    lines = (DATA / "care_dev.jsonl").read_text(encoding="utf-8").splitlines()
    assert {row["locale"] for row in map(json.loads, lines)} == {"en", "es"}


# --- the answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phone", "zone", "locale", "country"),
    [
        ("+14155550123", "Europe/Madrid", "es", "US"),
        ("+16135550123", "America/New_York", "en", "CA"),
        ("+353861234567", "", "en", "IE"),
        ("+525512345678", "", "", "MX"),
        ("+15550104477", "Europe/London", "en", "GB"),  # of no country
        (None, "US/Eastern", "en", "US"),  # an old name
        (None, "Australia/Sydney", "en", "AU"),
        (None, "UTC", "en-IE", "IE"),
        (None, "UTC", "zh-Hant-TW", "TW"),
        ("nonsense", "nowhere", "es", ""),
        ("", "", "", ""),
    ],
)
def test_the_country_is_of_the_phone_then_the_zone_then_the_locale(
    phone: str | None, zone: str, locale: str, country: str
) -> None:
    assert country_of(phone, zone, locale, ZONES) == country


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
@settings(deadline=None)
def test_there_are_numbers_for_anybody(phone: str, zone: str, locale: str) -> None:
    assert CARE.answer(phone, zone, locale).emergency


def words(
    country: str,
    locale: str = "en",
    danger: Danger = Danger.SELF,
    *,
    hold_hours: int | None = 72,
    stopped: bool = False,
) -> str:
    numbers = CARE.lists().numbers.get(country, CARE.lists().elsewhere)
    did = named(numbers, danger, hold_hours, stopped=stopped)
    return worded(VOICES.of(locale), "Trust, step by step.", did)


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("US", ["call 911", "call or text 988", "call 1-800-799-7233 or text START to 88788"]),
        ("GB", ["call 999", "call 116 123", "call 0808 2000 247"]),
        ("IE", ["call 112 / 999", "call 116 123", "call 1800 341 900"]),
        ("CA", ["call 911", "call or text 988", "sheltersafe.ca"]),
        ("AU", ["call 000", "call 13 11 14", "call 1800 737 732"]),
        ("ES", ["call 112", "call 024", "call 016"]),
        ("MX", ["call 911", "call 800 911 2000", "call 079"]),
        ("FR", ["call 112 or your local emergency number", "findahelpline.com"]),
    ],
)
def test_the_numbers_of_a_country_come_first(country: str, numbers: list[str]) -> None:
    text = words(country)
    places = [text.index(number) for number in numbers]
    assert places == sorted(places)
    assert max(places) < text.index("You deserve help")


def test_the_line_that_fits_stands_before_the_other() -> None:
    of_self, of_violence = words("ES"), words("ES", danger=Danger.VIOLENCE)
    assert of_self.index("024") < of_self.index("016")
    assert of_violence.index("016") < of_violence.index("024")


@each_row(product([*COUNTRIES, ""], [("en", 2), ("es", 3)], Danger))
def test_an_answer_is_short_and_says_that_nobody_watches(
    country: str, at_most: tuple[str, int], danger: Danger
) -> None:
    locale, most = at_most
    for hold_hours, stopped in ((72, False), (None, False), (72, True), (None, True)):
        text = words(country, locale, danger, hold_hours=hold_hours, stopped=stopped)
        cost = count(text)
        assert (cost.encoding, cost.segments <= most) == ("GSM-7", True), text
        assert ("nobody watches it" if locale == "en" else "nadie lo atiende") in text
        for promise in ("partner", "husband", "pareja", "we will", "are safe", "protect"):
            assert promise not in text.lower()


def test_nudges_are_said_to_be_held_only_where_there_were_any() -> None:
    assert "No nudges for 72 hours; RESUME brings them back." in words("US")
    assert "REANUDAR" in words("US", "es")
    for text in (words("US", hold_hours=None), words("US", stopped=True)):
        assert "RESUME" not in text
    assert words("US", stopped=True).endswith("Reply START to return.")


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("i can't do this anymore", Danger.SELF),
        ("i feel empty inside", Danger.SELF),
        ("im walking on eggshells", Danger.VIOLENCE),
        ("she gets upset if i see my mum so its easier not to", Danger.COERCION),
        ("estoy cansada de todo", Danger.SELF),
        ("camino de puntillas para que no se enoje", Danger.VIOLENCE),
    ],
)
def test_a_hint_is_possible_danger(text: str, danger: Danger) -> None:
    assert CARE.cry(text) == Cry(danger, Tier.POSSIBLE)
    assert CARE.danger(text) is None


def test_what_is_certain_comes_before_what_is_only_possible() -> None:
    assert CARE.cry("i can't do this anymore. he hit me last night") == Cry(Danger.VIOLENCE, Tier.CERTAIN)
    assert CARE.cry("he checks my phone. " + "green apples " * 200 + "i want to die") == (
        Danger.SELF,
        Tier.CERTAIN,
    )


def test_the_hints_of_the_held_set_are_heard_and_ordinary_replies_are_not() -> None:
    rows = labelled("held_danger.jsonl")
    hints = [CARE.cry(row["text"]) for row in rows if row["tier"] == "possible"]
    calm = [CARE.cry(row["text"]) for row in rows if row["danger"] is None]
    calm += [CARE.cry(row["text"]) for row in labelled("held_replies.jsonl") if row["danger"] is None]
    assert sum(cry is not None for cry in hints) >= 0.95 * len(hints)
    assert sum(cry is not None and cry.tier is Tier.POSSIBLE for cry in calm) <= 0.02 * len(calm)


@pytest.mark.parametrize(
    ("harmless", "danger"),
    [
        ("the pain is killing me, can't even move", "he is on me and i can't move"),
        ("i'm pulling my hair out with these kids", "he pulled my hair"),
        ("i didn't fall asleep till three", "i did not fall"),
        ("ayúdenme a elegir un nombre", "ayúdenme, mi marido viene"),
    ],
)
def test_strong_words_about_something_else_alarm_nobody(harmless: str, danger: str) -> None:
    assert CARE.danger(harmless) is None
    assert CARE.danger(danger) is not None
