"""A person's own pages: their week, and every nudge with its reason. The link is the proof."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from nudges.core.danger.detect import Danger
from nudges.core.language import Language, to_say
from nudges.core.person.person import Person
from nudges.core.reason_words import for_person, status_words
from nudges.core.reasons import tone
from nudges.core.summary.view import MARKS
from nudges.core.vocabulary import ServiceMessage
from nudges.flow.consent.requests import ask_link
from nudges.flow.reply.danger import numbers_link
from nudges.flow.service import Service
from nudges.flow.summary.compose import step_title
from nudges.flow.summary.week import my_week
from nudges.store.nudges import upcoming
from nudges.store.portal import portal
from nudges.store.portal.portal import Planned
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Posted
from nudges.web.pages import page
from nudges.web.visitor import Visitor, busy_page, stale_page

router = APIRouter(prefix="/me")

#: Lines on one page.
MOST = 50

#: How the messages of the service itself are called.
_OUR_OWN = {
    ServiceMessage.WELCOME: to_say("Welcome"),
    ServiceMessage.INVITATION: to_say("Invitation"),
    ServiceMessage.FAREWELL: to_say("The end of a plan"),
    ServiceMessage.ANSWER: to_say("An answer"),
    ServiceMessage.CONFIRMATION: to_say("An answer"),
    ServiceMessage.BACK: to_say("The end of a pause"),
    ServiceMessage.LINK: to_say("A new link"),
    ServiceMessage.STAFF: to_say("A message from your coach"),
    ServiceMessage.BROADCAST: to_say("A message from your coach"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One nudge as the page tells it. `tone` is how it looks: went, waits or not; `text` what it said."""

    when: str
    title: str
    practice: str
    medium: str
    status: str
    tone: str
    why: str = field(repr=False)
    text: str = field(repr=False)


def own_page(
    edge: Edge, name: str, person: Person, token: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """One of a person's pages, in their language, with the way to the others."""
    return page(
        edge,
        name,
        locale=person.locale,
        status=status,
        private=True,
        me=f"{edge.base}/me/{token}",
        here=name,
        numbers_url=numbers_link(edge.service, person, Danger.VIOLENCE),
        **values,
    )


@router.post("/renew")
def send_link(request: Request, edge: HasEdge, form: Posted) -> HTMLResponse:
    """Send a new link to a number or address that we know; the answer is the same for those we do not."""
    answer = stale_page(request, edge, renewed=True)
    if answer.status_code == 200 and not ask_link(edge.service, form.get("address", ""), edge.clock()):
        return busy_page(request, edge)
    return answer


@router.get("/{token}")
def show_week(token: str, person: Visitor, edge: HasEdge, week: str = "") -> HTMLResponse:
    """The week that `week` (YYYY-MM-DD) is in; this week without it, or if it is no date."""
    mine = my_week(edge.service, person, _date(week), edge.clock())
    language = edge.service.voice(person).language
    return own_page(
        edge,
        "me_week",
        person,
        token,
        view=mine.view,
        empty=mine.empty,
        before=mine.before,
        after=mine.after,
        days=[
            (short, whole, one.date, language.day_short(one.date))
            for short, whole, one in zip(
                language.weekdays_short, language.weekdays, mine.view.week.days, strict=True
            )
        ],
        legend=[(mark, language.gettext(mark.word)) for mark in MARKS.values()],
    )


@router.get("/{token}/nudges")
def show_nudges(token: str, person: Visitor, edge: HasEdge, nr: str = "1") -> HTMLResponse:
    """What was sent, held or missed and why, newest first; before it what comes next. `nr` counts from 1."""
    number = page_number(nr)
    with edge.service.db.read() as tx:
        told = portal.nudges(tx, person.id, skip=(number - 1) * MOST, most=MOST + 1)
        coming = upcoming.of(tx, person.id) if number == 1 else []
    language = edge.service.voice(person).language
    return own_page(
        edge,
        "me_nudges",
        person,
        token,
        lines=[_line(edge.service, person, language, one) for one in told[:MOST]],
        coming=[
            (_moment(person, language, up.slot.due_at), _title(edge.service, person, up.plan, up.step))
            for up in coming
        ],
        **pages(number, len(told)),
    )


def page_number(text: str) -> int:
    """Which page of a list an address asks for: 1 for anything that is no such number."""
    return min(int(text[:6]), 10_000) or 1 if text.isascii() and text.isdigit() else 1


def pages(number: int, found: int) -> dict[str, Any]:
    """For the links to newer and older lines, of which one more than `MOST` was looked for."""
    return {"newer": number - 1 if number > 1 else None, "older": number + 1 if found > MOST else None}


def _line(service: Service, person: Person, language: Language, one: Planned) -> Line:
    why = for_person(one.reason, language, person.zone)
    code = one.reason.code if one.reason else None
    shown = tone(one.status, code)
    practice = service.voice(person).guides.find(one.practice, one.take) if one.practice else None
    said = practice.sms if practice and one.medium == "sms" else practice.email if practice else one.body
    return Line(
        when=_moment(person, language, one.at),
        title=_message_title(service, person, one.message) or _title(service, person, one.plan, one.step),
        practice=practice.title if practice else "",
        medium=language.gettext(to_say("by text") if one.medium == "sms" else to_say("by email")),
        status=status_words(one.status, language, code),
        tone=shown,
        why=why,
        text=(said or "") if shown == "went" else "",
    )


def _message_title(service: Service, person: Person, message: ServiceMessage | None) -> str:
    return service.voice(person).language.gettext(_OUR_OWN[message]) if message else ""


def _title(service: Service, person: Person, plan: str | None, step: str | None) -> str:
    return step_title(step or "", service.step(plan, step), person.locale)


def _moment(person: Person, language: Language, moment: datetime) -> str:
    return language.moment(person.local(moment))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
