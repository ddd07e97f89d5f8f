"""Somebody asks for their own invitation, on the web form. Anybody can write any number into it."""

from datetime import datetime

from nudges.flow.planning.enrol import Newcomer, join_within
from nudges.flow.service import Service, log
from nudges.store.db import TAKEN
from nudges.store.people import consents, people, suppressions
from nudges.store.people.consents import Consent

#: How we know that they asked, for the record.
METHOD = "asked for it on the web form"


def ask_in(service: Service, newcomer: Newcomer, text_version: str, now: datetime) -> bool:
    """Invite somebody we do not know: one message, and nothing more until they say yes to it.

    `text_version` names the words on the form that they agreed to. False, and nothing is done, for whoever is
    known already, in whatever state, or has ever said STOP; whoever filled in the form must not be told, or
    anybody could find out who takes part.
    """
    addresses = [address for address in (newcomer.phone, newcomer.email) if address]
    try:
        with service.db.write() as tx:
            if people.known(tx, addresses) or suppressions.suppressed(tx, addresses):
                return False
            [joined] = join_within(service, tx, [newcomer], now)
            said = Consent(joined.person_id, now, given=True, method=METHOD, text_version=text_version)
            consents.record(tx, [said])
    except TAKEN:  # the same form, sent twice at once
        return False
    log().info("asked in", person=joined.person_id, plan=newcomer.plan)
    return True
