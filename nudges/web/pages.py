"""Rendering pages: one template each, one strict policy on what a page may load."""

from fastapi.responses import HTMLResponse

from nudges.core.render.templates import render_text
from nudges.web.edge import Edge

#: Nothing from elsewhere, no inline script; forms only go back to us.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "script-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page(
    edge: Edge, name: str, *, locale: str = "en", status: int = 200, private: bool = False, **values: object
) -> HTMLResponse:
    """One page from `templates/web/NAME.html`, in the language of somebody's locale.

    A `private` one, which a link of somebody's opens, is not for search engines.
    """
    templates = edge.service.voices.of(locale).templates
    html = render_text(templates, f"web/{name}.html", programme=edge.service.programme, **values)
    headers = HEADERS | {"X-Robots-Tag": "noindex"} if private else HEADERS
    return HTMLResponse(html, status_code=status, headers=headers)
