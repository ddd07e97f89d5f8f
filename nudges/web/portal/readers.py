"""A person decides whether staff may read their words, and sees who has looked at what of theirs."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nudges.core.guide.parse import version_of
from nudges.core.language import to_say
from nudges.flow.portal import readers
from nudges.web.edge import HasEdge
from nudges.web.forms import Posted
from nudges.web.pages import HEADERS
from nudges.web.portal.week import own_page
from nudges.web.visitor import Visitor

router = APIRouter(prefix="/me")

#: What they agree to; its version is kept with their consent.
_AGREE = to_say(
    "I agree that the people who look after me here may read what I write, also what I wrote before today."
)


@router.get("/{token}/readers")
def show(token: str, person: Visitor, edge: HasEdge, saved: str = "") -> HTMLResponse:
    """How it stands. Opening it changes nothing."""
    language = edge.service.voice(person).language
    return own_page(
        edge,
        "me_readers",
        person,
        token,
        open=readers.words_are_open(edge.service, person.id),
        agree=language.gettext(_AGREE),
        looks=[
            (language.moment(person.local(one.at)), one.name, one.action)
            for one in readers.looks(edge.service, person)
        ],
        saved=bool(saved),
    )


@router.post("/{token}/readers")
def decide(token: str, person: Visitor, edge: HasEdge, form: Posted) -> Response:
    """Open their words, or close them, from now on."""
    agreed = version_of(edge.service.voice(person).language.gettext(_AGREE))
    given = form.get("open") == "1"
    readers.decide(edge.service, person.id, given, agreed, edge.clock())
    return RedirectResponse(f"{edge.base}/me/{token}/readers?saved=1", status_code=303, headers=HEADERS)
