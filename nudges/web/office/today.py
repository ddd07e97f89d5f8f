"""What a day in the office begins with."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.flow.maintenance.health import findings
from nudges.flow.office.today import todays
from nudges.flow.office.view import colleagues
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Signed, office_page

router = APIRouter(prefix=OFFICE)


@router.get("")
def show(edge: HasEdge, signed: Signed) -> HTMLResponse:
    """Open cases and questions first, then who fell silent, what failed, and what goes out."""
    now = edge.clock()
    found = findings(edge.service, edge.settings, edge.clock)
    return office_page(
        edge,
        "today",
        signed,
        day=todays(edge.service, signed.acting, now),
        staff=colleagues(edge.service),
        still=any(one.stops for one in found),
        amiss=[one.code for one in found if one.ok is False],
        now=now,
    )
