"""What was sent to a person and why, what they answered, and what it adds up to."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from nudges.core.office.roles import Scope
from nudges.core.progress.weeks import Cell
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.vocabulary import Expects, Medium, ServiceMessage
from nudges.flow.office import history
from nudges.flow.summary.progress import Progress as Reached
from nudges.web.api.cursors import Cursor, Limit, paged, place_in
from nudges.web.api.door import Calling, opens
from nudges.web.api.people import PersonId
from nudges.web.api.problems import ScopeError
from nudges.web.edge import HasEdge

router = APIRouter(prefix="/people/{person_id}", tags=["history"])

Words = Annotated[
    bool,
    Query(
        description="Return the words too. This needs the scope `words:read` and the person's consent, which "
        "they give on their own pages; the look is in the audit."
    ),
]


class Why(BaseModel):
    """Why a nudge is as it is: a code, and its values where it has any."""

    code: ReasonCode
    at: datetime | None = Field(None, description="The moment it waits for, or until which they rest.")
    late_seconds: float | None = Field(None, description="How late it was.")
    limit_seconds: float | None = Field(None, description="How late it may be.")
    provider_code: str | None = Field(None, description="What the provider called its error.")
    detail: str | None = Field(None, description="What has to be mended.")

    @classmethod
    def of(cls, one: Reason) -> "Why":
        """As it is kept."""
        return cls(
            code=one.code,
            at=one.at,
            late_seconds=None if one.late is None else one.late.total_seconds(),
            limit_seconds=None if one.limit is None else one.limit.total_seconds(),
            provider_code=one.provider_code,
            detail=one.detail,
        )


class Nudge(BaseModel):
    """One nudge: a step of a plan on one day, or a message of the service itself."""

    id: str
    plan: str | None
    step: str | None
    message: ServiceMessage | None = Field(description="What kind of message, if it is the service's own.")
    local_date: date = Field(description="The day on the person's calendar.")
    due_at: datetime
    status: Status
    reason: Why | None = Field(description="Null while it waits for nothing but its hour.")
    medium: Medium
    expects: Expects | None
    practice: str | None
    segments: int | None = Field(description="How many SMS it was charged as.")
    sent_at: datetime | None
    changed_at: datetime
    words: str | None = Field(description="Null unless words were asked for.")


class Reply(BaseModel):
    """One reply, and what it was taken to mean."""

    id: str
    nudge_id: str | None
    medium: Medium
    at: datetime
    local_date: date
    kind: Kind
    rating: int | None
    undone_at: datetime | None = Field(description="When they took it back.")
    words: str | None = Field(description="Null unless words were asked for.")
    answer: str | None = Field(
        description="What it was answered with at once; null unless words were asked for."
    )


class NudgePage(BaseModel):
    """Some nudges, the newest first."""

    items: list[Nudge]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class ReplyPage(BaseModel):
    """Some replies, the newest first."""

    items: list[Reply]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class ProgressDay(BaseModel):
    """What became of one day."""

    date: date
    result: Cell


class ProgressWeek(BaseModel):
    """A week of the person's own calendar, from Monday."""

    week: date
    kept: int = Field(description="Days on which something was kept.")
    rests: int = Field(description="Slots that were answered with “not today”.")
    asked: int = Field(description="Days on which something reached them.")
    ratings: list[int] = Field(description="Answers to the weekly question, 1 to 5.")
    median: float | None
    notes: int
    run: int = Field(description="Kept days in a row at the end of the week, days off allowed.")
    best_run: int
    milestones: list[str]
    days: list[ProgressDay]


class Progress(BaseModel):
    """The last weeks, the oldest first. docs/progress.md says what counts as what."""

    question: str | None = Field(description="The practice of the weekly question.")
    weeks: list[ProgressWeek]


@router.get("/nudges", **opens(Scope.PEOPLE_READ))
def list_nudges(
    person_id: PersonId,
    edge: HasEdge,
    acting: Calling,
    words: Words = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> NudgePage:
    """List what was sent to a person, and what was not and why, the newest first."""
    _may(acting, words)
    place, now = place_in(cursor), edge.clock()
    found = history.nudges(edge.service, acting, person_id, now, after=place, most=limit + 1, words=words)
    shown, more = paged(found, limit, lambda one: (one.due_at, one.id))
    items = [
        Nudge(
            id=str(one.id),
            plan=one.plan,
            step=one.step,
            message=None if one.message is None else ServiceMessage(one.message),
            local_date=one.local_date,
            due_at=one.due_at,
            status=one.status,
            reason=None if one.reason is None else Why.of(one.reason),
            medium=Medium(one.medium),
            expects=None if one.expects is None else Expects(one.expects),
            practice=one.practice,
            segments=one.segments,
            sent_at=one.sent_at,
            changed_at=one.changed_at,
            words=one.words,
        )
        for one in shown
    ]
    return NudgePage(items=items, next=more)


@router.get("/replies", **opens(Scope.PEOPLE_READ))
def list_replies(
    person_id: PersonId,
    edge: HasEdge,
    acting: Calling,
    words: Words = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ReplyPage:
    """List what a person answered, the newest first: kinds, days and numbers, and words if they are open."""
    _may(acting, words)
    place, now = place_in(cursor), edge.clock()
    found = history.replies(edge.service, acting, person_id, now, after=place, most=limit + 1, words=words)
    shown, more = paged(found, limit, lambda one: (one.at, one.id))
    items = [
        Reply(
            id=str(one.id),
            nudge_id=None if one.nudge_id is None else str(one.nudge_id),
            medium=Medium(one.medium),
            at=one.at,
            local_date=one.local_date,
            kind=Kind(one.kind),
            rating=one.rating,
            undone_at=one.undone_at,
            words=one.words,
            answer=one.answer,
        )
        for one in shown
    ]
    return ReplyPage(items=items, next=more)


@router.get("/progress", **opens(Scope.PEOPLE_READ))
def read_progress(
    person_id: PersonId,
    edge: HasEdge,
    acting: Calling,
    weeks: Annotated[int, Query(ge=1, le=104, description="How many weeks.")] = 4,
) -> Progress:
    """Read what their replies add up to, week by week."""
    found = history.progress(edge.service, acting, person_id, weeks, edge.clock())
    return Progress(question=found.question[0] if found.question else None, weeks=_weeks(found))


def _weeks(found: Reached) -> list[ProgressWeek]:
    told = []
    for week, rated in zip(found.weeks, found.rated, strict=True):
        run = found.runs(week)
        told.append(
            ProgressWeek(
                week=week.monday,
                kept=week.kept,
                rests=week.rests,
                asked=week.asked,
                ratings=[rating for _, rating in rated.ratings],
                median=rated.median,
                notes=week.notes,
                run=run.current,
                best_run=run.best,
                milestones=[one.key for one in found.reached_in(week)],
                days=[ProgressDay(date=day.date, result=day.cell) for day in week.days],
            )
        )
    return told


def _may(acting: Any, words: bool) -> None:
    if words and Scope.WORDS_READ not in acting.scopes:
        raise ScopeError(Scope.WORDS_READ)
