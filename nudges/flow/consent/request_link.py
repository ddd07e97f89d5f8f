"""A new link to a person's own pages, for whoever asks by their number or address."""

from datetime import datetime, timedelta

from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_email, parse_phone
from nudges.core.person.person import State
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.service import Service
from nudges.flow.service_messages import planned
from nudges.store.db import Tx
from nudges.store.nudges import planning
from nudges.store.people import people
from nudges.store.portal import portal

#: A person gets at most so many in a day, however often somebody asks.
MOST_A_DAY = 2


def send_link(service: Service, tx: Tx, medium: Medium, address: str, now: datetime) -> bool:
    """Plan a new link to this number or address, if it is of somebody who takes part; True if one goes out.

    Nobody gets one who was only invited: they agreed to nothing.
    """
    person = people.find(tx, address, hold=True)
    if medium not in service.channels or person is None or person.state is not State.ACTIVE:
        return False
    day = now - timedelta(days=1)
    if portal.planned_since(tx, person.id, (ServiceMessage.LINK,), day) >= MOST_A_DAY:
        return False
    planning.plan(tx, [planned(ServiceMessage.LINK, person, medium, now)])
    return True


def addressed(text: str) -> tuple[Medium, str] | None:
    """The number or address that somebody wrote, and the way it is reached; None for anything else."""
    text = text.strip()
    try:
        if "@" in text:
            return Medium.EMAIL, parse_email(text)
        return Medium.SMS, parse_phone(text if text.startswith("+") else f"+{text.removeprefix('00')}")
    except NudgesError:
        return None
