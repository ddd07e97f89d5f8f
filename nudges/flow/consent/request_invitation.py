"""Somebody asks for their own invitation, on the web form. Anybody can write any number into it."""

from datetime import datetime

from nudges.core.person.addresses import bare_email
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.countries import country_of
from nudges.flow.log import log
from nudges.flow.planning.enrol import Newcomer, join_within
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.people import by_address, consents, suppressions
from nudges.store.people.consents import Consent


def may_join(service: Service, phone: str) -> bool:
    """True if numbers of this country may join: others would let strangers run up the bill."""
    return not service.join_countries or country_of(phone) in service.join_countries


def invite(service: Service, tx: Tx, newcomer: Newcomer, text_version: str, now: datetime) -> bool:
    """Invite somebody we do not know: one message ever, and nothing more until they say yes to it.

    `text_version` names the words on the form that they agreed to. False, and nothing is done, for whoever is
    known already, in whatever state, or has ever said STOP. Raises IntegrityError for one who joins just now.
    """
    if newcomer.phone and not may_join(service, newcomer.phone):
        return False
    given = [address for address in (newcomer.phone, newcomer.email) if address]
    addresses = {*given, *(bare_email(address) for address in given if "@" in address)}
    if by_address.known(tx, addresses) or suppressions.suppressed(tx, addresses):
        return False
    [joined] = join_within(service, tx, [newcomer], now)
    if joined.refused:  # the plan was changed since they asked
        return False
    said = Consent(
        joined.person_id, now, given=True, method=ConsentMethod.WEB_FORM, text_version=text_version
    )
    consents.record(tx, [said])
    log().info("asked in", person=joined.person_id, plan=newcomer.plan)
    return True
