"""Plays the phone network: real, signed requests to our own webhooks, over loopback only."""

import re
import uuid
from html import unescape

import aiohttp

from nudges.channels.twilio import sign
from nudges.web.demo.cast import OURS


class Carrier:
    """A network whose webhooks go to `address`, signed with `token`. Use it as an async context."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token

    async def __aenter__(self) -> "Carrier":
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10), trust_env=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def reachable(self) -> bool:
        """True if the server answers."""
        try:
            async with self._http.get(f"{self._address}/alive") as response:
                return response.ok
        except aiohttp.ClientConnectionError:
            return False

    async def delivered(self, callback: str, phone: str) -> None:
        """Report to a status callback that its message arrived. Raises aiohttp.ClientError."""
        await self._post(callback, {"MessageSid": _sid(), "MessageStatus": "delivered", "To": phone})

    async def text(self, phone: str, words: str) -> list[str]:
        """A phone writes to us; returns the texts it is answered with. Raises aiohttp.ClientError."""
        form = {"MessageSid": _sid(), "From": phone, "To": OURS, "Body": words}
        answer = await self._post(f"{self._address}/hooks/twilio/sms", form)
        return [unescape(text) for text in re.findall(r"<Message>(.*?)</Message>", answer, re.DOTALL)]

    async def _post(self, url: str, form: dict[str, str]) -> str:
        headers = {"X-Twilio-Signature": sign(self._token, url, form)}
        async with self._http.post(url, data=form, headers=headers, raise_for_status=True) as response:
            return await response.text()


def _sid() -> str:
    return f"SM{uuid.uuid4().hex}"
