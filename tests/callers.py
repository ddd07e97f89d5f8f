"""Providers that call our webhooks: real requests to the real application, signed as they sign."""

import asyncio
import base64
import itertools
import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from nudges.settings import Settings
from nudges.web.app import create
from tests.harness import EMAIL, PHONE, World

TOKEN = "the-auth-token"
PUBLIC = "https://nudges.example"
EVENTS_KEY, INBOUND_KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
NOT_OURS = ec.generate_private_key(ec.SECP256R1())
BOUNDARY = "xYzZY"

_numbers = itertools.count(1)


def shown_key(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


SETTINGS = {
    "public_url": PUBLIC,
    "twilio_auth_token": TOKEN,
    "sendgrid_events_key": shown_key(EVENTS_KEY),
    "sendgrid_inbound_key": shown_key(INBOUND_KEY),
}


def app_of(world: World, **settings: Any) -> FastAPI:
    """The application, on the world's clock. However busy this machine is, it waits for what it asked."""
    given = Settings(_env_file=None, **(SETTINGS | settings))
    return create(world.service, given, lambda: world.now, patience=3600)


def twilio_signature(address: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(PUBLIC + address, form))


def sendgrid_headers(key: ec.EllipticCurvePrivateKey, body: bytes, at: str = "1780300800") -> dict[str, str]:
    signature = key.sign(at.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": at,
    }


def multipart(fields: Mapping[str, str | bytes]) -> bytes:
    """A form as SendGrid posts it: raw bytes, no charset on the parts."""
    parts = b""
    for name, value in fields.items():
        said = value.encode() if isinstance(value, str) else value
        parts += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        parts += said + b"\r\n"
    return parts + f"--{BOUNDARY}--\r\n".encode()


class Callers:
    """Twilio and SendGrid. Requests reach the application under another host name than its public one."""

    def __init__(self, world: World, **settings: Any) -> None:
        self.world = world
        self.app = app_of(world, **settings)

    def call(
        self,
        path: str,
        body: bytes | Any = b"",
        headers: Mapping[str, Any] | None = None,
        method: str = "POST",
    ) -> httpx.Response:
        """One request; an exception that leaves the application leaves this too."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7:8000") as client:
                return await client.request(method, path, content=body, headers=headers)

        return asyncio.run(ask())

    @property
    def _moment(self) -> str:
        """When a provider signs: now, in seconds since 1970."""
        return str(int(self.world.now.timestamp()))

    def twilio(self, address: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        given = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": twilio_signature(address, form),
        }
        return self.call(address, urlencode(form).encode(), given | headers)

    def sms(self, text: str, sender: str = PHONE, sid: str = "", **fields: str) -> str | None:
        """A person texts; the words they get back in the same call, None for silence."""
        form = {
            "AccountSid": "AC0",
            "MessageSid": sid or f"SM{next(_numbers):032x}",
            "From": sender,
            "To": "+15005550006",
            "Body": text,
            "MessagingServiceSid": "",
        }
        answer = self.twilio("/hooks/twilio/sms", form | fields)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        words = re.search("<Message>(.*)</Message>", answer.text, re.DOTALL)
        return unescape(words[1]) if words else None

    def status(self, attempt: str, word: str, **fields: str) -> httpx.Response:
        form = {"MessageSid": "SM1", "MessageStatus": word, "To": PHONE, **fields}
        return self.twilio(f"/hooks/twilio/status?attempt={attempt}", form)

    def events(self, *events: object, key: ec.EllipticCurvePrivateKey = EVENTS_KEY) -> httpx.Response:
        body = json.dumps(events).encode()
        headers = {"Content-Type": "application/json", **sendgrid_headers(key, body, self._moment)}
        return self.call("/hooks/sendgrid/events", body, headers)

    def mail(
        self, text: str | bytes = "", sender: str = EMAIL, headers: str = "", **fields: str | bytes
    ) -> httpx.Response:
        """A person mails, and SendGrid passes it on."""
        named = "" if "message-id:" in headers.lower() else f"Message-ID: <{next(_numbers)}@a-laptop>\n"
        given: dict[str, str | bytes] = {
            "headers": named + headers,
            "from": f"Somebody <{sender}>",
            "to": "nudges@example.org",
            "subject": "Re: today",
            "text": text,
            "dkim": f"{{@{sender.rpartition('@')[2]} : pass}}",
        }
        body = multipart(given | fields)
        content = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.call(
            "/hooks/sendgrid/inbound", body, content | sendgrid_headers(INBOUND_KEY, body, self._moment)
        )
