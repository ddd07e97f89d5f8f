"""The door: an invitation makes an account, address and password and code open it, and there is a way out."""

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nudges.core.errors import NudgesError
from nudges.flow.accounts import accounts, credentials, passkeys
from nudges.flow.accounts.accounts import Newcomer
from nudges.flow.office.act import NotThereError
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Posted
from nudges.web.office.door import COOKIE, OFFICE, Sent, Signed, from_elsewhere, let_in
from nudges.web.pages import HEADERS, page
from nudges.web.visitor import StaleLinkError, busy_page, wanted_locale

router = APIRouter(prefix=OFFICE)

#: Which of the things that did not fit is told: none, so that nobody learns who has an account.
_WRONG = 422


@router.get("/welcome/{token}")
def show_invitation(request: Request, token: str, edge: HasEdge) -> HTMLResponse:
    """The form that makes the account, with a new secret for its one-time codes."""
    if accounts.invited(edge.service, token, edge.clock()) is None:
        raise StaleLinkError
    return _welcome(request, edge, token, credentials.new_secret(), {})


@router.post("/welcome/{token}")
def accept(request: Request, token: str, edge: HasEdge, form: Posted) -> Response:
    """Make the account and let them in, or show the form again with what is wrong."""
    _not_from_elsewhere(request)
    if edge.signs_in.another(edge.client(request), edge.clock()):
        return busy_page(request, edge)
    secret = form.get("secret", "")
    if not secret.isascii() or not secret.isalnum() or len(secret) != 32:
        raise StaleLinkError
    given = {name: form.get(name, "") for name in ("name", "email", "password", "code")}
    try:
        if said := form.get("passkey"):
            name, email = given["name"], given["email"]
            session = passkeys.accept(edge.service, token, name, email, said, edge.clock())
        else:
            with edge.proofs:
                session = accounts.accept(edge.service, token, Newcomer(**given, secret=secret), edge.clock())
    except NotThereError:
        raise StaleLinkError from None
    except NudgesError as error:
        return _welcome(request, edge, token, secret, form, error)
    return let_in(edge, session)


def _welcome(
    request: Request, edge: Edge, token: str, secret: str, form: Posted, wrong: NudgesError | None = None
) -> HTMLResponse:
    import segno

    now, offered = edge.clock(), passkeys.offered(edge.service)
    address = credentials.address_of(secret, form.get("email") or "staff", edge.service.programme)
    return page(
        edge,
        "office/welcome",
        locale=wanted_locale(request),
        status=_WRONG if wrong else 200,
        private=True,
        secret=secret,
        code=segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff"),
        passkey=passkeys.to_join(edge.service, token, now) if offered else "",
        typed=form,
        wrong=wrong,
        shortest=credentials.SHORTEST,
    )


@router.get("/sign-in")
def show_sign_in(request: Request, edge: HasEdge, to: str = "") -> HTMLResponse:
    """The form; it asks the database nothing."""
    return _form(request, edge, to)


@router.post("/sign-in")
def sign_in(request: Request, edge: HasEdge, form: Posted) -> Response:
    """Let them in, or say that something does not fit, and not what."""
    _not_from_elsewhere(request)
    email, now, to = form.get("email", ""), edge.clock(), form.get("to", "")
    account = f"account {email.lower()[:254]}"
    if edge.signs_in.another(edge.client(request), now) or edge.signs_in.reached(account, now):
        return _form(request, edge, to, email, state="wait", status=429, wait=edge.signs_in.within)
    if said := form.get("passkey"):
        token = passkeys.sign_in(edge.service, said, now)
        return let_in(edge, token, to) if token else _form(request, edge, to, state="passkey", status=_WRONG)
    token = None
    try:
        with edge.proofs:
            token = accounts.sign_in(edge.service, email, form.get("password", ""), form.get("code", ""), now)
    except accounts.WrongCodeError:  # whoever has the password may not try all codes, from anywhere
        edge.signs_in.another(account, now)
    if token is None:
        return _form(request, edge, to, email, state="wrong", status=_WRONG)
    return let_in(edge, token, to)


@router.post("/sign-out")
def sign_out(edge: HasEdge, signed: Signed, form: Sent) -> RedirectResponse:
    """The session is over, here and in the database."""
    accounts.sign_out(edge.service, signed.token)
    answer = RedirectResponse(f"{edge.base}{OFFICE}/sign-in", status_code=303, headers=HEADERS)
    answer.delete_cookie(COOKIE, path=f"{edge.base}{OFFICE}")
    return answer


def _form(
    request: Request,
    edge: Edge,
    to: str,
    email: str = "",
    state: str = "",
    status: int = 200,
    wait: timedelta | None = None,
) -> HTMLResponse:
    return page(
        edge,
        "office/sign_in",
        locale=wanted_locale(request),
        status=status,
        private=True,
        wait=wait,
        action=f"{edge.base}{OFFICE}/sign-in",
        passkey=passkeys.to_sign_in(edge.service, edge.clock()) if passkeys.offered(edge.service) else "",
        to=to,
        email=email,
        state=state,
    )


def _not_from_elsewhere(request: Request) -> None:
    """Nobody is signed in by another site's form, into an account of that site's choice."""
    if from_elsewhere(request):
        raise HTTPException(403)
