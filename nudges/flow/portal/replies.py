"""A person changes or deletes a reply of theirs on their pages."""

from dataclasses import replace
from datetime import datetime

from nudges.core.events import EventKind
from nudges.flow.service import Service
from nudges.store.outbox import outbox
from nudges.store.outbox.outbox import Event
from nudges.store.people import people
from nudges.store.portal import portal
from nudges.store.portal.portal import Said


def change_reply(
    service: Service, person_id: str, reply_id: int, words: str, rating: int | None, now: datetime
) -> bool:
    """Keep a reply as it now reads; False if they have none of this id (any more).

    Its day and what it was taken for stay, and an UNDO of it still works. `rating` counts if it had one.
    """
    with service.db.write() as tx:
        people.hold(tx, person_id)
        said = portal.reply(tx, person_id, reply_id)
        if said is None:
            return False
        changed = _changed(said, words, rating if said.rating is not None else None)
        portal.change(tx, person_id, changed)
        data = {"reply": reply_id, "rating": changed.rating}
        outbox.write(tx, [Event(EventKind.REPLY_CHANGED, person_id, now, data, reply_id)])
    return True


def delete_reply(service: Service, person_id: str, reply_id: int, now: datetime) -> None:
    """Delete a reply for good; twice is the same as once, and progress is made of what remains."""
    with service.db.write() as tx:
        people.hold(tx, person_id)
        if portal.drop(tx, person_id, reply_id):
            outbox.forget(tx, person_id, reply_id)
            outbox.write(tx, [Event(EventKind.REPLY_REMOVED, person_id, now, {"reply": reply_id})])


def _changed(said: Said, words: str, rating: int | None) -> Said:
    shown = said.note if said.note is not None else said.words
    if words == (shown or "").replace("\r\n", "\n").strip():
        # a rating alone is its own words; with others beside it they stay as they came
        alone = said.note is None and said.words is not None and said.words.strip() == str(said.rating)
        return replace(said, rating=rating, words=str(rating) if alone else said.words)
    return replace(said, rating=rating, words=words, note=None if said.note is None else words or None)
