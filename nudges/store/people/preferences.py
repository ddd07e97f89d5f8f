"""What people have said of whether, when and how they are written to."""

from datetime import datetime, time
from typing import TypedDict, Unpack

from sqlalchemy import and_, update

from nudges.core.danger.after import Disclosed
from nudges.core.person.person import State
from nudges.core.vocabulary import Medium, Who
from nudges.store import tables as t
from nudges.store.db import Tx


def agree(tx: Tx, person_id: str) -> None:
    """An invited person begins; anybody who has said something else since stays as they are."""
    invited = and_(t.person.c.id == person_id, t.person.c.state == State.INVITED)
    tx.conn.execute(update(t.person).where(invited).values(state=State.ACTIVE))


def set_state(tx: Tx, person_id: str, state: State) -> None:
    """Record what the person has agreed to."""
    tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(state=state))


def set_pause(tx: Tx, person_id: str, until: datetime | None, since: datetime | None = None) -> None:
    """Pause until an instant, from `since` (None: at once), or end the pause with None."""
    pause = {"paused_from": since if until else None, "paused_until": until}
    tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(pause))


def set_disclosed(tx: Tx, person_id: str, disclosed: Disclosed) -> None:
    """Record what the person has said of danger, and when."""
    kept = {danger: day.isoformat() for danger, day in disclosed} or None
    tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(disclosed=kept))


def set_hours(tx: Tx, person_id: str, opens: time, closes: time) -> None:
    """Record between which times of their day they may be written to."""
    hours = {"opens": opens.isoformat("minutes"), "closes": closes.isoformat("minutes")}
    tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(hours))


def set_zone(tx: Tx, person_id: str, zone: str) -> None:
    """Record that the person moved."""
    tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(zone=zone))


class Wished(TypedDict, total=False):
    """What a person wants, by the columns it is kept in; each as in core/person/person.py."""

    who: Who | None
    partner: bool | None
    partner_safe: bool | None
    care: bool | None
    discreet: bool | None
    quiet_acks: bool | None
    notes_in_summary: bool | None
    locale: str | None
    prefers: Medium | None


def set_wishes(tx: Tx, person_id: str, **wished: Unpack[Wished]) -> None:
    """Record what a person wants; what is None, or not given, stays as it is."""
    values = {name: value for name, value in wished.items() if value is not None}
    if values:
        tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(values))
