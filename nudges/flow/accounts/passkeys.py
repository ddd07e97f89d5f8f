"""Passkeys (WebAuthn level 2): one alone is enough to join and to sign in, since the device asks its owner.

A challenge is made of the moment and of chance, signed for one purpose, and good for five minutes. A passkey
takes none that was made before it was last used, so that what was overheard cannot be sent again.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    encode_cbor,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.flow.accounts import accounts
from nudges.flow.log import log
from nudges.flow.office.act import NotThereError
from nudges.flow.service import Service
from nudges.store.db import TAKEN, Tx
from nudges.store.office import audit, passkeys, sessions, staff
from nudges.store.office.passkeys import Passkey
from nudges.store.office.staff import Member

#: How long a challenge is good.
GOOD = timedelta(minutes=5)

#: Characters of a passkey's name, and how many of them somebody may have.
LONGEST_NAME, MOST = 60, 10

_SIGN_IN = "sign in"

_NOT_TAKEN = NudgesError(
    "The passkey was not taken.",
    "Your browser did not send what belongs to this page, or the page was open for more than five minutes.",
    "Load the page again, and try once more.",
)


def offered(service: Service) -> bool:
    """True if browsers take a passkey for this address: a name, and https unless it is this machine."""
    parts = urlsplit(service.links.public_url)
    try:
        ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" or parts.hostname == "localhost"
    return False


def to_join(service: Service, token: str, now: datetime) -> str:
    """What the browser of somebody who was invited is asked for, as JSON; it fills in their name."""
    return _to_register(service, f"join {token}", "", (), now)


def to_add(service: Service, member: Member, now: datetime) -> str:
    """What the browser of somebody who has an account is asked for, as JSON."""
    with service.db.read() as tx:
        there = [one.id for one in passkeys.of(tx, member.id)]
    return _to_register(service, f"add {member.id}", member.email, there, now)


def to_sign_in(service: Service, now: datetime) -> str:
    """What a browser is asked for at the door, as JSON: any passkey of this place."""
    return options_to_json(
        generate_authentication_options(
            rp_id=_host(service),
            challenge=_challenge(service, _SIGN_IN, now),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def accept(service: Service, token: str, name: str, email: str, said: str, now: datetime) -> str:
    """Make the account of somebody who was invited, with the passkey that their browser made.

    Returns a session's token. Raises NotThereError and NudgesError as accounts.accept.
    """
    name, email = accounts.named(service, token, name, email, now)
    made = _registered(service, f"join {token}", said, now)

    def proved_by(tx: Tx, member: Member) -> None:
        staff.add(tx, member)
        passkeys.add(tx, _named(made, member.id, "", now))

    return accounts.join_staff(service, token, name, email, proved_by, now)


def sign_in(service: Service, said: str, now: datetime) -> str | None:
    """The token of a session; None for whatever does not fit.

    An unknown passkey is checked as a known one is, and takes as long.
    """
    try:
        credential = parse_authentication_credential_json(said)
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        made = _made_at(service, _SIGN_IN, challenge, now)
    except Exception:  # whatever a stranger may send
        made = None
    if made is None:
        log().warning("sign-in refused", why="passkey", staff=None)
        return None
    token, passkey_id = secrets.token_urlsafe(24), bytes_to_base64url(credential.raw_id)
    with service.db.read() as tx:
        known = passkeys.get(tx, passkey_id)
    try:
        proof = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(service),
            expected_origin=_origin(service),
            credential_public_key=known.public_key if known else _nobodys(),
            credential_current_sign_count=known.sign_count if known else 0,
            require_user_verification=True,
        )
    except Exception:  # the library raises more than its own
        known = None
    with service.db.write() if known else service.db.read() as tx:  # as it is now: it may have been used
        still = passkeys.get(tx, passkey_id) if known else None
        who = staff.get(tx, still.staff_id) if still else None
        again = still is not None and still.used_at is not None and made <= still.used_at
        if who is None or who.ended_at is not None or again:
            log().warning("sign-in refused", why="passkey", staff=who.id if who else None)
            return None
        passkeys.used(tx, passkey_id, proof.new_sign_count, now)
        audit.add(tx, Acting(who.id, who.role), Action.SIGNED_IN, now)
        sessions.begin(tx, token, who.id, now + accounts.SESSION, now)
    return token


def mine(service: Service, acting: Acting) -> Sequence[Passkey]:
    """Their own."""
    with service.db.read() as tx:
        return passkeys.of(tx, _self(acting))


def add(service: Service, acting: Acting, said: str, name: str, now: datetime) -> None:
    """Another passkey of theirs. Raises NudgesError."""
    staff_id = _self(acting)
    made = _registered(service, f"add {staff_id}", said, now)
    try:
        with service.db.write() as tx:
            if len(passkeys.of(tx, staff_id)) >= MOST:
                why = f"Each account has {MOST} at most."
                raise NudgesError("There are too many passkeys.", why, "Remove one that you do not use.")
            passkeys.add(tx, _named(made, staff_id, name, now))
            audit.add(tx, acting, Action.PASSKEY_ADDED, now)
    except TAKEN:
        raise _NOT_TAKEN from None


def remove(service: Service, acting: Acting, passkey_id: str, now: datetime) -> None:
    """It opens nothing any more. Raises NotThereError, and NudgesError if nothing else would sign them in."""
    staff_id = _self(acting)
    with service.db.write() as tx:
        left = [one for one in passkeys.of(tx, staff_id) if one.id != passkey_id]
        if not passkeys.remove(tx, staff_id, passkey_id):
            raise NotThereError
        if not left and not staff.has_password(tx, staff_id):
            raise NudgesError(
                "This is your only passkey.",
                "You have no password, so nothing would sign you in.",
                "Add another passkey first.",
            )
        audit.add(tx, acting, Action.PASSKEY_REMOVED, now)


def _self(acting: Acting) -> str:
    if acting.staff_id is None:
        raise NotThereError
    return acting.staff_id


def _to_register(service: Service, purpose: str, email: str, there: Sequence[str], now: datetime) -> str:
    options = generate_registration_options(
        rp_id=_host(service),
        rp_name=service.programme,
        user_name=email or "staff",  # a new account's browser puts what was typed in its place
        challenge=_challenge(service, purpose, now),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in there],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def _registered(service: Service, purpose: str, said: str, now: datetime) -> Passkey:
    """The new passkey that a browser sent, of nobody yet. Raises NudgesError."""
    try:
        credential = parse_registration_credential_json(said)
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        if _made_at(service, purpose, challenge, now) is None:
            raise _NOT_TAKEN
        proof = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(service),
            expected_origin=_origin(service),
            require_user_verification=True,
        )
    except Exception:  # the library raises more than its own
        raise _NOT_TAKEN from None
    key = bytes_to_base64url(proof.credential_id)
    return Passkey(key, "", proof.credential_public_key, proof.sign_count, now, None)


def _named(made: Passkey, staff_id: str, name: str, now: datetime) -> Passkey:
    name = " ".join(name.split())[:LONGEST_NAME]
    return Passkey(made.id, staff_id, made.public_key, made.sign_count, now, None, name=name)


def _challenge(service: Service, purpose: str, now: datetime) -> bytes:
    head = int(now.timestamp() * 1_000_000).to_bytes(8, "big") + secrets.token_bytes(16)
    return head + _mark(service, purpose, head)


def _made_at(service: Service, purpose: str, challenge: bytes, now: datetime) -> datetime | None:
    """When this challenge was made; None if it was not for this, or is too old."""
    head, mark = challenge[:24], challenge[24:]
    if not hmac.compare_digest(mark, _mark(service, purpose, head)):
        return None
    made = datetime.fromtimestamp(int.from_bytes(head[:8], "big") / 1_000_000, UTC)
    return made if now - GOOD <= made <= now + GOOD else None


def _mark(service: Service, purpose: str, head: bytes) -> bytes:
    return hmac.digest(service.links.key, b"passkey %b %b" % (purpose.encode(), head), "sha256")


def _host(service: Service) -> str:
    return urlsplit(service.links.public_url).hostname or ""


def _origin(service: Service) -> str:
    parts = urlsplit(service.links.public_url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def _nobodys() -> bytes:
    """A public key nobody has the other half of, as COSE has it (RFC 9053: EC2, ES256, P-256)."""
    at = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")})
