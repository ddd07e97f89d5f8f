"""The page behind a discreet message, where it can be answered too.

Previews and scanners that open it change nothing: only a button of the form does.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.core.render.templates import as_document
from nudges.flow.delivery.discreet import note_behind
from nudges.flow.reply.on_note import answer_on_note, form_of
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Posted
from nudges.web.pages import HEADERS, page
from nudges.web.visitor import StaleLinkError

router = APIRouter(prefix="/n")

#: Characters of an answer: as long as an SMS may be.
LONGEST = 1600

_POLICY = "Content-Security-Policy"

#: A mail brings its styles inside it, and a frame without an address of its own has its page's policy.
_FRAMED = HEADERS[_POLICY].replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


@router.get("/{token}")
def show(token: str, edge: HasEdge) -> HTMLResponse:
    """The practice or the week in the person's language. Raises StaleLinkError if there is none to show."""
    return _page(edge, token)


@router.post("/{token}")
def answer(token: str, edge: HasEdge, form: Posted) -> HTMLResponse:
    """Keep what was answered, and say so on the page. Raises StaleLinkError as `show` does."""
    if note_behind(edge.service, token, edge.clock()) is None:
        raise StaleLinkError
    said, words, nr = (form.get(name, "") for name in ("answer", "words", "nr"))
    told = answer_on_note(edge.service, token, said, words[:LONGEST], nr, edge.clock())
    return _page(edge, token, told)


def _page(edge: Edge, token: str, told: str = "") -> HTMLResponse:
    note = note_behind(edge.service, token, edge.clock())
    if note is None and told:  # it was a STOP, which ends the link as well
        return page(edge, "note_said", private=True, told=told)
    if note is None:
        raise StaleLinkError
    summary = as_document(note.summary.html) if note.summary else None
    shown = page(
        edge,
        "note",
        locale=note.person.locale,
        private=True,
        practice=note.practice,
        expects=note.expects,
        summary=summary,
        form=form_of(edge.service, token, edge.clock()),
        told=told,
        longest=LONGEST,
    )
    if summary:
        shown.headers[_POLICY] = _FRAMED
    return shown
