"""Tokens of the API. Owners only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.office.roles import Scope
from nudges.flow.accounts import tokens
from nudges.flow.office.view import colleagues
from nudges.web.edge import Edge, HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, back_to, office_page

router = APIRouter(prefix=f"{OFFICE}/tokens")


@router.get("")
def show(edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """All that were made."""
    return _page(edge, signed, done=done)


@router.post("/add")
def add(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """A new one, shown once: only its hash is kept."""
    scopes = [one for one in Scope if f"scope-{one}" in form]
    said = form.get("days", "")
    days = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    secret = tokens.add(edge.service, signed.acting, form.get("name", ""), scopes, days, edge.clock())
    return _page(edge, signed, secret=secret)


@router.post("/{token_id}/end")
def end(token_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """It opens nothing any more."""
    tokens.end(edge.service, signed.acting, token_id, edge.clock())
    return back_to(edge, "/tokens", "ended")


def _page(edge: Edge, signed: Visit, *, secret: str = "", done: str = "") -> HTMLResponse:
    listed = tokens.listed(edge.service, signed.acting)
    return office_page(
        edge,
        "tokens",
        signed,
        listed=listed,
        staff=colleagues(edge.service),
        scopes=list(Scope),
        secret=secret,
        done=done,
        now=edge.clock(),
        days=tokens.DAYS,
        most=tokens.MOST_DAYS,
        off=edge.settings.api == "off",
    )
