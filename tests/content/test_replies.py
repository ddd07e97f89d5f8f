"""What people say is data: a language is a file, and a mistake in one is told by its line."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nudges.content.replies import phrases_of, read_replies
from nudges.core.errors import NudgesError
from nudges.core.reply.phrases import Phrases
from nudges.core.reply.understand import Kind, Meaning, understand
from nudges.core.vocabulary import Expects
from tests.folders import TEMPLATES
from tests.typed import typed
from tests.understood import TUESDAY

HEAD = "version: 1\ndate: 2026-11-29\n"
FRENCH = HEAD + (
    """
stop:
  words:
    messages: message | messages | textos
  firm: cessez | cesse | desabonnez moi
  bare: fin
  around: de | vos | ces | tout
  orders:
    - (cessez|ne) [me] [de] (envoyez|envoyer|ecrire) [plus|pas] {ces|vos|de} <messages>
    - ne m'envoyez plus rien
asks:
  courtesy: s'il vous plait | svp | merci | bonjour
  after: s'il vous plait | svp | merci
  help:
    alone: aide | c'est quoi | qui etes vous
  snooze:
    whole:
      - (@at|@day|@hour|@in)
      - rappelez moi (@at|@day|@hour|@in)
answers:
  done: fait | c'est fait | je l'ai fait
  not done: pas encore | pas fait
  skip: je passe | passer
  done if parted: oui
  not done if parted: non
rating:
  openings: je | dirais | un
  numbers:
    4: quatre
    5: cinq
times:
  at: a
  joint: a
  values:
    hour:
      8: huit
    half:
      clock: heures | h
    day:
      tomorrow: demain
  day:
    - <day>
  clock:
    - <hour> <half>
"""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES / "replies", tmp_path / "replies")
    return tmp_path / "replies"


@pytest.fixture(scope="module")
def with_french(tmp_path_factory: pytest.TempPathFactory) -> Phrases:
    folder = tmp_path_factory.mktemp("with_french") / "replies"
    shutil.copytree(TEMPLATES / "replies", folder)
    (folder / "fr.yaml").write_text(FRENCH, encoding="utf-8")
    return read_replies(folder)


@pytest.mark.parametrize(
    ("text", "expects", "meaning"),
    [
        ("cessez", None, Meaning(Kind.STOP)),
        ("Bonjour, cessez svp", Expects.DONE, Meaning(Kind.STOP)),
        ("ne m'envoyez plus rien", Expects.NOTE, Meaning(Kind.STOP)),
        ("aide", None, Meaning(Kind.HELP)),
        ("c'est quoi ?", Expects.DONE, Meaning(Kind.HELP)),
        ("c'est fait, on a ri", Expects.DONE, Meaning(Kind.DONE, note="on a ri")),
        ("fait 4", Expects.DONE, Meaning(Kind.DONE, 4)),
        ("je passe", Expects.DONE, Meaning(Kind.NOT_DONE)),
        ("quatre", Expects.RATING, Meaning(Kind.RATING, 4)),
        ("je dirais un cinq", Expects.RATING, Meaning(Kind.RATING, 5)),
        ("demain à 8 h", Expects.DONE, "tomorrow at 8"),
        ("rappelez-moi demain à huit heures", Expects.DONE, "tomorrow at 8"),
    ],
)
def test_a_language_is_one_file(
    with_french: Phrases, text: str, expects: Expects | None, meaning: Meaning | str
) -> None:
    if isinstance(meaning, str):
        until: datetime = (TUESDAY + timedelta(days=1)).replace(hour=8, minute=0)
        meaning = Meaning(Kind.SNOOZE, until=until)
    got = understand(text, expects, TUESDAY, with_french)
    assert (got.kind, got.rating, got.until) == (meaning.kind, meaning.rating, meaning.until)
    if meaning.note:
        assert got.note == meaning.note
    assert understand(text, expects, TUESDAY, read_replies(TEMPLATES / "replies")).kind is not meaning.kind


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD + "stop:\n  firm: stop | (halt\n", 4, "is missing"),
        (HEAD + "stop:\n  orders:\n    - stop it\n    - stop <these>\n", 6, "<these>"),
        (HEAD + "stop:\n  orders: stop it\n", 4, "hyphen"),
        (HEAD + "stop:\n  firn: stop\n", 4, "firm"),
        (HEAD + "stp:\n  firm: stop\n", 3, "unknown key `stp`"),
        (HEAD + "asks:\n  pause:\n    alone: pause\n    anywere:\n      - pause\n", 6, "anywhere"),
        (HEAD + "asks:\n  pause:\n    whole:\n      - pause {_\n", 6, "missing"),
        (HEAD + "times:\n  values:\n    half:\n      noonish: pm\n", 6, "unknown key `noonish`"),
        (HEAD + "spelled:\n  stop: st op\n", 4, "not one word"),
        (HEAD + "stop:\n  firm: stop\n  firm: halt\n", 5, "twice"),
        (HEAD + "answers:\n  done:\n    - done\n", 4, "no row"),
        ("stop:\n  firm: stop\n", 1, "version"),
        (HEAD + "stop:\n  orders:\n    - [stop]\n", 5, "is no pattern"),
        (HEAD + "stop: stop\n", 3, "has no kinds"),
        (HEAD + "stop: [\n", 4, "YAML says"),
    ],
)
def test_a_mistake_is_told_by_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "xx.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NudgesError) as caught:
        phrases_of([path])
    assert f"/xx.yaml:{line}: " in caught.value.what
    assert says in str(caught.value)
    assert len(str(caught.value).split("\n")) == 3


@pytest.mark.parametrize(
    "rows",
    [
        *(
            "stop:\n  firm:",
            "stop:\n  words:",
            "stop:\n  orders:",
            "asks:\n  help:",
            "asks:\n  help:\n    alone:",
        ),
        *("rating:\n  numbers:\n    4:", "times:\n  values:\n    hour:\n      8:", "spelled:"),
    ],
)
def test_a_row_without_words_yet_is_no_mistake(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "xx.yaml"
    path.write_text(f"{HEAD}{rows}\n", encoding="utf-8")
    phrases = phrases_of([path])
    phrases.classifier = None
    assert understand("stop", None, TUESDAY, phrases).kind is not Kind.STOP


def test_the_check_reads_files_and_names_a_mistake(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = typed(monkeypatch, capsys)
    said = run("replies", "check", str(folder / "en.yaml"), str(folder / "es.yaml"))
    assert (said.code, said.out) == (0, "2 read, no mistake in them.\n")
    broken = folder / "es.yaml"
    broken.write_text(broken.read_text("utf-8") + "more: words\n", encoding="utf-8")
    said = run("replies", "check", str(broken))
    assert said.code == 2
    assert "unknown key `more`" in said.err


def test_a_folder_without_phrases_is_told(tmp_path: Path) -> None:
    with pytest.raises(NudgesError, match="holds no phrases"):
        read_replies(tmp_path)
