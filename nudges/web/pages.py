"""Rendering pages: one template each, one strict policy on what a page may load."""

from datetime import timedelta

from fastapi.responses import HTMLResponse

from nudges.core.render.templates import render_text
from nudges.web.edge import Edge
from nudges.web.headers import HEADERS as HEADERS


def page(
    edge: Edge,
    name: str,
    *,
    locale: str = "en",
    status: int = 200,
    private: bool = False,
    wait: timedelta | None = None,
    **values: object,
) -> HTMLResponse:
    """One page from `templates/web/NAME.html`, in the language of somebody's locale.

    A `private` one, which a link of somebody's opens, is not for search engines. `wait`: whoever asked too
    often may ask again after so long (RFC 9110, Retry-After).
    """
    templates = edge.service.voices.of(locale).templates
    given = {"programme": edge.service.programme, "base": edge.base, **values}
    html = render_text(templates, f"web/{name}.html", **given)
    headers = HEADERS | {"X-Robots-Tag": "noindex"} if private else HEADERS
    if wait is not None:
        headers = headers | {"Retry-After": str(round(wait.total_seconds()))}
    return HTMLResponse(html, status_code=status, headers=headers)
