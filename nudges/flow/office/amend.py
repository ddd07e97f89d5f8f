"""What is kept of a person, corrected or changed: one thing at a time, or several in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from typing import cast

from nudges.core.edited import check_unchanged, edited
from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.addresses import parse_email, parse_recipient
from nudges.core.person.names import parse_name
from nudges.core.person.person import Person
from nudges.core.zones import zone_named, zone_to_live_in
from nudges.flow.office.act import acts, allow
from nudges.flow.planning.schedule import schedule
from nudges.flow.portal.settings import bounds, set_wishes
from nudges.flow.service import Service
from nudges.flow.staff.newcomer import parse_external_id
from nudges.store.db import TAKEN, Tx
from nudges.store.office import audit, contacts
from nudges.store.people import by_address, people, preferences, suppressions
from nudges.store.people.preferences import Wished
from nudges.store.portal import portal

NOT_HOURS = NudgesError(
    "These hours are not possible.",
    "They are at least one hour long, from 8:00 to 21:00 at most, and end after they begin.",
    "Choose other hours.",
)


class TakenError(NudgesError):
    """A number, address or external id is somebody else's."""

    def __init__(self) -> None:
        super().__init__(
            "This number, address or external id is somebody else's.",
            "Each belongs to one person, so that replies are known by it.",
            "Find whose it is (People in the office, or `nudges person show`), and correct that first.",
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change; None stays, and "" removes a name, number, address or external id."""

    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    external_id: str | None = field(default=None, repr=False)
    zone: str | None = None
    opens: time | None = None
    closes: time | None = None
    wished: Wished = field(default_factory=Wished)

    def by_field(self) -> dict[str, object]:
        """What is to change, by what it is called in a person."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "wished"}
        return {name: value for name, value in {**own, **self.wished}.items() if value is not None}

    def only(self, names: Mapping[str, object]) -> "Changes":
        """The same without the fields that are not among these."""
        kept = {one.name: None for one in fields(self) if one.name != "wished" and one.name not in names}
        wished = {name: wish for name, wish in self.wished.items() if name in names}
        return replace(self, **kept, wished=cast(Wished, wished))


def amend(
    service: Service,
    acting: Acting,
    person_id: str,
    to: Changes,
    now: datetime,
    opened: Changes | None = None,
) -> None:
    """Change all of it or, with the first mistake, nothing. Raises NudgesError.

    `opened`: what a form was opened with. Then only the fields that differ from it change.
    Raises ChangedMeanwhileError if somebody else has changed one of these since.
    """
    before = opened.by_field() if opened else {}
    if opened:
        to = to.only(edited(to.by_field(), before))
        if not to.by_field():
            return
    contact = {"name": to.name, "phone": to.phone, "email": to.email, "external_id": to.external_id}
    hours = {"opens": to.opens, "closes": to.closes}
    wished = {name: wish for name, wish in to.wished.items() if wish is not None}
    if to.zone is not None:
        zone_named(to.zone)
    told: dict[Action, dict[str, str | int | None]] = {}
    if any(one is not None for one in contact.values()):
        told[Action.CORRECT] = {}
    if to.zone is not None:
        told[Action.MOVE] = {"zone": to.zone}
    if any(hours.values()):
        told[Action.HOURS] = {name: f"{at:%H:%M}" for name, at in hours.items() if at}
    if wished or not told:
        told[Action.CHANGE] = {name: str(wish) for name, wish in wished.items()}
    for action in told:
        allow(acting, action)
    (first, details), *others = told.items()
    with acts(service, acting, first, person_id, now, **details) as (tx, person):
        for action, details in others:
            audit.add(tx, acting, action, now, person_id, details)
        check_unchanged(to.by_field(), before, _as_is(person))
        if Action.CORRECT in told:
            correct_within(tx, person, now, **contact)
        if to.zone is not None:
            move_within(service, tx, person, to.zone, now)
        if Action.HOURS in told:
            hours_within(service, tx, person, to.opens or person.opens, to.closes or person.closes, now)
        set_wishes(service, tx, person, **to.wished)


def _as_is(person: Person) -> dict[str, object]:
    """A person as `Changes` have them: "" for no number, address or external id."""
    values = {one.name: getattr(person, one.name) for one in fields(person)}
    return {name: "" if value is None else value for name, value in values.items()}


def correct_within(
    tx: Tx,
    person: Person,
    now: datetime,
    *,
    name: str | None,
    phone: str | None,
    email: str | None,
    external_id: str | None,
) -> None:
    """See `person.correct`."""
    new_name = person.name if name is None else parse_name(name)
    new_phone = person.phone if phone is None else (parse_recipient(phone) if phone else None)
    new_email = person.email if email is None else (parse_email(email) if email else None)
    if new_phone is None and new_email is None:
        raise NudgesError(
            "They would have neither number nor address.",
            "Then nothing could reach them.",
            "Leave one of the two, or erase them.",
        )
    fresh = [one for one in (new_phone, new_email) if one and one not in (person.phone, person.email)]
    if set(by_address.known(tx, fresh).values()) - {person.id}:
        raise TakenError
    if suppressions.suppressed(tx, fresh):
        raise NudgesError(
            "This number or address must not be written to.",
            "Whoever has it said STOP, or the provider refuses it for good.",
            "Check it; its owner can take a STOP back by texting START.",
        )
    if external_id and set(by_address.known_elsewhere(tx, [external_id]).values()) - {person.id}:
        raise TakenError
    try:
        contacts.set_contact(tx, person.id, new_name, new_phone, new_email)
        if external_id is not None:
            by_address.set_external_id(tx, person.id, parse_external_id(external_id))
    except TAKEN:
        raise TakenError from None
    if (new_phone, new_email) != (person.phone, person.email):
        portal.end_links(tx, person.id, now)


def move_within(service: Service, tx: Tx, person: Person, zone: str, now: datetime) -> None:
    """See `person.move`."""
    if zone != person.zone:
        zone_to_live_in(zone)
    preferences.set_zone(tx, person.id, zone)
    schedule(service, tx, [people.get(tx, person.id) or person], now)


def hours_within(service: Service, tx: Tx, person: Person, opens: time, closes: time, now: datetime) -> None:
    """See `person.set_hours`."""
    earliest, latest = bounds(person)
    open_for = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    if not earliest <= opens < closes <= latest or open_for < 60:
        raise NOT_HOURS
    preferences.set_hours(tx, person.id, opens, closes)
    schedule(service, tx, [people.get(tx, person.id) or person], now)
