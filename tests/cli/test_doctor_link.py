"""The doctor follows a person's link: through a proxy that is right, and through some that are not."""

import re

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from nudges.cli.doctor.link import countries, followed
from nudges.flow.links import Links
from nudges.settings import Settings

PAGE = '<link rel="stylesheet" href="{}/static/nudges.css">'


def told(server: HTTPServer, page: Response, style: Response, live: str = "live") -> tuple[bool | None, str]:
    public = server.url_for("/here")
    server.expect_request(re.compile("/here/unsubscribe/.*")).respond_with_response(page)
    server.expect_request(re.compile(".*/static/nudges.css")).respond_with_response(style)
    check = followed(Settings(_env_file=None, public_url=public, nudges_send=live), Links(public, b"key"))
    return check.ok, check.said


CSS = Response("a{}", content_type="text/css")


@pytest.mark.parametrize(
    ("page", "style", "ok", "said"),
    [
        (Response(PAGE.format("/here")), CSS, True, "opens, styles and all"),
        (Response(PAGE.format("")), CSS, False, "but its style"),
        (
            Response(PAGE.format("/here")),
            Response("<html>", content_type="text/html"),
            False,
            "but its style",
        ),
        (Response(PAGE.format("/here")), Response("", 404, content_type="text/css"), False, "but its style"),
        (Response("Welcome to nginx"), CSS, False, "not ours"),
        (Response("", 404), CSS, False, "leads to 404"),
        (Response("", 302, headers={"Location": "/elsewhere"}), CSS, False, "leads to"),
    ],
)
def test_a_link_is_followed(
    httpserver: HTTPServer, page: Response, style: Response, ok: bool, said: str
) -> None:
    found, words = told(httpserver, page, style)
    assert found is ok
    assert said in words
    assert "unsubscribe" not in words, "the link itself is not printed"


def test_it_carries_nothing_of_a_person(httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile(".*")).respond_with_data("x")
    public = httpserver.url_for("")
    links = Links(public, b"key")
    followed(Settings(_env_file=None, public_url=public), links)
    [(request, _)] = httpserver.log
    assert links.unsubscriber(request.path.rpartition("/")[2]) == "doctor"


@pytest.mark.parametrize(("send", "ok"), [("live", False), ("off", None)])
def test_nobody_there_is_wrong_only_once_it_is_live(send: str, ok: bool | None) -> None:
    public = "http://127.0.0.1:1"
    settings = Settings(_env_file=None, public_url=public, nudges_send=send)
    assert followed(settings, Links(public, b"key")).ok is ok


@pytest.mark.parametrize(
    ("sender", "given", "send", "join", "asks"),
    [
        ("MG1", "", "live", "on", True),
        ("MG1", "US", "live", "on", False),
        ("+14155550100", "", "live", "on", False),
        ("", "", "live", "on", False),
        ("MG1", "", "off", "on", False),
        ("MG1", "", "live", "off", False),
    ],
)
def test_whose_numbers_may_join_is_asked_when_nothing_says_it(
    sender: str, given: str, send: str, join: str, asks: bool
) -> None:
    settings = Settings(_env_file=None, nudges_send=send, join=join, twilio_from=sender, join_countries=given)
    assert (countries(settings) is not None) is asks
