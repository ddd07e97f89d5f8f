"""A person's progress by weeks: what the prompt prints and the API returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nudges.core.person.person import Person
from nudges.core.progress.milestones import Milestone, milestones
from nudges.core.progress.ratings import RatedWeek, Rating, other_ratings, rated_weeks
from nudges.core.progress.streaks import Runs, runs
from nudges.core.progress.weeks import Asked, Week, week_of, weeks
from nudges.flow.service import Service
from nudges.flow.summary.compose import BEGINNING, asked_weekly, courses, weekly_question
from nudges.store.db import Tx
from nudges.store.people import people
from nudges.store.people.people import Enrolment
from nudges.store.replies import replies


@dataclass(frozen=True, slots=True)
class Progress:
    """Some weeks of one person, and what they belong to.

    `rated` are the same weeks with their answers to the weekly question, whose practice and words are
    `question`.
    """

    weeks: list[Week]
    rated: list[RatedWeek]
    asked: list[Asked]
    question: tuple[str, str] | None
    reached: list[Milestone]
    today: date

    def runs(self, week: Week) -> Runs:
        """The runs of kept days at the end of a week, or today."""
        return runs(self.asked, min(self.today, week.monday + timedelta(days=6)))

    def others_in(self, week: Week) -> tuple[Rating, ...]:
        """The answers of a week to other questions."""
        return other_ratings(self.asked, self.question[0] if self.question else None, week.monday)

    def reached_in(self, week: Week) -> list[Milestone]:
        """The milestones of a week."""
        return [one for one in self.reached if week_of(one.on) == week.monday]


def progress_of(service: Service, tx: Tx, person: Person, n: int, now: datetime) -> Progress:
    """Their last `n` weeks, fewer if they began since. Weeks are those of the person's own clock."""
    today = person.local(now).date()
    asked = replies.asked(tx, person.id, BEGINNING)
    enrolled = people.enrolments(tx, [person.id])
    plans = [one.plan for one in enrolled]
    question, this = asked_weekly(service.voices.base, weekly_question(service, plans)), week_of(today)
    n = min(n, (this - first_week(enrolled, asked, this)).days // 7 + 1)
    practice = question[0] if question else None
    reached = milestones(asked, today, courses(service, enrolled), practice)
    return Progress(
        weeks(asked, this, n), rated_weeks(asked, practice, this, n), asked, question, reached, today
    )


def first_week(enrolled: Sequence[Enrolment], asked: Sequence[Asked], this: date) -> date:
    """The Monday of the week in which a person began; this week's if they are still to begin."""
    days = [*(one.starts_on for one in enrolled), *(one.local_date for one in asked)]
    return min([this, *map(week_of, days)])
