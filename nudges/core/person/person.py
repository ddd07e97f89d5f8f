"""A person, and whether and how a message may reach them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from nudges.core.danger.after import NOTHING_DISCLOSED, Disclosed
from nudges.core.person.hours import Window, next_open
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, Who
from nudges.core.zones import zone_named


class State(StrEnum):
    """What a person has agreed to. Only `ACTIVE` people get messages; `INVITED` people get one invitation.

    `PAUSED` is never stored: `Person.stands` returns it for an active person until their pause ends.
    """

    INVITED = "invited"
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who receives nudges. They may be written to between `opens` and `closes`, their local time.

    `who`: whether they were hurt, are repairing what they did, or both. `partner`: somebody close takes part;
    `partner_safe`: they said that this person is safe to be around (not said counts as no). `care`: they
    asked for practices that can stir pain. `discreet`: messages do not show what they are about, only a link
    to it. `quiet_acks`: a reply that changes nothing is not answered. `notes_in_summary`: they want their own
    notes in the weekly mail. `prefers`: the medium for practices; None: as the plan says.
    `paused_from` and `paused_until`: a pause that they asked for, or a hold; from None it holds at once.
    `zone_known`: False if the zone data does not have the stored zone. Then `zone` is UTC, and everything due
    waits, since we do not know when it is night for them.
    `external_id`: what another system calls them, if one does.
    `disclosed`: what they said of danger and when, which limits what comes (core/danger/after.py).
    """

    id: str
    zone: str
    name: str = field(default="", repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    external_id: str | None = field(default=None, repr=False)
    state: State = State.ACTIVE
    locale: str = "en"
    opens: time = time(9)
    closes: time = time(20)
    paused_from: datetime | None = None
    paused_until: datetime | None = None
    who: Who = Who.HURT
    partner: bool = False
    partner_safe: bool = False
    care: bool = False
    discreet: bool = False
    quiet_acks: bool = False
    notes_in_summary: bool = False
    prefers: Medium | None = None
    zone_known: bool = True
    disclosed: Disclosed = NOTHING_DISCLOSED

    @property
    def for_two(self) -> bool:
        """True if practices for two may come: only if both were said."""
        return self.partner and self.partner_safe

    def local(self, moment: datetime) -> datetime:
        """An instant in this person's local time."""
        return moment.astimezone(ZoneInfo(self.zone))

    @property
    def window(self) -> Window:
        """The hours in which they may be written to."""
        return Window(self.opens, self.closes)

    def next_allowed(self, at: datetime) -> datetime:
        """`at` (aware UTC) if it is inside their hours, else when these next begin."""
        return next_open(at, zone_named(self.zone), self.window)

    def paused(self, now: datetime) -> bool:
        """True during a pause that they asked for, or a hold."""
        begun = self.paused_from is None or self.paused_from <= now
        return self.paused_until is not None and begun and now < self.paused_until

    def will_pause(self, now: datetime) -> bool:
        """True before a pause that is to begin later."""
        return self.paused_until is not None and self.paused_from is not None and now < self.paused_from

    def pause(self, now: datetime) -> tuple[datetime | None, datetime] | None:
        """The pause they are in, or that is to come: when it begins, None if it has, and when it ends."""
        if self.paused_until is None or now >= self.paused_until:
            return None
        return self.paused_from if self.will_pause(now) else None, self.paused_until

    def stands(self, now: datetime) -> State:
        """Their state, or PAUSED if they are active but in a pause."""
        return State.PAUSED if self.state is State.ACTIVE and self.paused(now) else self.state


#: The result for a nudge to somebody without a usable number or address.
NOWHERE = Status.SUPPRESSED, Reason(ReasonCode.NO_ADDRESS)


#: Who may not be written to, whatever the hour.
_BARRED = {
    State.STOPPED: Reason(ReasonCode.SAID_STOP),
    State.INVITED: Reason(ReasonCode.NO_CONSENT),
    State.ERASED: Reason(ReasonCode.ERASED),
}


def barred(person: Person, now: datetime) -> tuple[Status, Reason] | None:
    """Why this person may not be written to now, and the nudge's status then; None if they may be."""
    if person.state is not State.ACTIVE:
        return Status.SUPPRESSED, _BARRED[person.state]
    if person.paused(now):
        return Status.SKIPPED, Reason(ReasonCode.PAUSED, at=person.paused_until)
    return None


def reach(person: Person, wanted: Medium, able: Collection[Medium]) -> tuple[Medium, str] | None:
    """The medium and the address to use: the wanted medium if they have an address for it, else the other.

    `able` are the media that this installation can send by. None if none works.
    """
    addresses = {Medium.SMS: person.phone, Medium.EMAIL: person.email}
    for medium in (wanted, *Medium):
        if medium in able and (address := addresses[medium]):
            return medium, address
    return None
