"""What was mailed to somebody: an answer by mail quotes it, often all of it, and earlier ones below."""

from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people

#: Mails that are looked at: a long exchange quotes a few, and each costs a decryption.
_MOST = 10


def mailed_to(tx: Tx, person_id: str, nudge_id: int | None) -> Iterator[tuple[str, str | None]]:
    """(text, practice) of the last mails to a person, that of `nudge_id` first; none once they are erased."""
    n, box = t.nudge, people.box_of(tx, person_id)
    if box is None:
        return
    ours = (n.c.person_id == person_id, n.c.medium == "email", n.c.body.is_not(None))
    columns = select(n.c.id, n.c.body, n.c.practice)
    rows = list(tx.conn.execute(columns.where(*ours, n.c.id == nudge_id))) if nudge_id else []
    rows += tx.conn.execute(columns.where(*ours, n.c.id != nudge_id).order_by(n.c.due_at.desc()).limit(_MOST))
    for row in rows:
        try:
            yield box.open(row.body) or "", row.practice
        except InvalidToken:  # one damaged row
            continue
