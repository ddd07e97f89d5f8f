"""How it goes, and the research table."""

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from nudges.core.reason_words import of_kind, status_words
from nudges.core.reasons import ReasonCode
from nudges.flow.results import decision_points
from nudges.flow.results.show import SHOWN, results
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, office_page
from nudges.web.office.people import day_in
from nudges.web.office.titles import Titles
from nudges.web.pages import HEADERS

router = APIRouter(prefix=f"{OFFICE}/results")

#: How many weeks may be looked at, this one among them.
SPANS = (4, 12, 26, 52)


@router.get("")
def show(edge: HasEdge, signed: Signed, weeks: str = "", plan: str = "") -> HTMLResponse:
    """Figures of the last weeks."""
    now = edge.clock()
    span = int(weeks) if weeks in map(str, SPANS) else SPANS[1]
    found = results(edge.service, signed.acting, span, plan[:100], now)
    titles = Titles(edge, signed.locale)
    return office_page(
        edge,
        "results",
        signed,
        found=found,
        chosen={"weeks": span, "plan": plan},
        spans=SPANS,
        shown=SHOWN,
        plans=titles.plans,
        titles=titles,
        status_words=lambda status, code: status_words(
            status, edge.service.voices.of(signed.locale).language, code and ReasonCode(code)
        ),
        reason_words=lambda code: of_kind(ReasonCode(code), edge.service.voices.of(signed.locale).language),
        first=found.since,
        last=now.date() + timedelta(days=1),
    )


@router.post("/export")
def export(edge: HasEdge, signed: Signed, form: Sent) -> StreamingResponse:
    """The research table of some days as CSV, as it is read."""
    since, until = day_in(form.get("since", "")), day_in(form.get("until", "")) + timedelta(days=1)
    plan = form.get("plan", "")[:100]
    chunks = decision_points.rows(edge.service, signed.acting, since, until, plan, edge.clock())
    named = {"Content-Disposition": 'attachment; filename="decision-points.csv"', "X-Robots-Tag": "noindex"}
    return StreamingResponse(decision_points.as_csv(chunks), media_type="text/csv", headers=HEADERS | named)
