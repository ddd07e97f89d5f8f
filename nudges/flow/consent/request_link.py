"""A new link to a person's own pages, for whoever asks by their number or address."""

from datetime import datetime, timedelta

from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_email, parse_phone
from nudges.core.person.person import State
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.service import Service
from nudges.flow.service_messages import planned
from nudges.store.nudges import planning
from nudges.store.people import people
from nudges.store.portal import portal

#: A person gets at most one in this time, however often somebody asks.
EVERY = timedelta(hours=1)


def renew(service: Service, address: str, now: datetime) -> bool:
    """Send a new link the way it was asked for, if the number or address is of somebody we may write to.

    True if one goes out; whoever asked must not be told, or anybody could find out who takes part.
    """
    found = _parsed(address)
    if found is None or found[0] not in service.channels:
        return False
    medium, address = found
    with service.db.write() as tx:
        person = people.find(tx, address, hold=True)
        if person is None or person.state not in (State.INVITED, State.ACTIVE):
            return False
        last = portal.last_planned(tx, person.id, ServiceMessage.LINK)
        if last is not None and now < last + EVERY:
            return False
        planning.plan(tx, [planned(ServiceMessage.LINK, person, medium, now)])
    return True


def _parsed(text: str) -> tuple[Medium, str] | None:
    text = text.strip()
    try:
        if "@" in text:
            return Medium.EMAIL, parse_email(text)
        return Medium.SMS, parse_phone(text if text.startswith("+") else f"+{text.removeprefix('00')}")
    except NudgesError:
        return None
