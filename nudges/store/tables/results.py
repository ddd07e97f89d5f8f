"""How it goes, by week: counted again now and then from nudges and replies (store/results/figures.py)."""

from datetime import date

from sqlalchemy import BigInteger
from sqlmodel import Column, Field, SQLModel

from nudges.store.tables.columns import RowId


class WeekFigure(SQLModel, table=True):
    """How many nudges of one kind a week had. `week` is its Monday, by the people's own dates.

    `step` is the name of a step, or of a message of the service, which is of no plan; what a nudge has none
    of is "" or 0. `asked` of them went out and expect an answer. `sum_ratings`: of the `rated` ones.
    `bills` says of how many the provider told what it billed: `billed` segments, `price` in `currency`.
    `first_id` is the smallest id of a nudge among them, from which the week is read again.
    """

    __tablename__ = "week_figure"

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True, autoincrement=True))
    week: date = Field(index=True)
    plan: str
    step: str
    practice: str
    take: int
    medium: str
    status: str
    reason: str
    code: str
    nudges: int
    segments: int
    asked: int
    answered: int
    done: int
    not_done: int
    rated: int
    sum_ratings: int
    bills: int
    billed: int
    price: float
    currency: str
    first_id: int = Field(sa_column=Column(BigInteger, nullable=False))


class WeekCohort(SQLModel, table=True):
    """Those who began a plan in the week of `began` (a Monday): what they were asked and answered in `week`.

    In the newest week also how they stand: `stopped` of the `people` said STOP or were erased, and `silent`
    of the others let their last nudges go unanswered. In the weeks before these are 0.
    """

    __tablename__ = "week_cohort"

    week: date = Field(primary_key=True)
    plan: str = Field(primary_key=True)
    began: date = Field(primary_key=True)
    people: int
    stopped: int
    silent: int
    asked: int
    answered: int
