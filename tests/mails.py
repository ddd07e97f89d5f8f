"""Weekly mails of imagined people, and what they are to look like: `python -m tests.mails` renews it.

What is expected is kept in tests/data/summaries, to be read and looked at before it is committed.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from nudges.core.progress.milestones import Milestone
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.render.locale_bundle import Voice
from nudges.core.render.templates import Mail
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.summary.view import Extras, SummaryView, render_summary, summary_view
from nudges.core.vocabulary import Expects
from tests.folders import DATA
from tests.harness import voices

EXPECTED = DATA / "summaries"
MONDAY = date(2026, 11, 16)
PAGE = "https://nudges.example/me/abc?a=1&b=2"
LEAVE = "https://nudges.example/u/abc?a=1&b=2"
DONE, SKIP, NOTE = Kind.DONE, Kind.NOT_DONE, Kind.NOTE

TITLES = {
    "en": {"appreciation": "Daily appreciation", "check-in": "Check-in", "ritual": "Weekly ritual"},
    "es": {"appreciation": "Algo bueno cada día", "check-in": "¿Cómo va?", "ritual": "Ritual semanal"},
}
THEME = {
    "en": ("Saying what you need", "Small, plain sentences about what is fine and what is not."),
    "es": ("Decir lo que necesitas", "Frases cortas y claras sobre lo que está bien y lo que no."),
}
QUESTION = {
    "en": ("ease", "How safe and at ease did you feel with people this week (1 hardly, 5 fully)?"),
    "es": ("ease", "¿Qué tan en calma te sentiste con la gente esta semana (1 casi nada, 5 del todo)?"),
}
OTHER = {
    "en": ("How kind is the voice in your head right now (1 harsh, 5 kind)?", 2),
    "es": ("¿Qué tan amable es la voz en tu cabeza ahora mismo (1 dura, 5 amable)?", 2),
}
NOTES = {
    "en": ((1, "I told Ana that I was tired. She made tea."), (5, "We walked to the river & <back>.")),
    "es": ((1, "Le dije a Ana que no podía más. Hizo té."), (5, "Fuimos al río & <volvimos>.")),
}


def asked(step: str, day: int, *said: Kind | int, status: Status = Status.DELIVERED) -> Asked:
    """A nudge `day` days after MONDAY, answered for its own day, in the morning; a number is a rating."""
    on = MONDAY + timedelta(days=day)
    at = datetime.combine(on, time(9, 30), UTC)
    answers = tuple(
        Answer(Kind.RATING, one, on, at=at)
        if isinstance(one, int)
        else Answer(one, None, on, one is NOTE, at)
        for one in said
    )
    asks = ("ease", 1, Expects.RATING) if step == "check-in" else ()
    return Asked(step, on, status, answers, *asks)


RICH = [
    *(asked("appreciation", day, DONE) for day in range(-21, -7)),
    *(asked("appreciation", day, DONE) for day in (-6, -4, 0, 3, 6)),
    asked("appreciation", 1, NOTE),
    asked("appreciation", 2, SKIP),
    asked("appreciation", 4),
    asked("appreciation", 5, status=Status.MISSED),
    *(asked("check-in", day, rating) for day, rating in ((-19, 2), (-12, 3), (-5, 3), (2, 4))),
    asked("ritual", 5, NOTE),
]
QUIET = [asked("appreciation", day) for day in range(-21, 7)]
BEGUN = [asked("appreciation", 5, DONE), asked("appreciation", 6)]


@cache
def voice(locale: str) -> Voice:
    return voices().of(locale)


def rich(locale: str = "en") -> SummaryView:
    """A week that has everything."""
    return summary_view(
        RICH,
        TITLES[locale],
        MONDAY,
        voice(locale).language,
        programme="Steady Ground",
        name="Sam",
        locale=locale,
        question=QUESTION[locale],
        others=[OTHER[locale]],
        extras=Extras(
            milestone=Milestone("kept-21", MONDAY + timedelta(days=4)),
            notes=[(MONDAY + timedelta(days=day), words) for day, words in NOTES[locale]],
            theme=THEME[locale],
        ),
        page_url=PAGE,
        unsubscribe_url=LEAVE,
    )


def plain(history: list[Asked], *, name: str = "", programme: str = "Steady Ground") -> SummaryView:
    """A week with nothing but what was answered."""
    return summary_view(
        history,
        TITLES["en"],
        MONDAY,
        voice("en").language,
        programme=programme,
        name=name,
        question=QUESTION["en"],
        page_url=PAGE,
        unsubscribe_url=LEAVE,
    )


def rendered(view: SummaryView) -> Mail:
    return render_summary(voice(view.language.code).templates, view)


#: The mails whose looks are kept, by name.
MAILS: dict[str, Callable[[], Mail]] = {
    "rich.en": lambda: rendered(rich("en")),
    "rich.es": lambda: rendered(rich("es")),
    "quiet.en": lambda: rendered(plain(QUIET)),
    "begun.en": lambda: rendered(plain(BEGUN, name="Sam")),
}


def lines(html: str) -> str:
    """A tag a line, so that a change shows where it is."""
    return re.sub(r">\s*<", ">\n<", html).strip() + "\n"


def text(mail: Mail) -> str:
    return f"Subject: {mail.subject}\n\n{mail.text}"


if __name__ == "__main__":
    EXPECTED.mkdir(parents=True, exist_ok=True)
    for name, made in MAILS.items():
        mail = made()
        (EXPECTED / f"{name}.txt").write_text(text(mail), encoding="utf-8")
        (EXPECTED / f"{name}.html").write_text(lines(mail.html), encoding="utf-8")
