"""What a day in the office begins with."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from nudges.flow.maintenance.health import findings
from nudges.flow.office.today import todays
from nudges.flow.office.view import colleagues
from nudges.web.edge import Edge, HasEdge
from nudges.web.office.door import OFFICE, Signed, Visit, office_page
from nudges.web.office.live import Part, answer, part

router = APIRouter(prefix=OFFICE)


@router.get("")
def show(edge: HasEdge, signed: Signed) -> HTMLResponse:
    """Open cases and questions first, then who fell silent, what failed, and what goes out."""
    return office_page(edge, "today", signed, part=_part(edge, signed))


@router.get("/today")
def renew(request: Request, edge: HasEdge, signed: Signed) -> Response:
    """The same without the page around it, if anything changed."""
    return answer(request, _part(edge, signed))


def _part(edge: Edge, signed: Visit) -> Part:
    now = edge.clock()
    found = findings(edge.service, edge.settings, edge.clock)
    return part(
        edge,
        signed,
        "today_part",
        "/today",
        day=todays(edge.service, signed.acting, now),
        staff=colleagues(edge.service),
        still=any(one.stops for one in found),
        amiss=[one.code for one in found if one.ok is False],
        now=now,
    )
