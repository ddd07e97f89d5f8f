"""Events are posted once, signed so that the library of Standard Webhooks takes them; none is redirected."""

import asyncio
import json
from base64 import b64encode

import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError
from werkzeug import Request, Response

from nudges.channels.base import Fault, SendError
from nudges.channels.webhook import Webhook
from tests.clocks import for_a_library

SIGNS = f"whsec_{b64encode(bytes(range(32))).decode()}"
BODY = json.dumps({"type": "person.joined", "data": {"person": "año"}}, ensure_ascii=False)


def post(url: str) -> None:
    async def once() -> None:
        webhook = Webhook(url, SIGNS)
        try:
            await webhook.post("evt_1", BODY, for_a_library())
        finally:
            await webhook.close()

    asyncio.run(once())


def test_a_receiver_verifies_it_with_the_library(httpserver: HTTPServer) -> None:
    got: list[Request] = []

    def take(request: Request) -> Response:
        request.get_data()
        got.append(request)
        return Response("", 204)

    httpserver.expect_request("/hooks", "POST", query_string="key=1").respond_with_handler(take)
    post(httpserver.url_for("/hooks?key=1"))
    [request] = got
    headers, data = dict(request.headers), request.get_data()
    assert Verifier(SIGNS).verify(data, headers) == json.loads(BODY)
    assert (headers["Content-Type"], headers["Webhook-Id"]) == ("application/json", "evt_1")
    with pytest.raises(WebhookVerificationError):
        Verifier(SIGNS).verify(data + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(f"whsec_{b64encode(bytes(32)).decode()}").verify(data, headers)


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
