"""People: added, found, read, changed and erased."""

from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from nudges.core.language import parse_locale
from nudges.core.office.roles import Scope
from nudges.core.person.addresses import parse_email, parse_phone
from nudges.core.person.person import Person as Kept
from nudges.core.person.person import State
from nudges.core.vocabulary import WEEK, Medium, Who
from nudges.flow.office import amend, joining, roll
from nudges.flow.office import person as office
from nudges.flow.staff.import_csv import Fate, fate_of
from nudges.flow.staff.newcomer import LONGEST_ID, newcomer_of
from nudges.store.office.find import Filter
from nudges.store.people.people import Enrolment as KeptEnrolment
from nudges.store.people.preferences import Wished
from nudges.web.api.cursors import Cursor, Limit, paged, text_in
from nudges.web.api.door import Calling, opens
from nudges.web.api.once import Key, Once
from nudges.web.edge import HasEdge

router = APIRouter(route_class=Once, tags=["people"])

#: One line of text that can be seen.
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
PlanName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z0-9-]+$")]
HourMinute = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
PersonalTime = Annotated[
    str,
    StringConstraints(pattern=rf"^((?:{'|'.join(WEEK)}) ){{0,7}}([01][0-9]|2[0-3]):[0-5][0-9]$"),
]
PersonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The person's id.")]
Times = Annotated[
    dict[PlanName, Annotated[list[PersonalTime], Field(min_length=1, max_length=12)]],
    Field(
        max_length=20,
        description="Their own times of day by step; before the first of a weekly step may stand weekdays.",
        examples=[{"daily": ["07:30"], "ritual": ["sat 10:00"]}],
    ),
]


def absent() -> Any:
    """The default of a field that may be left out, and not be null."""
    return None


class Given(BaseModel):
    """What is sent: unknown fields are mistakes, not ignored."""

    model_config = ConfigDict(extra="forbid")


class PersonNew(Given):
    """Somebody to add. They need a plan, a zone, and a phone number or an email address.

    Without `consented_on` they get one invitation, and nothing more until they say yes.
    """

    plan: PlanName = Field(description="The plan they begin; see GET /plans.", examples=["rebuilding-trust"])
    zone: Line = Field(description="Where they live, an IANA time zone.", examples=["Europe/Madrid"])
    name: Line = Field("", description="What to call them.", examples=["Maya"])
    phone: Line = Field("", description="With + and country code.", examples=["+34600000000"])
    email: Line = Field("", examples=["maya@example.org"])
    external_id: Line = Field(
        "", max_length=LONGEST_ID, description="What your own system calls them.", examples=["patient-4711"]
    )
    starts_on: date | None = Field(None, description="Their first day; today if it is left out.")
    consented_on: date | None = Field(None, description="When they agreed in writing to be written to.")
    language: Line = Field(
        "",
        description="The language of their messages; default that of the country of their number, else of"
        " their zone, where we have texts in it.",
        examples=["es"],
    )
    who: Who | None = Field(None, description="Whether they were hurt, repair what they did, or both.")
    partner: bool = Field(False, description="Somebody close takes part.")
    partner_safe: bool = Field(False, description="They said it is safe to be around that person.")
    care: bool = Field(False, description="They asked for practices that can stir pain.")
    discreet: bool = Field(True, description="Messages hold only a link to their text.")
    times: Times = Field(default_factory=dict)

    def cells(self) -> dict[str, str]:
        """The same as the cells of a list: both are read by one function."""
        cells = {
            "plan": self.plan,
            "zone": self.zone,
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "external_id": self.external_id,
            "language": self.language,
            "start": self.starts_on,
            "consent": self.consented_on,
            "who": self.who,
            "partner": self.partner,
            "partner_safe": self.partner_safe,
            "care": self.care,
            "discreet": self.discreet,
        }
        read = {True: "yes", False: "no", None: ""}
        said = {k: read[v] if isinstance(v, bool | None) else str(v) for k, v in cells.items()}
        return said | {f"at:{step}": ",".join(times) for step, times in self.times.items()}


class PersonAdded(BaseModel):
    """What became of somebody who was to be added; nobody is added twice."""

    id: str
    result: Fate = Field(
        description="`added`; `invited`: added, and asked first; `enrolled`: they were here and begin this "
        "plan; `known`: they are on it already, and nothing was changed."
    )


class Enrolment(BaseModel):
    """A plan that a person is on."""

    plan: str
    starts_on: date
    times: dict[str, list[str]] = Field(description="Their own times of day by step, where they differ.")

    @classmethod
    def of(cls, one: KeptEnrolment) -> "Enrolment":
        """As it is kept."""
        times = {step: [part.strip() for part in at.split(",")] for step, at in one.times.items()}
        return cls(plan=one.plan, starts_on=one.starts_on, times=times)


class PersonListed(BaseModel):
    """A person on a list: no name, no number, no address."""

    id: str
    external_id: str | None
    state: State
    paused_from: datetime | None = Field(description="When a pause is to begin; null: none is.")
    paused_until: datetime | None
    zone: str
    enrolments: list[Enrolment]


class Person(PersonListed):
    """A person as they are kept."""

    name: str
    phone: str | None
    email: str | None
    language: str
    opens: str = Field(description="From when they may be written to, their time.", examples=["09:00"])
    closes: str = Field(description="Until when.", examples=["20:00"])
    who: Who
    partner: bool
    partner_safe: bool
    care: bool
    discreet: bool
    quiet_acks: bool
    notes_in_summary: bool
    prefers: Medium | None
    words_open: bool = Field(description="They agreed that staff read what they write.")


