"""A look that changes nothing: the line in the audit."""

from datetime import datetime

from nudges.core.office.roles import Acting, Action
from nudges.flow.log import log
from nudges.store.db import REFUSED, Db
from nudges.store.office import audit


def looked(
    db: Db,
    acting: Acting,
    action: Action,
    now: datetime,
    person_id: str | None = None,
    **details: str | int,
) -> bool:
    """Write a look into the audit that changes nothing else; False if the database did not take it.

    Then whoever looks may go on: a full disk is no time to hide the number of somebody in danger.
    """
    try:
        with db.write() as tx:
            audit.add(tx, acting, action, now, person_id, details)
    except REFUSED as error:
        log().error("not in the audit", action=action, person=person_id, error=type(error).__name__)
        return False
    return True
