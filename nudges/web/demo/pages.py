"""The demo's page, its parts that renew themselves, and its buttons: all of it also without JavaScript."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from nudges.web.demo.cast import CAST, Actor
from nudges.web.demo.clock import SPEEDS
from nudges.web.demo.office import open_cases
from nudges.web.demo.screens import Letter
from nudges.web.demo.timeline import timeline
from nudges.web.demo.world import World
from nudges.web.edge import edge_of
from nudges.web.pages import page

router = APIRouter()

#: What a mail may do: show itself, its own images and styles, and open a link in another window.
_MAIL = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _actor(key: str) -> Actor:
    for actor in CAST:
        if actor.key == key:
            return actor
    raise HTTPException(404)


def _letter(world: World, number: int) -> Letter:
    for letter in world.letters:
        if letter.number == number:
            return letter
    raise HTTPException(404)


async def _values(world: World, person: str, mail: int) -> dict[str, Any]:
    """What the page and its parts show. `person` narrows the timeline, `mail` is the open mail or 0."""
    name = _actor(person).name if person else ""
    count = world.count  # before the timeline is read: what happens meanwhile is news to the next look
    return {
        "world": world,
        "count": count,
        "cast": CAST,
        "speeds": SPEEDS,
        "person": person,
        "lines": await run_in_threadpool(timeline, world.service, name),
        "cases": await run_in_threadpool(open_cases, world.service),
        "mail": _letter(world, mail) if mail else None,
    }


@router.get("/")
async def demo(request: Request, person: str = "", mail: int = 0) -> HTMLResponse:
    """The whole page."""
    return page(edge_of(request), "demo", **await _values(_world(request), person, mail))


@router.get("/live")
async def live(request: Request, seen: int, person: str = "", mail: int = 0) -> Response:
    """The parts that changed since the event `seen`; 204 if none did."""
    world = _world(request)
    if world.count <= seen:
        return Response(status_code=204)
    return page(edge_of(request), "demo_live", seen=seen, **await _values(world, person, mail))


@router.get("/timeline")
async def story(request: Request, person: str = "") -> HTMLResponse:
    """The timeline alone, of one person or of everyone."""
    return page(edge_of(request), "demo_timeline", **await _values(_world(request), person, 0))


@router.get("/inbox/{number}")
async def mail(request: Request, number: int) -> HTMLResponse:
    """One mail, opened; the inbox beside it marks which."""
    return page(edge_of(request), "demo_mail", **await _values(_world(request), "", number))


@router.get("/inbox/{number}/html")
async def mail_html(request: Request, number: int) -> HTMLResponse:
    """A mail's HTML part, for a frame that lets it do nothing."""
    return HTMLResponse(_letter(_world(request), number).html(), headers=_MAIL)


@router.post("/clock/next")
async def next_nudge(request: Request) -> Response:
    """Go on to the next message."""
    await _world(request).next_nudge()
    return _back(request, "phones")


@router.post("/clock/sunday")
async def sunday(request: Request) -> Response:
    """Go on to Sunday evening."""
    await _world(request).sunday_evening()
    return _back(request, "inbox")


@router.post("/clock/speed/{speed}")
async def speed(request: Request, speed: int) -> Response:
    """Pause, or let time run."""
    if speed not in SPEEDS:
        raise HTTPException(404)
    _world(request).run(speed)
    return _back(request, "clock")


@router.post("/phones/{key}")
async def reply(request: Request, key: str, words: Annotated[str, Form(max_length=1_600)] = "") -> Response:
    """A person texts."""
    actor = _actor(key)
    if words.strip():
        await _world(request).reply(actor, words.strip())
    return _back(request, key, actor=actor)


def _back(request: Request, anchor: str, *, actor: Actor | None = None) -> Response:
    """To htmx an emptied reply box, if one was used, and word to look for news; to others the page again."""
    if "HX-Request" not in request.headers:
        return RedirectResponse(f"/#{anchor}", status_code=303)
    if actor is None:
        return Response(status_code=204, headers={"HX-Trigger": "moved"})
    response = page(edge_of(request), "demo_box", actor=actor)
    response.headers["HX-Trigger"] = "moved"
    return response
