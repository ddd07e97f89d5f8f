"""Rendering pages: one template each, one strict policy on what a page may load."""

from fastapi.responses import HTMLResponse

from nudges.core.render.templates import render_text
from nudges.web.edge import Edge
from nudges.web.headers import HEADERS as HEADERS


def page(
    edge: Edge, name: str, *, locale: str = "en", status: int = 200, private: bool = False, **values: object
) -> HTMLResponse:
    """One page from `templates/web/NAME.html`, in the language of somebody's locale.

    A `private` one, which a link of somebody's opens, is not for search engines.
    """
    templates = edge.service.voices.of(locale).templates
    given = {"programme": edge.service.programme, "base": edge.base, **values}
    html = render_text(templates, f"web/{name}.html", **given)
    headers = HEADERS | {"X-Robots-Tag": "noindex"} if private else HEADERS
    return HTMLResponse(html, status_code=status, headers=headers)
