"""The page that an answer to words of danger leads to, where the answer itself must show nothing.

It only shows. Its address holds no name, no number and no id, so it tells nobody who was answered. After
words of coercion somebody else may read it, so it does not say then that the staff does.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.core.danger.detect import Danger
from nudges.flow.reply.danger import somebody_reads
from nudges.web.edge import HasEdge
from nudges.web.pages import page
from nudges.web.visitor import StaleLinkError

router = APIRouter(prefix="/q")


@router.get("/{token}")
def show(token: str, edge: HasEdge) -> HTMLResponse:
    """A country's numbers, in the language of the link. Raises StaleLinkError if it is not one of ours."""
    told = edge.service.links.numbered(token)
    if told is None:
        raise StaleLinkError
    country, danger, locale = told
    numbers = edge.service.care.numbers(country)
    return page(
        edge,
        "numbers",
        locale=locale,
        private=True,
        numbers=numbers,
        self_first=danger == "s",
        watched=somebody_reads(edge.service, edge.clock()),
        neutral=danger == Danger.COERCION[:1],
    )
