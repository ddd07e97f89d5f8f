"""Accounts of staff, and the audit. Owners only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.office.roles import PERSONS, Role
from nudges.flow.accounts import accounts
from nudges.flow.maintenance.health import findings
from nudges.flow.office.act import NotThereError
from nudges.flow.office.person import NOT_SURE
from nudges.flow.office.view import colleagues
from nudges.web.edge import Edge, HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, back_to, office_page

router = APIRouter(prefix=OFFICE)

#: Lines of the audit on a page.
_LINES = 100


@router.get("/staff")
def show(edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """Everybody with an account."""
    return _page(edge, signed, done=done)


@router.post("/staff/add")
def invite(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """An invitation, shown once: only its hash is kept."""
    link = accounts.invite(edge.service, signed.acting, _role(form.get("role", "")), edge.clock())
    return _page(edge, signed, invitation=link)


def _page(edge: Edge, signed: Visit, *, done: str = "", invitation: str = "") -> HTMLResponse:
    everybody = accounts.everybody(edge.service, signed.acting)
    found = findings(edge.service, edge.settings, edge.clock)
    return office_page(
        edge,
        "staff",
        signed,
        everybody=everybody,
        caseloads=accounts.caseloads(edge.service, signed.acting),
        roles=PERSONS,
        amiss=[one.code for one in found if one.ok is False],
        days=accounts.INVITATION.days,
        done=done,
        invitation=invitation,
    )


@router.post("/staff/{staff_id}/role")
def set_role(staff_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """What they may do from now on."""
    accounts.set_role(edge.service, signed.acting, staff_id, _role(form.get("role", "")), edge.clock())
    return back_to(edge, "/staff", "saved")


@router.post("/staff/{staff_id}/duty")
def set_duty(staff_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Whether they are told of cases."""
    accounts.set_duty(edge.service, signed.acting, staff_id, form.get("on") == "1", edge.clock())
    return back_to(edge, "/staff", "saved")


@router.post("/staff/{staff_id}/phone")
def set_phone(staff_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Where they are texted about cases."""
    accounts.set_phone(edge.service, signed.acting, staff_id, form.get("phone", "").strip(), edge.clock())
    return back_to(edge, "/staff", "saved")


@router.post("/staff/{staff_id}/end")
def end(staff_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """The account ends at once, if the tick is there."""
    if "sure" not in form:
        raise NOT_SURE
    accounts.end(edge.service, signed.acting, staff_id, edge.clock())
    return back_to(edge, "/staff", "ended")


@router.get("/audit")
def audit(edge: HasEdge, signed: Signed, before: str = "") -> HTMLResponse:
    """Who looked at what and did what, newest first."""
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    lines = accounts.audit_page(edge.service, signed.acting, _LINES, start)
    everybody = colleagues(edge.service)
    more = lines[-1].id if len(lines) == _LINES else None
    return office_page(edge, "audit", signed, lines=lines, staff=everybody, more=more)


def _role(text: str) -> Role:
    """A role of a form. Raises NotThereError for none."""
    try:
        return Role(text)
    except ValueError:
        raise NotThereError from None
