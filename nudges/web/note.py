"""The page behind a discreet message. It only shows: previews and scanners that open it change nothing."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from nudges.core.render import as_document
from nudges.flow.discreet import note_behind
from nudges.web.edge import HasEdge
from nudges.web.pages import HEADERS, page

router = APIRouter(prefix="/n")

_POLICY = "Content-Security-Policy"

#: A mail brings its styles inside it, and a frame without an address of its own has its page's policy.
_FRAMED = HEADERS[_POLICY].replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


@router.get("/{token}")
def show(token: str, request: Request, edge: HasEdge) -> HTMLResponse:
    """The practice or the week in the person's language; else one and the same 404, in the browser's."""
    note = note_behind(edge.service, token, edge.clock())
    summary = as_document(note.summary.html, note.summary.inline) if note and note.summary else None
    answer = page(
        edge,
        "note",
        locale=note.person.locale if note else _wanted(request),
        status=200 if note else 404,
        practice=note.practice if note else None,
        expects=note.expects if note else None,
        summary=summary,
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    if summary:
        answer.headers[_POLICY] = _FRAMED
    return answer


def _wanted(request: Request) -> str:
    """The first language a browser asks for, as BCP 47 has it: "es-MX" of "es-MX,es;q=0.9"."""
    return request.headers.get("Accept-Language", "en").partition(",")[0].partition(";")[0].strip()[:35]
