"""Cases of danger: listed, read, seen, written down, closed."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from nudges.core.office.roles import Scope
from nudges.core.vocabulary import Danger
from nudges.flow.office import cases
from nudges.flow.office.person import LONGEST_NOTE
from nudges.store.office import cases as store
from nudges.web.api.cursors import Cursor, Limit, number_in, paged
from nudges.web.api.door import Calling, opens
from nudges.web.api.once import Key, Once
from nudges.web.api.people import Given
from nudges.web.edge import HasEdge

router = APIRouter(route_class=Once, prefix="/cases", tags=["cases"])

CaseId = Annotated[str, Path(pattern=r"^[0-9]{1,15}$", description="The case's id.")]


class Which(StrEnum):
    """Which cases to list."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


_OPEN = {Which.OPEN: True, Which.CLOSED: False, Which.ALL: None}


class Case(BaseModel):
    """A disclosure of danger that somebody has to see and close. It holds no words of the person.

    `seen_by` and `closed_by` are ids of staff or of a token; null with a moment: at the prompt.
    """

    id: str
    person_id: str
    dangers: list[Danger] = Field(description="Every kind that was said, the worst first.")
    certain: bool = Field(description="False: it is only possible, and nobody was woken for it.")
    of_somebody: bool = Field(description="All of it was told of somebody else, not of themselves.")
    times: int = Field(description="How often they disclosed something since it was opened.")
    opened_at: datetime
    said_at: datetime = Field(description="When they did so last.")
    seen_at: datetime | None
    seen_by: str | None
    closed_at: datetime | None
    closed_by: str | None

    @classmethod
    def of(cls, one: store.Case) -> "Case":
        """As it is kept."""
        return cls(**_fields(one))


class CaseNote(BaseModel):
    """What somebody wrote down."""

    id: str
    at: datetime
    by: str | None
    words: str | None = Field(description="Null if no key opens them any more.")


class CaseWithNotes(Case):
    """A case, and what was done for it."""

    notes: list[CaseNote]


class CasePage(BaseModel):
    """Some cases, the newest first."""

    items: list[Case]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class NoteNew(Given):
    """What was done."""

    words: str = Field(
        min_length=1, max_length=LONGEST_NOTE, examples=["Called her; she is with her sister."]
    )


@router.get("", **opens(Scope.CASES_READ))
def list_cases(
    edge: HasEdge,
    acting: Calling,
    state: Annotated[Which, Query(description="Which cases.")] = Which.OPEN,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CasePage:
    """List cases. This is no emergency service: have staff on duty told by mail too."""
    found = cases.page(edge.service, acting, _OPEN[state], number_in(cursor), limit + 1)
    shown, more = paged(found, limit, lambda one: (one.id,))
    return CasePage(items=[Case.of(one) for one in shown], next=more)


@router.get("/{case_id}", **opens(Scope.CASES_READ))
def read_case(case_id: CaseId, edge: HasEdge, acting: Calling) -> CaseWithNotes:
    """Read a case, with what staff wrote down. The look is in the audit."""
    case, notes = cases.with_notes(edge.service, acting, int(case_id), edge.clock())
    told = [CaseNote(id=str(one.id), at=one.at, by=one.staff_id, words=one.words) for one in notes]
    return CaseWithNotes(**_fields(case), notes=told)


@router.post("/{case_id}/seen", **opens(Scope.CASES_WRITE))
def see_case(case_id: CaseId, edge: HasEdge, acting: Calling, key: Key = None) -> Case:
    """Say that somebody has seen it; nobody else is told then. Do so only when a person has."""
    return Case.of(cases.seen(edge.service, acting, int(case_id), edge.clock()))


@router.post("/{case_id}/notes", status_code=201, **opens(Scope.CASES_WRITE))
def note_case(case_id: CaseId, given: NoteNew, edge: HasEdge, acting: Calling, key: Key = None) -> Case:
    """Write down what was done. It is sealed with the person's key."""
    return Case.of(cases.note(edge.service, acting, int(case_id), given.words, edge.clock()))


@router.post("/{case_id}/close", **opens(Scope.CASES_WRITE))
def close_case(case_id: CaseId, edge: HasEdge, acting: Calling, key: Key = None) -> Case:
    """Close a case. One that is certain can be closed once what was done is written down."""
    return Case.of(cases.close(edge.service, acting, int(case_id), edge.clock()))


def _fields(one: store.Case) -> dict[str, object]:
    return {
        "id": str(one.id),
        "person_id": one.person_id,
        "dangers": list(one.dangers),
        "certain": one.certain,
        "of_somebody": one.of_somebody,
        "times": one.times,
        "opened_at": one.opened_at,
        "said_at": one.said_at,
        "seen_at": one.seen_at,
        "seen_by": one.seen_by,
        "closed_at": one.closed_at,
        "closed_by": one.closed_by,
    }