class PersonPage(BaseModel):
    """Some people, by id."""

    items: list[PersonListed]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class PersonChanges(Given):
    """What is to change. What is left out stays; null removes."""

    name: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    external_id: Annotated[Line, Field(max_length=LONGEST_ID)] | None = None
    zone: Line = Field(default_factory=absent)
    language: Line = Field(default_factory=absent)
    opens: HourMinute = Field(default_factory=absent)
    closes: HourMinute = Field(default_factory=absent)
    who: Who = Field(default_factory=absent)
    partner: bool = Field(default_factory=absent)
    partner_safe: bool = Field(default_factory=absent)
    care: bool = Field(default_factory=absent)
    discreet: bool = Field(default_factory=absent)
    quiet_acks: bool = Field(default_factory=absent)
    notes_in_summary: bool = Field(default_factory=absent)
    prefers: Medium = Field(default_factory=absent)


@router.post("/people", status_code=201, **opens(Scope.PEOPLE_WRITE))
def add_person(given: PersonNew, edge: HasEdge, acting: Calling, key: Key = None) -> PersonAdded:
    """Add a person to a plan. Whoever is here already is enrolled, not added again."""
    service, now = edge.service, edge.clock()
    joined = joining.add(service, acting, newcomer_of(service, given.cells(), now), now)
    return PersonAdded(id=joined.person_id, result=fate_of(joined))


@router.get("/people", **opens(Scope.PEOPLE_READ))
def list_people(
    edge: HasEdge,
    acting: Calling,
    external_id: Annotated[Line | None, Query(min_length=1, description="Whoever you call this.")] = None,
    phone: Annotated[Line | None, Query(min_length=1, description="Whoever has this number.")] = None,
    email: Annotated[Line | None, Query(min_length=1, description="Whoever has this address.")] = None,
    plan: Annotated[PlanName | None, Query(description="Those on this plan.")] = None,
    state: Annotated[State | None, Query(description="Those in this state.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PersonPage:
    """List people by id, or find one by what is known of them. Lists hold no name, number or address."""
    now, wanted = edge.clock(), Filter(plan or "", state)
    known = roll.Known(
        external_id or "", parse_phone(phone) if phone else "", parse_email(email) if email else ""
    )
    after = text_in(cursor)
    found = roll.listing(edge.service, acting, wanted, known, after, limit + 1, now)
    shown, more = paged(found, limit, lambda one: (one[0].id,))
    return PersonPage(items=[PersonListed(**_listed(one, plans, now)) for one, plans in shown], next=more)


@router.get("/people/{person_id}", **opens(Scope.PEOPLE_READ))
def read_person(person_id: PersonId, edge: HasEdge, acting: Calling) -> Person:
    """Read a person. The look is in the audit, and on the person's own pages."""
    now = edge.clock()
    found = roll.kept(edge.service, acting, person_id, now)
    one = found.person
    return Person(
        **_listed(one, found.enrolments, now),
        name=one.name,
        phone=one.phone,
        email=one.email,
        language=one.locale,
        opens=f"{one.opens:%H:%M}",
        closes=f"{one.closes:%H:%M}",
        who=one.who,
        partner=one.partner,
        partner_safe=one.partner_safe,
        care=one.care,
        discreet=one.discreet,
        quiet_acks=one.quiet_acks,
        notes_in_summary=one.notes_in_summary,
        prefers=one.prefers,
        words_open=found.words_open,
    )


@router.patch("/people/{person_id}", status_code=204, **opens(Scope.PEOPLE_WRITE))
def change_person(person_id: PersonId, given: PersonChanges, edge: HasEdge, acting: Calling) -> Response:
    """Change a person: all of it or, with a mistake, nothing.

    With another number or address all links to their pages end, since somebody else may have them.
    """
    named = given.model_fields_set
    contact = {
        name: getattr(given, name) or ""
        for name in ("name", "phone", "email", "external_id")
        if name in named
    }
    changes = amend.Changes(
        **contact,
        zone=given.zone,
        opens=time.fromisoformat(given.opens) if given.opens else None,
        closes=time.fromisoformat(given.closes) if given.closes else None,
        wished=Wished(
            who=given.who,
            partner=given.partner,
            partner_safe=given.partner_safe,
            care=given.care,
            discreet=given.discreet,
            quiet_acks=given.quiet_acks,
            notes_in_summary=given.notes_in_summary,
            locale=None if given.language is None else parse_locale(given.language),
            prefers=given.prefers,
        ),
    )
    amend.amend(edge.service, acting, person_id, changes, edge.clock())
    return Response(status_code=204)


@router.delete("/people/{person_id}", status_code=204, **opens(Scope.PEOPLE_ERASE))
def erase_person(person_id: PersonId, edge: HasEdge, acting: Calling) -> Response:
    """Erase a person for good: their words, identifiers and key. This cannot be undone."""
    office.erase(edge.service, acting, person_id, edge.clock())
    return Response(status_code=204)


def _listed(one: Kept, plans: Any, now: datetime) -> dict[str, Any]:
    begins, ends = (one.pause(now) if one.state is State.ACTIVE else None) or (None, None)
    return {
        "id": one.id,
        "external_id": one.external_id,
        "state": one.stands(now),
        "paused_from": begins,
        "paused_until": ends,
        "zone": one.zone,
        "enrolments": [Enrolment.of(plan) for plan in plans],
    }
