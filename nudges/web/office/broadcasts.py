"""A message to many: written, counted and checked, confirmed on a second page, watched and stopped."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.flow.office.broadcasts import broadcasts
from nudges.flow.office.broadcasts.broadcasts import Draft
from nudges.flow.office.view import coaches_among, colleagues
from nudges.flow.portal.settings import languages
from nudges.store.office.find import Filter
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import time_in
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, back_to, numbered, office_page
from nudges.web.office.people import day_in, ids_in

router = APIRouter(prefix=f"{OFFICE}/broadcasts")

#: Over how many minutes it may be spread.
_SPREADS = (0, 30, 60, 120, 240, 480)


@router.get("")
def show_all(edge: HasEdge, signed: Signed) -> HTMLResponse:
    """Those that were sent, and the form for another."""
    found = broadcasts.listed(edge.service, signed.acting)
    return _page(edge, signed, "broadcasts", _to_begin(edge), found=found)


def form_for(edge: Edge, signed: Visit, ids: Sequence[str]) -> HTMLResponse:
    """The form for those alone who were chosen among the people."""
    typed = _to_begin(edge) | {"who": " ".join(ids)}
    return _page(edge, signed, "broadcasts", typed, found=())


def _to_begin(edge: Edge) -> dict[str, str]:
    """What is in a new form."""
    tomorrow = (edge.clock() + timedelta(days=1)).date().isoformat()
    return {"day": tomorrow, "time": "10:00", "spread": "60"}


@router.post("/check")
def check(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """Who would get it and what it costs; nothing is kept and nothing goes out yet."""
    checked = broadcasts.check(edge.service, signed.acting, _draft(form), edge.clock())
    token = edge.service.new_id()
    return _page(edge, signed, "broadcast_check", form, checked=checked, token=token)


@router.post("/send")
def send(edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """It goes out. The same form twice is one message."""
    given = _draft(form), form.get("token", "")[:64] or edge.service.new_id()
    number = broadcasts.send(edge.service, signed.acting, *given, edge.clock())
    return back_to(edge, f"/broadcasts/{number}", "sent")


@router.get("/{broadcast}")
def show(broadcast: str, edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """How far it is."""
    one, stands = broadcasts.find(edge.service, signed.acting, numbered(broadcast))
    return _page(edge, signed, "broadcast", {}, one=one, stands=sorted(stands.items()), done=done)


@router.post("/{broadcast}/stop")
def stop(broadcast: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Nothing more of it goes out."""
    broadcasts.stop(edge.service, signed.acting, numbered(broadcast), edge.clock())
    return back_to(edge, f"/broadcasts/{numbered(broadcast)}", "stopped")


def _page(edge: Edge, signed: Visit, name: str, typed: Mapping[str, str], **values: Any) -> HTMLResponse:
    staff = colleagues(edge.service)
    reader = edge.service.voices.of(signed.locale).language.locale
    return office_page(
        edge,
        name,
        signed,
        typed=typed,
        plans={plan: one.title.said_in(signed.locale) for plan, one in edge.service.plans.items()},
        languages=languages(edge.service),
        said_in={
            voice.language.code: voice.language.locale.get_language_name(reader) or voice.language.code
            for voice in edge.service.voices
        },
        coaches=coaches_among(staff),
        chosen=len(ids_in(typed)),
        staff=staff,
        spreads=_SPREADS,
        **values,
    )


def _draft(form: Mapping[str, str]) -> Draft:
    """What a form says. Raises NudgesError for no date; a time that is none is midnight."""
    at = datetime.combine(day_in(form.get("day", "")), time_in(form.get("time", "")) or time())
    minutes = int(form["spread"]) if form.get("spread") in {str(one) for one in _SPREADS} else 0
    words = {
        name.removeprefix("words-"): said for name, said in form.items() if name.startswith("words-") and said
    }
    wanted = Filter(
        plan=form.get("plan", "")[:100],
        coach=form.get("coach", "")[:64],
        locale=form.get("language", "")[:20],
        ids=tuple(ids_in(form)),
    )
    return Draft(wanted, at, timedelta(minutes=minutes), words)
