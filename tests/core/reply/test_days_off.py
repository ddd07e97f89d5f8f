"""Days that are named: "away from weds to friday", "not tomorrow", "del 10 al 14": a pause, and no stop."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nudges.core.person.person import State
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.harness import CARE
from tests.rows import each_row
from tests.understood import MADRID, listed, understand

MONDAY = datetime(2026, 6, 8, 10, 30, tzinfo=MADRID)


def told(meaning: Meaning) -> str:
    """What a pause comes to: its first day, and the day on which something comes again."""
    if meaning.kind is not Kind.PAUSE or meaning.until is None:
        return f"{meaning.kind} {' '.join(told(one) for one in meaning.choices)}".rstrip()
    ends = f"{meaning.until:%d %b}"
    return f"{meaning.since:%d %b} - {ends}" if meaning.since else f"now - {ends}"


def heard(text: str, at: datetime = MONDAY) -> str:
    return told(understand(text, Expects.DONE, at=at, care=CARE))


#: On Monday 8 June 2026, 10:30.
WHEN = {
    "10 Jun - 13 Jun": """
        I'm away from weds to friday so don't text those days pls | del miércoles al viernes no estoy |
        from wednesday to friday I'm away | away wed-fri | away wed - fri | away wed to fri | pause wed
        thru fri | pause from wednesday to friday | desde el miércoles hasta el viernes no me escriban |
        de miércoles a viernes estoy fuera | no texts wednesday, thursday and friday | miércoles, jueves
        y viernes nada, porfa
    """,
    "10 Jun - 15 Jun": """
        I'm on holiday from the 10th to the 14th | away June 10-14 | I'm away 10 to 14 june | I'm away
        June 10 to June 14 | no texts from the 10th until the 14th | away from 10/6 to 14/6 | no texts
        between the 10th and the 14th | estoy de vacaciones del 10 al 14 de junio | pausa del 10 al 14 |
        no me escriban del 10 al 14 | entre el 10 y el 14 no estaré | dejen de escribirme del 10 al 14 |
        I'm off to Spain from the 10th to the 14th | stop messages from the 10th to the 14th | del 10 al
        14 estoy de vacaciones
    """,
    "now - 18 Jun": """
        don't text me before the 18th of june | please do not message me before June 18 | no more texts
        before the 18th please | no me escriban antes del 18 de junio
    """,
    "09 Jun - 10 Jun": """
        mañana no me escribas que es el cumple de mi hija | don't text me tomorrow | skip tomorrow | not
        tomorrow please, it's the funeral | not tomorrow | no messages tomorrow please | pause tomorrow
        | no me manden nada mañana | nada mañana por favor | pausa mañana | away tomorrow | I'm away
        tomorrow | leave me alone tomorrow | stop texts tomorrow | dejen de escribirme mañana | mañana
        no, porfa | please don't text me tomorrow, big day
    """,
    "11 Jun - 12 Jun": """
        please don't text me on thursday | no texts thursday | el jueves no me escriban | stop texting
        me on thursday | not thursday thanks | no msgs on thursday pls
    """,
    "11 Jun - 13 Jun": """
        could you skip thursday and friday please | can you not text me on thursday or friday |
        skip Thursday and Friday | nothing thursday or friday please | jueves y viernes nada porfa | no
        quiero mensajes el jueves ni el viernes | I have exams thursday and friday, no texts please |
        off thursday, back saturday
    """,
    "13 Jun - 15 Jun": """
        nada este fin de semana | don't text this weekend | no texts this weekend | skip this weekend |
        leave me alone this weekend | este fin de semana no me manden mensajes
    """,
    "15 Jun - 22 Jun": """
        no messages next week | la semana que viene no me escriban | on holiday next week | not next
        week | I'm away next week | skip next week | pause next week | la próxima semana estoy de viaje
        | la semana que viene estoy fuera | pausa la semana que viene
    """,
    "03 Dec - 11 Dec": "away Dec 3-10 | away 3-10 dec | away 3 – 10 Dec | de viaje del 3 al 10 de diciembre",
    "28 Dec - 04 Jan": "away from 28 dec to 3 jan | nada del 28 de diciembre al 3 de enero",
    # what has an end and no beginning is as it was, and so is a day on which they are back
    "now - 12 Jun": "pause until friday | away until friday | back friday | vuelvo el viernes",
    "now - 09 Jun": "don't text me today | pause today",
    "now - 10 Jun": "no texts today or tomorrow",
    # asked about
    "unclear 15 Jun - 16 Jun 12 Jun - 13 Jun note": "no texts on monday and friday",
    "unclear now - 11 Jun 05 Jul - 11 Jul note": "away from the 5th to the 10th | del 5 al 10 no me escriban",
    # no matter of some days
    "stop": """
        STOP. I'm away from weds to friday | don't text me ever again, tomorrow or any day | stop
        texting me from monday | don't text me tomorrow or ever
    """,
    "done": "I worked from wednesday to friday and did it | del lunes al viernes lo hice",
    "not_done": "not today | hoy no | skip today",
    "note": """
        we were away from the 10th to the 14th and it helped | estuvimos fuera del 10 al 14 |
        he is away from wednesday to friday | therapist's away two
        weeks | I'm going away with the kids tomorrow | no wait, it was Tuesday, not Monday, that she
        rang
    """,
}


@each_row([(text, then) for then, texts in WHEN.items() for text in listed(texts)])
def test_days_that_are_named(text: str, then: str) -> None:
    assert heard(text) == then


@each_row(
    [
        # weekdays: the next one, and the second after the first
        ("2026-06-10 09:00", "away from wednesday to friday", "17 Jun - 20 Jun"),
        ("2026-06-11 09:00", "away from wednesday to friday", "17 Jun - 20 Jun"),
        ("2026-06-12 09:00", "away saturday to tuesday", "13 Jun - 17 Jun"),
        ("2026-06-14 09:00", "del lunes al miércoles estoy fuera", "15 Jun - 18 Jun"),
        ("2026-06-11 09:00", "skip thursday and friday", "18 Jun - 20 Jun"),
        # a weekend, or days, that have begun
        ("2026-06-13 09:00", "no texts this weekend", "now - 15 Jun"),
        ("2026-06-14 23:50", "no texts this weekend", "now - 15 Jun"),
        ("2026-06-10 09:00", "away from the 10th to the 14th", "now - 15 Jun"),
        ("2026-12-05 09:00", "away Dec 3-10", "now - 11 Dec"),
        ("2026-12-10 23:00", "away Dec 3-10", "now - 11 Dec"),
        ("2026-06-08 09:00", "away from today to friday", "now - 13 Jun"),
        # the ends of months and years, and of February
        ("2026-06-20 09:00", "away from the 28th to the 3rd", "28 Jun - 04 Jul"),
        ("2026-06-20 09:00", "no me escriban del 28 al 3", "28 Jun - 04 Jul"),
        ("2026-06-08 09:00", "away from the 31st to the 2nd", "31 Jul - 03 Aug"),
        ("2026-12-20 09:00", "away from the 28th to the 3rd", "28 Dec - 04 Jan"),
        ("2026-12-31 09:00", "no messages tomorrow please", "01 Jan - 02 Jan"),
        ("2026-12-28 09:00", "no messages next week", "04 Jan - 11 Jan"),
        ("2026-12-30 09:00", "skip thursday and friday", "31 Dec - 02 Jan"),
        ("2027-02-26 09:00", "no texts from 27 feb to 1 march", "27 Feb - 02 Mar"),
        ("2026-12-08 09:00", "no messages next month", "01 Jan - 01 Feb"),
    ]
)
def test_edges_of_weeks_months_and_years(now: str, text: str, then: str) -> None:
    assert heard(text, datetime.fromisoformat(now).replace(tzinfo=MADRID)) == then


def test_figures_are_read_as_their_language_writes_them() -> None:
    def said(text: str, locale: str) -> str:
        return told(understand(text, None, at=MONDAY, locale=locale))

    assert said("no texts from 10/6 to 14/6", "es") == "10 Jun - 15 Jun"
    assert said("no texts from 6/10 to 6/12", "en") == "10 Jun - 13 Jun"
    assert said("no texts from 30/6 to 5/7", "en") == "30 Jun - 06 Jul", "there is no month 30"
    assert said("no texts from 30/2 to 31/2", "es") != "stop"


def test_who_stopped_pauses_nothing() -> None:
    said = understand("I'm away from weds to friday", None, at=MONDAY, state=State.STOPPED)
    assert said.kind is not Kind.PAUSE


def test_in_plain_danger_a_day_is_no_reason_to_write_on_the_others() -> None:
    said = understand("don't text me tomorrow, I am going to kill myself tonight", None, at=MONDAY, care=CARE)
    assert said.in_danger
    assert said.since is None


@given(
    st.integers(0, 3 * 366 * 24 * 60),
    st.sampled_from([text for texts in WHEN.values() for text in listed(texts)]),
)
def test_a_pause_is_ahead_and_begins_before_it_ends(minutes: int, text: str) -> None:
    at = (MONDAY.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(MADRID)
    meaning = understand(text, Expects.DONE, at=at)
    for one in (meaning, *meaning.choices):
        if one.since is not None:
            assert one.until is not None
            assert at < one.since < one.until <= at + timedelta(days=400)
