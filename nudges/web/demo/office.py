"""The office of the demo: whoever opens a page of it is its coach, who looks after the whole cast."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from nudges.core.office.roles import PROMPT, Acting, Role
from nudges.flow.accounts import accounts
from nudges.flow.accounts.accounts import Newcomer
from nudges.flow.office import person
from nudges.flow.portal import readers
from nudges.flow.service import Service
from nudges.store.office import cases
from nudges.store.office.cases import Case
from nudges.store.office.staff import Member
from nudges.store.people import people
from nudges.web.edge import edge_of
from nudges.web.office.door import OFFICE, let_in

#: The coach, the owner, whom nobody sees, and whose words staff may read: she opened them on her own page.
COACH, OWNER, OPEN = ("Sam Rivera", "sam@example.org"), ("Noor Haddad", "noor@example.org"), "Maya"

_NOTE = "Would rather be written to before work. Call after 18:00 only."


def hire(service: Service, now: datetime) -> str:
    """Give the cast its coach, and the office its owner; returns the coach's id."""
    _joins(service, Role.OWNER, *OWNER, now)
    acting, member = _joins(service, Role.COACH, *COACH, now)
    accounts.set_duty(service, PROMPT, member.id, True, now)
    with service.db.read() as tx:
        cast = list(people.everyone(tx))
    for one in cast:
        person.give_coach(service, PROMPT, one.id, member.id, now)
        if one.name == OPEN:
            readers.decide(service, one.id, True, "demo", now)
        else:
            person.note(service, acting, one.id, _NOTE, now)
    return member.id


def _joins(service: Service, role: Role, name: str, email: str, now: datetime) -> tuple[Acting, Member]:
    link, secret = accounts.invite(service, PROMPT, role, now), pyotp.random_base32()
    who = Newcomer(name, email, secrets.token_urlsafe(24), secret, pyotp.TOTP(secret).at(now))
    session = accounts.accept(service, link.rpartition("/")[2], who, now)
    found = accounts.signed_in(service, session, now)
    assert found is not None  # they joined this very moment
    return found


@dataclass(frozen=True, slots=True)
class Open:
    """An open case, and whose it is."""

    case: Case
    name: str


def open_cases(service: Service) -> Sequence[Open]:
    """Every case that nobody has closed."""
    with service.db.read() as tx:
        found = cases.still_open(tx)
        names = {one.id: one.name for one in people.several(tx, {case.person_id for case in found})}
    return [Open(case, names.get(case.person_id, "")) for case in found]


def sign_in(request: Request, _: Exception) -> Response:
    """Whoever is not signed in (any more, since days pass quickly here) is, as the coach."""
    edge, world = edge_of(request), request.app.state.world
    if world.coach is None:
        return RedirectResponse("/", status_code=303)
    token = accounts.begin_session(edge.service, world.coach, edge.clock())
    return let_in(edge, token, request.url.path if request.method == "GET" else OFFICE)
