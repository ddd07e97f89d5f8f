"""Messages to many: counted and checked, sent, watched and stopped."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from nudges.core.office.roles import Scope
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.office.broadcasts import broadcasts
from nudges.flow.office.broadcasts.broadcasts import LONGEST, WIDEST, Draft
from nudges.store.office.broadcasts import Broadcast as Kept
from nudges.store.office.find import Filter
from nudges.web.api.door import Calling, opens
from nudges.web.api.once import Key, Once
from nudges.web.api.people import Given, PlanName
from nudges.web.edge import HasEdge

router = APIRouter(route_class=Once, prefix="/broadcasts", tags=["broadcasts"])

BroadcastId = Annotated[str, Path(pattern=r"^[0-9]{1,15}$", description="The message's id.")]
Language = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9-]+$")]
Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


def _there_is(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a day and a time that there are, such as 2026-12-01T10:00") from None
    return text


#: A moment on everybody's own clock, which has no offset.
_WALL = StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")
WallTime = Annotated[str, _WALL, AfterValidator(_there_is)]

_WIDEST = int(WIDEST / timedelta(minutes=1))


class BroadcastNew(Given):
    """A message to everybody who is active, or to some of them. It holds no placeholders.

    It is never for anybody who is paused, has stopped, is only invited or rests after words of danger; that
    is looked at again at the moment of sending.
    """

    words: Annotated[dict[Language, Said], Field(min_length=1, max_length=10)] = Field(
        description="What it says, by language. A text is one SMS segment.",
        examples=[{"en": "The group meets an hour later this week."}],
    )
    at: WallTime = Field(
        description="When it is due, on each person's own clock.", examples=["2026-12-01T10:00"]
    )
    spread_minutes: int = Field(0, ge=0, le=_WIDEST, description="Over how long it is spread.")
    plan: PlanName | None = Field(None, description="Those on this plan.")
    language: Language | None = Field(None, description="Those who read this language.")

    def draft(self) -> Draft:
        """The same for flow."""
        wanted = Filter(plan=self.plan or "", locale=self.language or "")
        return Draft(
            wanted, datetime.fromisoformat(self.at), timedelta(minutes=self.spread_minutes), self.words
        )


class BroadcastGroup(BaseModel):
    """People who get it in one language by one medium."""

    language: str
    medium: Medium
    people: int
    segments: int = Field(description="SMS segments for each; 0 for a mail.")


class BroadcastChecked(BaseModel):
    """Who would get it now, and what it would cost. Nothing was kept."""

    people: int
    segments: int = Field(description="SMS segments of all together.")
    seconds: float | None = Field(description="At the pace of your number; null without one.")
    discreet: int = Field(description="How many of them asked for messages that show nothing.")
    groups: list[BroadcastGroup]


class BroadcastMade(BaseModel):
    """It goes out."""

    id: str


class Broadcast(BaseModel):
    """A message to many, without its words."""

    id: str
    made_at: datetime
    made_by: str | None
    plan: str | None
    language: str | None
    at: str = Field(description="On each person's own clock.", examples=["2026-12-01T10:00"])
    spread_minutes: int
    people: int = Field(description="As counted when it was sent.")
    segments: int
    stopped_at: datetime | None
    stopped_by: str | None


class BroadcastStatus(Broadcast):
    """The same, and what became of its nudges so far."""

    nudges: dict[Status, int]


class BroadcastList(BaseModel):
    """The newest ones."""

    items: list[Broadcast]


class BroadcastStopped(BaseModel):
    """Nothing more of it goes out."""

    id: str
    ended: int = Field(description="How many nudges had not gone yet.")


@router.post("/check", **opens(Scope.BROADCASTS_WRITE))
def check_broadcast(given: BroadcastNew, edge: HasEdge, acting: Calling, key: Key = None) -> BroadcastChecked:
    """Count who would get it and check its words, without sending anything."""
    found = broadcasts.check(edge.service, acting, given.draft(), edge.clock())
    groups = [
        BroadcastGroup(language=one.language, medium=one.medium, people=one.people, segments=one.segments)
        for one in found.groups
    ]
    return BroadcastChecked(
        people=found.people,
        segments=found.segments,
        seconds=found.seconds,
        discreet=found.discreet,
        groups=groups,
    )


@router.post("", status_code=201, **opens(Scope.BROADCASTS_WRITE))
def send_broadcast(given: BroadcastNew, edge: HasEdge, acting: Calling, key: Key = None) -> BroadcastMade:
    """Send it. Check it first. Without an Idempotency-Key the same request is another message."""
    number = broadcasts.send(edge.service, acting, given.draft(), edge.service.new_id(), edge.clock())
    return BroadcastMade(id=str(number))


@router.get("", **opens(Scope.BROADCASTS_WRITE))
def list_broadcasts(edge: HasEdge, acting: Calling) -> BroadcastList:
    """List the newest messages to many."""
    return BroadcastList(items=[Broadcast(**_fields(one)) for one in broadcasts.listed(edge.service, acting)])


@router.get("/{broadcast_id}", **opens(Scope.BROADCASTS_WRITE))
def read_broadcast(broadcast_id: BroadcastId, edge: HasEdge, acting: Calling) -> BroadcastStatus:
    """Read how far one is."""
    one, stands = broadcasts.find(edge.service, acting, int(broadcast_id))
    return BroadcastStatus(**_fields(one), nudges=dict(sorted(stands.items())))


@router.post("/{broadcast_id}/stop", **opens(Scope.BROADCASTS_WRITE))
def stop_broadcast(
    broadcast_id: BroadcastId, edge: HasEdge, acting: Calling, key: Key = None
) -> BroadcastStopped:
    """Stop one: whatever had not gone yet does not go. Twice is the same as once."""
    ended = broadcasts.stop(edge.service, acting, int(broadcast_id), edge.clock())
    return BroadcastStopped(id=broadcast_id, ended=ended)


def _fields(one: Kept) -> dict[str, object]:
    return {
        "id": str(one.id),
        "made_at": one.made_at,
        "made_by": one.made_by,
        "plan": one.wanted.plan or None,
        "language": one.wanted.locale or None,
        "at": one.at.isoformat(timespec="minutes"),
        "spread_minutes": int(one.spread / timedelta(minutes=1)),
        "people": one.people,
        "segments": one.segments,
        "stopped_at": one.stopped_at,
        "stopped_by": one.stopped_by,
    }
