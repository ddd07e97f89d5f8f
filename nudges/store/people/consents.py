"""What people agreed to and took back: a record that is only ever added to, and outlives an erased person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from nudges.core.person.consent_method import ConsentMethod
from nudges.core.vocabulary import Agreement, Medium
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.sql import bulk_insert


@dataclass(frozen=True, slots=True)
class Consent:
    """One thing a person agreed to (`given`) or took back, when, and how we know.

    `medium` is the way it was said by, if it was; `text_version` names the words that were agreed to.
    `about`: to be written to, or that staff may read their words.
    """

    person_id: str
    at: datetime
    given: bool
    method: ConsentMethod
    medium: Medium | None = None
    text_version: str | None = None
    about: Agreement = Agreement.MESSAGES

    @property
    def day(self) -> date | None:
        """The date of a consent in writing, of which no time is known: it is that day in every zone."""
        return self.at.date() if self.method is ConsentMethod.WRITTEN else None


_COLUMNS = ("person_id", "at", "given", "method", "medium", "text_version", "about")


def record(tx: Tx, consents: Iterable[Consent]) -> None:
    """Append to the record of what people agreed to and took back."""
    rows = ((c.person_id, c.at, c.given, c.method, c.medium, c.text_version, c.about) for c in consents)
    bulk_insert.insert(tx, t.consent, _COLUMNS, rows)


def decide(tx: Tx, said: Consent) -> None:
    """Record what somebody decided about their words; the same twice is recorded once."""
    if said.given is not (said.person_id in open_words(tx, [said.person_id])):
        record(tx, [said])


def of(tx: Tx, person_id: str) -> list[Consent]:
    """Everything a person agreed to and took back, in the order it was recorded."""
    c = t.consent.c
    rows = tx.conn.execute(
        select(*(c[name] for name in _COLUMNS)).where(c.person_id == person_id).order_by(c.id)
    )
    return [
        Consent(who, at, given, ConsentMethod(method), medium and Medium(medium), version, Agreement(about))
        for who, at, given, method, medium, version, about in rows
    ]


def open_words(tx: Tx, person_ids: Iterable[str]) -> set[str]:
    """Those of these people who agreed, and did not take back, that staff may read their words."""
    c = t.consent.c
    theirs = c.person_id.in_(list(person_ids)), c.about == Agreement.WORDS
    rows = tx.conn.execute(select(c.person_id, c.given).where(*theirs).order_by(c.id))
    newest = {row.person_id: row.given for row in rows}
    return {who for who, given in newest.items() if given}


def stopped_since(tx: Tx, person_id: str, moment: datetime) -> bool:
    """True if they took their consent back after this moment."""
    return any(
        not said.given and said.at > moment and said.about is Agreement.MESSAGES for said in of(tx, person_id)
    )
