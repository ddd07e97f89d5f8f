"""Parts of a page that renew themselves: the page has them, and one address gives each alone.

A part has a mark, which the browser sends along (If-None-Match, RFC 9110 section 13.1.2). While nothing
changed it is answered with 304 and no body, and the page is left alone.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from nudges.core.render.templates import render_text
from nudges.web.edge import Edge
from nudges.web.office.door import Visit, shared
from nudges.web.pages import HEADERS


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page, and the mark of what it shows."""

    html: Markup = field(repr=False)
    mark: str


def part(edge: Edge, signed: Visit, name: str, path: str, mark: str = "", **values: object) -> Part:
    """The part from `templates/web/office/NAME.html`, which renews itself from `path`.

    `mark` where one was made already of what it shows; else it is made of its text.
    """
    templates = edge.service.voices.of(signed.locale).templates
    given = {"programme": edge.service.programme, "base": edge.base, **shared(edge, signed), **values}
    html = render_text(templates, f"web/office/{name}.html", **given)
    mark = mark or sha256(html.encode()).hexdigest()[:32]
    around = {"id": name.replace("_", "-"), "path": path, "mark": mark, "html": Markup(html)}  # noqa: S704
    return Part(Markup(render_text(templates, "web/office/live.html", **given, **around)), mark)  # noqa: S704


def known(request: Request) -> str:
    """The mark of what the browser shows already."""
    return request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')


def answer(request: Request, new: Part | None) -> Response:
    """A part alone; 304 for None, and for one that the browser shows already."""
    mark = new.mark if new else known(request)
    headers = HEADERS | {"ETag": f'"{mark}"', "X-Robots-Tag": "noindex"}
    if new is None or new.mark == known(request):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(new.html, headers=headers)
