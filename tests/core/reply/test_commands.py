"""What people ask of us in a reply, and what only sounds like it."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.danger.detect import Care, Cry, Danger, Tier
from nudges.core.person.person import State
from nudges.core.reply import understand as reply
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.harness import CARE
from tests.understood import CARRIER_STOPS, MADRID, PHRASES, TUESDAY, listed, understand

EVERY = (None, *Expects)
COMMANDS = set(Kind) - {Kind.DONE, Kind.NOT_DONE, Kind.RATING, Kind.NOTE, Kind.UNCLEAR}

#: What is asked in so many words, whatever the open nudge wants to know.
ASKED = {
    Kind.SNOOZE: (
        "remind me later | ask me again in 2 hours | text me tomorrow at 9 please | "
        "mándamelo en una hora | snooze"
    ),
    Kind.PAUSE: (
        "pause | pause for a week | please pause my messages until monday | pausa | "
        "no texts until friday please"
    ),
    Kind.RESUME: "resume | unpause | I'm back | ya volví | reanudar los mensajes",
    Kind.RETIME: "text me at 7pm instead | change my time to 19:30 | can you send these at 9 from now on",
    Kind.UNDO: (
        "undo | oops wrong | deshacer | that was a mistake | delete my last answer | "
        "take back what I just told you | I hit 5 by mistake"
    ),
    Kind.STATUS: "status | how am I doing? | my progress | ¿cómo voy? | how many days have I kept",
    Kind.WHY: (
        "why | why did I get this | why are you texting me | when is the next one | ¿por qué me llegó esto?"
    ),
    Kind.HELP: (
        "help | who is this | ¿qué es esto? | how does this work | how do I erase my data? | "
        "how can I delete everything I wrote | cómo hago para borrar mis datos"
    ),
}
STORIES = """
    we paused and breathed | later that night he apologised | I was late | why does he do that | my
    progress is slow but real | she asked me to remind her later | He said he would text me at 8pm every
    day | we resumed talking | I need some time with my sister, he said | mañana voy a verlo | me dijo
    que más tarde hablábamos | I told him to pause and listen | that was a mistake he made | I keep
    asking why he left | at noon we ate together | the help I got was real | mornings are hard since he
    left | I want to start again with her | how many times have they promised | my status at work
    changed
