"""Who is signed in, and that a form is theirs. Every page of the office begins here.

The cookie is HttpOnly, SameSite=Strict and of the office's path alone. Each form has a token made from it, so
that neither another site nor a sibling one (which SameSite lets through) can post in somebody's name.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nudges.core.office.roles import Acting, Action
from nudges.flow.accounts import accounts
from nudges.flow.office.act import NotThereError
from nudges.store.office.staff import Member
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Posted
from nudges.web.office.lines import ago
from nudges.web.pages import HEADERS, page
from nudges.web.visitor import wanted_locale

#: What the cookie is called, and the path below which everything is.
COOKIE, OFFICE = "office", "/office"


class NotSignedInError(Exception):
    """Nobody is signed in (any more)."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody on the staff, and the token of their session."""

    acting: Acting
    member: Member
    token: str = field(repr=False)
    locale: str = "en"

    @property
    def csrf(self) -> str:
        """What each of their forms carries: it cannot be made without their cookie."""
        return sha256(f"form {self.token}".encode()).hexdigest()

    def may(self, action: Action) -> bool:
        """Whether a page shows them what leads to this."""
        return self.acting.may(action)


def visit(request: Request, edge: HasEdge) -> Visit:
    """Who is signed in. Raises NotSignedInError."""
    token = request.cookies.get(COOKIE, "")
    found = accounts.signed_in(edge.service, token, edge.clock()) if token else None
    if found is None:
        raise NotSignedInError
    return Visit(*found, token, wanted_locale(request))


#: How a route asks for it.
Signed = Annotated[Visit, Depends(visit)]


def sent(request: Request, signed: Signed, form: Posted) -> Mapping[str, str]:
    """The fields of a form of theirs, which an error shows again. Raises 403 for one of no page of ours."""
    if not hmac.compare_digest(form.get("csrf", "").encode(), signed.csrf.encode()):
        raise HTTPException(403)
    request.state.typed = form
    return form


#: How a route asks for it.
Sent = Annotated[Mapping[str, str], Depends(sent)]


def from_elsewhere(request: Request) -> bool:
    """True for what another site's page makes a browser do. Browsers of before 2023 do not say."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def office_page(edge: Edge, name: str, signed: Visit, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of somebody who is signed in, in the language of their browser."""
    given = shared(edge, signed) | values
    return page(edge, f"office/{name}", locale=signed.locale, status=status, private=True, **given)


def shared(edge: Edge, signed: Visit) -> dict[str, Any]:
    """What every template of the office is given."""
    language = edge.service.voices.of(signed.locale).language
    return {
        "office": f"{edge.base}{OFFICE}",
        "language": language,
        "ago": partial(ago, language, edge.clock()),
        "signed": signed,
        "actions": Action,
    }


def back_to(edge: Edge, path: str, done: str = "") -> RedirectResponse:
    """After a form: the page it came from, which says that it is done."""
    said = f"?done={done}" if done else ""
    return RedirectResponse(f"{edge.base}{OFFICE}{path}{said}", status_code=303, headers=HEADERS)


def numbered(text: str) -> int:
    """The number in an address of a case or a question. Raises NotThereError for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotThereError
    return int(text)


def sign_in_first(request: Request, edge: Edge) -> Response:
    """The way to the door, and from there to where they wanted to go.

    A part that a page asks for by itself is refused instead: the door has no place in the middle of a page.
    """
    if "HX-Request" in request.headers:
        return Response(status_code=401, headers=HEADERS)
    if request.method == "GET" and from_elsewhere(request) and COOKIE not in request.cookies:
        # a link in a mail: the browser keeps the cookie back, and sends it when our own page asks again
        return page(edge, "office/again", locale=wanted_locale(request), private=True)
    wanted = quote(request.url.path) if request.method == "GET" else ""
    to = f"?to={wanted}" if wanted not in ("", OFFICE) else ""
    return RedirectResponse(f"{edge.base}{OFFICE}/sign-in{to}", status_code=303, headers=HEADERS)


def let_in(edge: Edge, token: str, to: str = "") -> RedirectResponse:
    """Into the office, with the cookie of this session; `to` a page of it."""
    path = to if to.startswith(f"{OFFICE}/") and "//" not in to and "\\" not in to else OFFICE
    answer = RedirectResponse(f"{edge.base}{path}", status_code=303, headers=HEADERS)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(accounts.SESSION.total_seconds()),
        path=f"{edge.base}{OFFICE}",
        secure=edge.settings.public_url.startswith("https://"),
        httponly=True,
        samesite="strict",
    )
    return answer
