"""A phone with passkeys, in software: it answers what a page asks for, as browsers send it (WebAuthn)."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor

#: Flags of authenticator data: present, verified (finger or PIN), and that a new key follows.
_PRESENT, _VERIFIED, _NEW = 1, 4, 64


@dataclass
class Device:
    """Holds one key. `origin` is the page's; `verified`: whether it asked for a finger or a PIN."""

    origin: str
    verified: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, asked: str) -> str:
        """A new passkey for what a page asks for."""
        options = json.loads(asked)
        at = self.key.public_key().public_numbers()
        point = {-2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        public = encode_cbor({1: 2, 3: -7, -1: 1, **point})
        head = self._head(options["rp"]["id"], _NEW)
        data = head + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._said(clientDataJSON=client, attestationObject=attested)

    def get(self, asked: str) -> str:
        """Sign what a page asks for."""
        options = json.loads(asked)
        self.count += 1
        data, client = self._head(options["rpId"], 0), self._client("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _head(self, rp_id: str, more: int) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verified else 0) | more
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _said(self, **parts: bytes) -> str:
        own = bytes_to_base64url(self.id)
        response = {name: bytes_to_base64url(value) for name, value in parts.items()}
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
