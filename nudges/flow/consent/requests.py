"""What is asked for on pages that are open to everybody: an invitation, or a new link to one's own pages.

The page only writes it down, and a worker deals with it: whether somebody is known is looked up long after
the answer went out, so the time it took tells nobody who takes part. What goes out because of strangers is
limited for the whole installation, by rows in the database, whichever process looks.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from nudges.core.person.addresses import bare_email
from nudges.core.vocabulary import Medium, Who
from nudges.flow.consent.request_invitation import invite
from nudges.flow.consent.request_link import addressed, send_link
from nudges.flow.log import log
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.service import Service
from nudges.store.db import PASSING, Tx
from nudges.store.maintenance import leases
from nudges.store.people import asked
from nudges.store.people.asked import Request

_INVITATION, _LINK = "invitation", "link"

#: How many of each are granted in an hour and in a day, to all together.
LIMITS = {_INVITATION: (30, 200), _LINK: (60, 400)}

#: So many wait at most; whoever comes then is asked to try again.
WAITING = 500

#: Dealt with in one call; and what has waited longer comes to nothing.
_AT_ONCE, _TOO_OLD = 100, timedelta(days=1)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def ask_invitation(service: Service, newcomer: Newcomer, text_version: str, now: datetime) -> bool:
    """Write down that somebody asks to be invited; False if too many wait.

    `text_version` names the words on the form that they agreed to.
    """
    words = {
        "text_version": text_version,
        "plan": newcomer.plan,
        "zone": newcomer.zone,
        "name": newcomer.name,
        "phone": newcomer.phone,
        "email": newcomer.email,
        "times": newcomer.times,
        "locale": newcomer.locale,
        "who": newcomer.who,
        "partner": newcomer.partner,
        "partner_safe": newcomer.partner_safe,
        "care": newcomer.care,
        "discreet": newcomer.discreet,
    }
    return _ask(service, _INVITATION, newcomer.phone or bare_email(newcomer.email or ""), words, now)


def ask_link(service: Service, address: str, now: datetime) -> bool:
    """Write down that a link was asked for by this number or address; False if too many wait.

    What is no number or address is as good as one that nobody has.
    """
    medium, found = addressed(address) or (Medium.EMAIL, "")
    return _ask(service, _LINK, found, {"medium": medium, "address": found}, now)


def deal_with_requests(service: Service, now: datetime) -> int:
    """Do what was asked for, as far as the limits allow; returns how many requests that were."""
    with service.db.read() as tx:
        if not asked.waiting(tx):
            return 0
    for done in range(_AT_ONCE):
        request: Request | None = None
        try:
            with service.db.write() as tx:
                request = asked.take(tx)
                if request is None:
                    return done
                if _granted(service, tx, request, now):
                    asked.grant(tx, request.id, now)
                else:
                    asked.drop(tx, request.id)
        except PASSING:
            raise
        except Exception as error:  # such as somebody who was added at this moment: nobody else must wait
            log().warning("request not granted", error=type(error).__name__)
            if request is None:
                raise
            with service.db.write() as tx:
                asked.drop(tx, request.id)
    return _AT_ONCE


def _ask(service: Service, kind: str, address: str, words: dict[str, Any], now: datetime) -> bool:
    with service.db.write() as tx:
        return asked.ask(tx, kind, address, json.dumps(words), now, most=WAITING)


def _granted(service: Service, tx: Tx, request: Request, now: datetime) -> bool:
    asked.forget(tx, _LINK, now - _DAY)
    if now - request.at > _TOO_OLD or _limited(tx, request.kind, now):
        return False
    words = json.loads(request.words)
    if request.kind == _LINK:
        return send_link(service, tx, Medium(words["medium"]), words["address"], now)
    if asked.granted_before(tx, request):  # the same mailbox, written in another way
        return False
    text_version = words.pop("text_version")
    who = words.pop("who")
    return invite(service, tx, Newcomer(**words, who=who and Who(who)), text_version, now)


def _limited(tx: Tx, kind: str, now: datetime) -> bool:
    """True if the installation grants no more of these now; the log says so once an hour."""
    an_hour, a_day = LIMITS[kind]
    reached = asked.granted(tx, kind, now - _HOUR) >= an_hour or asked.granted(tx, kind, now - _DAY) >= a_day
    if reached and leases.take(tx, f"{kind} limit told", now, _HOUR):
        log().warning("limit reached: strangers ask for too many", kind=kind, an_hour=an_hour, a_day=a_day)
    return reached
