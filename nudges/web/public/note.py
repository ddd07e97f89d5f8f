"""The page behind a discreet message. It only shows: previews and scanners that open it change nothing."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.core.render.templates import as_document
from nudges.flow.delivery.discreet import note_behind
from nudges.web.edge import HasEdge
from nudges.web.pages import HEADERS, page
from nudges.web.visitor import StaleLinkError

router = APIRouter(prefix="/n")

_POLICY = "Content-Security-Policy"

#: A mail brings its styles inside it, and a frame without an address of its own has its page's policy.
_FRAMED = HEADERS[_POLICY].replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


@router.get("/{token}")
def show(token: str, edge: HasEdge) -> HTMLResponse:
    """The practice or the week in the person's language. Raises StaleLinkError if there is none to show."""
    note = note_behind(edge.service, token, edge.clock())
    if note is None:
        raise StaleLinkError
    summary = as_document(note.summary.html) if note.summary else None
    answer = page(
        edge,
        "note",
        locale=note.person.locale,
        private=True,
        practice=note.practice,
        expects=note.expects,
        summary=summary,
    )
    if summary:
        answer.headers[_POLICY] = _FRAMED
    return answer
