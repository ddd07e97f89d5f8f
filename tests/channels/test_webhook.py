"""Events are posted once, signed so that the library of Standard Webhooks takes them; none is redirected."""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks import WebhookVerificationError
from werkzeug import Request, Response

from nudges.channels.base import Fault, SendError
from nudges.channels.webhook import Webhook
from tests.clocks import for_a_library
from tests.folders import REPOSITORY

EVENTS_DOC = REPOSITORY / "docs" / "events.md"

SIGNS = f"whsec_{b64encode(bytes(range(32))).decode()}"
BODY = json.dumps({"type": "person.joined", "data": {"person": "año"}}, ensure_ascii=False)


def documented() -> Callable[[bytes, dict[str, str], str], object]:
    """The function of docs/events.md that verifies a signature."""
    [code] = re.findall(r"```python\n(.*?)```", EVENTS_DOC.read_text(encoding="utf-8"), re.DOTALL)
    there: dict[str, Any] = {}
    exec(code, there)  # the very words that people paste
    receive: Callable[[bytes, dict[str, str], str], object] = there["receive"]
    return receive


def post(url: str) -> None:
    async def once() -> None:
        webhook = Webhook(url, SIGNS)
        try:
            await webhook.post("evt_1", BODY, for_a_library())
        finally:
            await webhook.close()

    asyncio.run(once())


def test_a_receiver_verifies_it_as_the_documentation_says(httpserver: HTTPServer) -> None:
    got: list[Request] = []

    def take(request: Request) -> Response:
        request.get_data()
        got.append(request)
        return Response("", 204)

    httpserver.expect_request("/hooks", "POST", query_string="key=1").respond_with_handler(take)
    post(httpserver.url_for("/hooks?key=1"))
    [request] = got
    headers, data, receive = dict(request.headers), request.get_data(), documented()
    assert receive(data, headers, SIGNS) == json.loads(BODY)
    assert (headers["Content-Type"], headers["Webhook-Id"]) == ("application/json", "evt_1")
    for wrong, secret in ((data + b" ", SIGNS), (data, f"whsec_{b64encode(bytes(32)).decode()}")):
        with pytest.raises(WebhookVerificationError):
            receive(wrong, headers, secret)


@pytest.mark.parametrize(
    ("status", "kind", "asks"),
    [(301, Fault.BUSY, 0), (400, Fault.BUSY, 0), (410, Fault.STOPPED, 0), (503, Fault.BUSY, 7)],
)
def test_anything_but_2xx_was_not_taken(httpserver: HTTPServer, status: int, kind: Fault, asks: int) -> None:
    headers = {"Location": httpserver.url_for("/elsewhere"), "Retry-After": str(asks)}
    httpserver.expect_request("/hooks").respond_with_data("x" * 200_000, status, headers)
    with pytest.raises(SendError) as caught:
        post(httpserver.url_for("/hooks"))
    assert (caught.value.kind, caught.value.code, caught.value.retry_after) == (kind, str(status), asks)
    assert len(httpserver.log) == 1


def test_the_address_is_known_by_a_hash_alone() -> None:
    one, other = (Webhook(f"https://example.org/{path}", SIGNS).id for path in "ab")
    assert one != other
    assert "example" not in one
