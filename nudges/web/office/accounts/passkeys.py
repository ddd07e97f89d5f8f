"""Somebody's own passkeys. Joining and signing in with one is at the door (sign_in.py)."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.flow.accounts import passkeys
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, back_to, office_page

router = APIRouter(prefix=f"{OFFICE}/passkeys")


@router.get("")
def show(edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """Those they have, and a way to add one."""
    offered = passkeys.offered(edge.service)
    return office_page(
        edge,
        "passkeys",
        signed,
        mine=passkeys.mine(edge.service, signed.acting),
        passkey=passkeys.to_add(edge.service, signed.member, edge.clock()) if offered else "",
        done=done,
    )


@router.post("/add")
def add(edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """What their browser made."""
    said, name = form.get("passkey", ""), form.get("name", "")
    passkeys.add(edge.service, signed.acting, said, name, edge.clock())
    return back_to(edge, "/passkeys", "added")


@router.post("/{passkey_id}/remove")
def remove(passkey_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """It opens nothing any more."""
    passkeys.remove(edge.service, signed.acting, passkey_id, edge.clock())
    return back_to(edge, "/passkeys", "removed")