"""


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, line in ASKED.items() for text in listed(line)]
)
def test_a_request_is_heard_whatever_was_asked(kind: Kind, text: str) -> None:
    for expects in EVERY:
        assert understand(text, expects).kind is kind


@pytest.mark.parametrize("story", listed(STORIES))
def test_a_story_with_the_words_is_a_note(story: str) -> None:
    assert understand(story, Expects.NOTE) == Meaning(Kind.NOTE, note=story)


@pytest.mark.parametrize("story", listed(STORIES))
def test_a_story_asks_for_nothing(story: str) -> None:
    assert understand(story, Expects.DONE).kind not in COMMANDS - {Kind.SNOOZE}


@pytest.mark.parametrize(
    "text",
    listed(
        """
        YES | sí | ok | Sure! | ok I'm in | 👍 | claro que sí | I agree, thanks
        """
    ),
)
def test_a_yes_begins_only_what_one_is_invited_to(text: str) -> None:
    assert understand(text, None, state=State.INVITED) == Meaning(Kind.START)
    for state in (State.ACTIVE, State.PAUSED, State.STOPPED):
        assert understand(text, None, state=state).kind is not Kind.START


@pytest.mark.parametrize("text", listed("yes but who is this | maybe | done | no thanks | not sure, yes?"))
def test_half_a_yes_begins_nothing(text: str) -> None:
    assert understand(text, None, state=State.INVITED).kind is not Kind.START


def test_who_stopped_can_only_start_ask_for_help_or_cry_for_it() -> None:
    for kind, line in ASKED.items():
        for text in listed(line):
            got = understand(text, None, state=State.STOPPED).kind
            assert got in ({Kind.HELP} if kind is Kind.HELP else set(Kind) - COMMANDS | {Kind.START})
    for text in ("START", "unstop", "resume my messages", "continue", "sign me back up"):
        assert understand(text, None, state=State.STOPPED) == Meaning(Kind.START)
    assert understand("continue", None).kind is Kind.RESUME
    assert understand("START", None, state=State.PAUSED).kind is Kind.START


def test_a_pause_can_be_changed_while_it_lasts() -> None:
    for expects in (None, *Expects):
        assert understand("pause for 3 days", expects, state=State.PAUSED).kind is Kind.PAUSE
        assert understand("undo", expects, state=State.PAUSED).kind is Kind.UNDO


def test_a_stop_with_an_end_is_a_pause() -> None:
    monday = datetime(2026, 11, 30, tzinfo=MADRID)
    for text in (
        "stop until monday",
        "until monday",
        "until Monday please",
        "don't text me until Monday",
        "no me escriban hasta el lunes",
        "leave me alone until monday",
    ):
        assert understand(text, Expects.DONE) == Meaning(Kind.PAUSE, until=monday)
    assert understand("no texts until monday. STOP", None).kind is Kind.STOP


def test_several_answers_in_one() -> None:
    done, rest = Meaning(Kind.DONE), Meaning(Kind.NOT_DONE)
    for text in ("Y N Y", "yes, no, yes", "sí no sí", "done skip done", "✅ ❌ ✅", "y\nn\ny"):
        got = understand(text, Expects.DONE)
        assert (got.kind, got.then) == (Kind.DONE, (rest, done))
    assert understand("4, 3", Expects.RATING) == Meaning(Kind.RATING, 4, then=(Meaning(Kind.RATING, 3),))
    assert understand("done 4, skip", Expects.DONE) == Meaning(Kind.DONE, 4, then=(rest,))
    assert understand("yes, yes, yes", Expects.DONE).then == (done, done)
    for text in ("no no", "yes yes", "si si", "yes, done", "no, skip", "👍👍", "4 done"):
        assert understand(text, Expects.DONE).then == ()


@pytest.mark.parametrize(
    "text",
    listed(
        "yesterday done | did it last night | lo hice ayer | anoche lo hice | I did yesterday's "
        "| didn't do it yesterday"
    ),
)
def test_yesterday_is_the_day_before(text: str) -> None:
    assert understand(text, Expects.DONE).days_ago
    assert not understand("done, we argued yesterday", Expects.DONE).days_ago
    assert not understand("2 better than yesterday", Expects.RATING).days_ago


def test_before_four_in_the_morning_it_is_still_yesterday() -> None:
    night = TUESDAY.replace(hour=3, minute=59)
    for text, expects in (
        ("done", Expects.DONE),
        ("no", Expects.DONE),
        ("4", Expects.RATING),
        ("he came", Expects.NOTE),
        ("thank you", Expects.DONE),
    ):
        assert understand(text, expects, at=night).days_ago
        assert not understand(text, expects, at=night.replace(hour=4, minute=0)).days_ago
    assert not understand("did it last night", Expects.DONE, at=TUESDAY.replace(hour=21)).days_ago
    assert not understand("done", None, at=night).days_ago, "nothing was asked"
    for command in ("stop", "help", "later", "pause"):
        assert not understand(command, Expects.DONE, at=night).days_ago


def test_what_nobody_could_tell_is_kept_and_asked_about() -> None:
    either = (Meaning(Kind.DONE), Meaning(Kind.NOT_DONE), Meaning(Kind.NOTE))
    for text in ("maybe", "hmm", "?", "kinda", "yes and no", "tal vez"):
        assert understand(text, Expects.DONE) == Meaning(Kind.UNCLEAR, note=text, choices=either)
    for text in ("7", "0", "3.5", "3 or 4", "4/10"):
        assert understand(text, Expects.RATING) == Meaning(Kind.UNCLEAR, note=text)
    for text in ("asdfgh", "jklñ", "hjkl qwrt"):
        assert understand(text, Expects.NOTE) == Meaning(Kind.UNCLEAR, note=text)
    assert understand("maybe", Expects.NOTE) == Meaning(Kind.NOTE, note="maybe")


@pytest.mark.parametrize("text", ["dziękuję bardzo", "unsbscrbie", "Desactívalo", "zrobione"])
def test_words_that_nobody_knows_are_told_so_and_not_kept_in_silence(text: str) -> None:
    """They may be a STOP in another language."""
    for expects in (Expects.DONE, Expects.RATING, None):
        assert understand(text, expects) == Meaning(Kind.UNCLEAR, note=text)
    assert understand(text, Expects.NOTE) == Meaning(Kind.NOTE, note=text)


def test_a_word_that_nobody_knows_among_others_is_a_note() -> None:
    assert understand("zrobione yesterday", None).kind is Kind.NOTE


def test_a_heart_answers_and_also_speaks() -> None:
    assert understand("❤️", Expects.DONE) == Meaning(Kind.DONE)
    assert understand("🎉", Expects.DONE) == Meaning(Kind.DONE)
    assert understand("😊", Expects.DONE).kind is Kind.UNCLEAR
    for heart in ("❤️", "😊"):
        assert understand(heart, Expects.NOTE) == Meaning(Kind.NOTE, note=heart)


@dataclass(frozen=True, slots=True)
class Listening(Care):
    """Hears one word."""

    def cry(self, text: str) -> Cry | None:
        return Cry(Danger.VIOLENCE, Tier.CERTAIN) if "DANGER" in text else None


@given(st.sampled_from([text for line in ASKED.values() for text in listed(line)]), st.sampled_from(EVERY))
def test_danger_comes_before_everything_but_stop(text: str, expects: Expects | None) -> None:
    for state in (State.ACTIVE, State.PAUSED, State.STOPPED, State.INVITED):
        said = f"{text}. DANGER"
        got = reply.understand(said, expects, TUESDAY, PHRASES, state=state, care=Listening())
        assert got == Meaning(Kind.SUPPORT, note=said, danger=Danger.VIOLENCE, tier=Tier.CERTAIN)


@given(st.sampled_from(CARRIER_STOPS), st.sampled_from(EVERY), st.sampled_from(list(State)))
def test_stop_comes_before_danger_which_is_seen_beside_it(
    word: str, expects: Expects | None, state: State
) -> None:
    got = reply.understand(f"{word}. DANGER", expects, TUESDAY, PHRASES, state=state, care=Listening())
    assert (got.kind, got.danger) == (Kind.STOP, Danger.VIOLENCE)
    assert reply.understand(word, expects, TUESDAY, PHRASES, state=state).kind is Kind.STOP


WORDS = st.sampled_from(
    listed(
        """
        pause | this | these | me | for | until | @at | @in | monday | text | messages | no | more | dont
        | send | plan | todo | mas | mensajes | lo | puedes | remind | again | later | how | many | days |
        have | i | why | did | you | y | n | 4 | yes | undo | that | last | one | the | a | and | change |
        time | to | better | at | 8 | every | day | instead | mornings | need | break | from | snooze | en
        | hora | estoy | de | vuelta | ready | continue
        """
    )
)


@given(st.lists(WORDS, max_size=45).map(" ".join), st.sampled_from(EVERY), st.sampled_from(list(State)))
def test_any_words_are_understood_at_once(text: str, expects: Expects | None, state: State) -> None:
    assert isinstance(understand(text, expects, state=state), Meaning)


@pytest.mark.parametrize(
    "text",
    ["pause because I'm sick", "pause, I'm sick", "please pause, I am sick", "pausa porque estoy enferma"],
)
@pytest.mark.parametrize("expects", EVERY)
def test_a_pause_with_its_reason_is_a_pause(text: str, expects: Expects | None) -> None:
    assert understand(text, expects) == Meaning(Kind.PAUSE)


@pytest.mark.parametrize(
    "text",
    listed(
        """
        stop the ritual | cancel the appreciation | please stop the weekly ritual |
        cancela el ritual
        """
    ),
)
def test_a_step_that_is_named_ends_not_everything(text: str) -> None:
    assert understand(text, Expects.DONE).kind is not Kind.STOP


@pytest.mark.parametrize(
    "text",
    listed(
        """
        turn these off | take me off the list | I withdraw my consent | be so kind as to remove this number |
        under GDPR article 17 I request erasure of my data | would you mind not messaging me again |
        st0p |
        ok so basically... stop. sorry. thx | stop x | please stop haha sorry to be a pain |
        apaguen esto de una vez | ya no los quiero recibir | alto a los mensajes por favor
        """
    ),
)
def test_a_stop_without_the_listed_verbs_fillers_around_it(text: str) -> None:
    assert {understand(text, expects).kind for expects in EVERY} == {Kind.STOP}


@pytest.mark.parametrize(
    "text",
    listed(
        """
        unsubscribe from netflix before they bill us again |
        I said unsubscribe to his excuses and he laughed |
        Boo what time u get out? | i'm home love, traffic was grand | resume is attached, wish me luck |
        lol wrong chat sorry | I'll let you know when I'm out | send me the new number |
        we hung out all day | we were out all week, so good
        """
    ),
)
def test_what_is_said_of_others_and_of_things_changes_nothing(text: str) -> None:
    changes = {Kind.STOP, Kind.PAUSE, Kind.RESUME, Kind.START, Kind.UNDO, Kind.RETIME}
    assert not {understand(text, expects).kind for expects in (None, Expects.DONE)} & changes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the answer is yes", Kind.DONE),
        ("told him", Kind.DONE),
        ("we went for the walk", Kind.DONE),
        ("just did", Kind.DONE),
        ("la respuesta es sí", Kind.DONE),
        ("afraid not", Kind.NOT_DONE),
        ("haven't", Kind.NOT_DONE),
        ("no way", Kind.NOT_DONE),
        ("he wasnt home so no", Kind.NOT_DONE),
        ("me temo que no", Kind.NOT_DONE),
    ],
)
def test_yes_and_no_in_other_words(text: str, kind: Kind) -> None:
    assert understand(text, Expects.DONE).kind is kind


@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(("move it to 7pm", 19), ("make it 19:00", 19), ("que sea a las 19", 19)),
        *(
            ("can we move these to 8?", 8),
            ("move it to 12 please", 12),
            ("move it to 19", 19),
            ("move it to 0", 0),
        ),
        *(
            ("better at 10, at 9 I'm on the bus", 10),
            ("at 10 suits me better, at 9 I'm on the bus", 10),
            ("mejor a las 10, a las 9 estoy en el bus", 10),
            ("the kids are down by 8, so 8:15", 8),
        ),
        *(("change it to 2 a day", None), ("move it to 24", None), ("move it to 30", None)),
    ],
)
def test_another_hour_is_for_good(text: str, at: int | None) -> None:
    got = understand(text, None)
    assert (got.kind, got.at.hour if got.at else None) == (Kind.RETIME, at)


@pytest.mark.parametrize(
    "text", ["I can't go on", "cant go on anymore", "resume? no, i can't go on", "no puedo seguir"]
)
def test_despair_resumes_nothing(text: str) -> None:
    for expects in EVERY:
        got = understand(text, expects, state=State.PAUSED, care=CARE)
        assert (got.danger, got.kind in {Kind.SUPPORT, Kind.NOTE}) == (Danger.SELF, True)


def test_a_stop_with_danger_is_both() -> None:
    got = understand("cancelen esto y llamen a la policía", Expects.DONE, care=CARE)
    assert (got.kind, got.in_danger) == (Kind.STOP, True)


@pytest.mark.parametrize("text", ["we split up so cancel them", "he left me, please stop these texts"])
def test_a_stop_may_come_after_what_others_did(text: str) -> None:
    assert understand(text, Expects.DONE).kind is Kind.STOP


@pytest.mark.parametrize("text", ["he wants to stop the texts", "we had to cancel the service"])
def test_what_others_stop_is_no_stop(text: str) -> None:
    assert understand(text, Expects.DONE).kind is not Kind.STOP


@pytest.mark.parametrize("expects", [None, Expects.DONE])
def test_a_number_nobody_asked_for_is_a_note(expects: Expects | None) -> None:
    for text in ("4", "3/5", "4 it was nice"):
        assert understand(text, expects) == Meaning(Kind.NOTE, note=text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, text)
        for kind, texts in {
            Kind.STOP: """
                delete my data | how do I delete my number from your list |
                don't text me at work or ever | don't text me at night ever again | stop texting me at work it
                annoys my boss | stop messaging me so early i need sleep | stop texting me at work and at home
                | no me escriban tan temprano nunca mas
            """,
            Kind.UNCLEAR: """
                don't text me at work | please stop texting me at night thank you | no me escriban
                tan temprano | don't text me before he leaves for work |
                please don't message me when she is around
            """,
        }.items()
        for text in listed(texts)
    ],
)
def test_a_stop_of_some_hours_is_asked_about_only_if_nothing_follows_it(kind: Kind, text: str) -> None:
    assert understand(text, Expects.DONE).kind is kind


@pytest.mark.parametrize(
    "text", ["no estoy bien", "not ok", "I'm not doing great today", "me siento mal hoy"]
)
def test_how_somebody_is_says_nothing_of_the_practice(text: str) -> None:
    assert understand(text, Expects.DONE).kind is Kind.NOTE
    assert understand(f"{text}, skip", Expects.DONE).kind is not Kind.NOTE
