"""A person takes everything along, or has everything erased. The link is the proof."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import erase_for_themselves
from nudges.flow.portal.export import as_json, nudges_as_csv, replies_as_csv
from nudges.web.edge import HasEdge
from nudges.web.forms import Posted
from nudges.web.pages import HEADERS, page
from nudges.web.portal.week import own_page
from nudges.web.visitor import StaleLinkError, Visitor

router = APIRouter(prefix="/me")

#: By the name of the file: what it is, and what writes it. Spreadsheets need the mark that it is UTF-8.
_FILES = {
    "nudges.json": ("application/json", "", as_json),
    "nudges.csv": ("text/csv", "\ufeff", nudges_as_csv),
    "replies.csv": ("text/csv", "\ufeff", replies_as_csv),
}


@router.get("/{token}/export")
def show_export(token: str, person: Visitor, edge: HasEdge) -> HTMLResponse:
    """What can be taken along, and as what."""
    return own_page(edge, "export", person, token)


@router.get("/{token}/export/{name}")
def export(token: str, name: str, person: Visitor, edge: HasEdge) -> Response:
    """One file, to be saved. Raises StaleLinkError for a name that is none of ours."""
    if name not in _FILES:
        raise StaleLinkError
    mime, mark, write = _FILES[name]
    return Response(
        (mark + write(edge.service, person)).encode(),
        media_type=f"{mime}; charset=utf-8",
        headers=HEADERS
        | {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"},
    )


@router.get("/{token}/erase")
def ask_to_erase(token: str, person: Visitor, edge: HasEdge) -> HTMLResponse:
    """What goes and what stays. Opening it changes nothing."""
    return own_page(edge, "erase", person, token, wrong=False, copies=_copies(edge))


@router.post("/{token}/erase")
def erase(token: str, person: Visitor, edge: HasEdge, form: Posted) -> HTMLResponse:
    """Erase, if they ticked that they mean it; after this no link of theirs opens anything."""
    if "sure" not in form:
        return own_page(edge, "erase", person, token, status=422, wrong=True, copies=_copies(edge))
    erase_for_themselves(edge.service, person, edge.clock())
    return page(edge, "erased", locale=person.locale, private=True, contact=edge.service.contact)


def _copies(edge: HasEdge) -> dict[str, bool]:
    """By the way a message goes: whether its provider removes its copies when it is asked to."""
    return {
        medium: edge.service.channels[medium].records is not None
        for medium in Medium
        if medium in edge.service.channels
    }
