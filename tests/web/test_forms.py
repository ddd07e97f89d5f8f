"""A form is read as browsers post it, within bounds, and beside what is kept now."""

import asyncio
from datetime import time

import pytest
from fastapi import HTTPException, Request

from nudges.web.forms import FIELDS, LIMIT, OPENED, Edit, carried, posted, time_in

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "Multipart/Form-Data; boundary=x"


def read(body: bytes, kind: str = URLENCODED) -> dict[str, str]:
    """A form that comes in two pieces."""
    half = len(body) // 2
    pieces = [
        {"type": "http.request", "body": body[:half], "more_body": True},
        {"type": "http.request", "body": body[half:], "more_body": False},
    ]

    async def receive() -> dict[str, object]:
        return pieces.pop(0)

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return dict(asyncio.run(posted(Request(scope, receive))))


def test_fields_are_without_what_nobody_typed_and_of_two_the_last() -> None:
    assert read(b"a=+1+&b=&c=x%00y&a=+2+") == {"a": "2", "b": "", "c": "xy"}
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    file = part % (b"list", b'; filename="l.csv"', b"\xef\xbb\xbfname\r\nAda")
    assert read(part % (b"a", b"", b" 1 ") + file + b"--x--\r\n", MULTIPART) == {
        "a": "1",
        "list": "name\r\nAda",
    }
    assert read(b"nonsense", MULTIPART) == {}


@pytest.mark.parametrize(("length", "taken"), [(LIMIT, True), (LIMIT + 1, False)])
def test_a_form_is_no_longer_than_any_of_ours(length: int, taken: bool) -> None:
    body = b"a=".ljust(length, b"x")
    if taken:
        assert len(read(body)["a"]) == length - 2
        return
    with pytest.raises(HTTPException) as refused:
        read(body)
    assert refused.value.status_code == 413


@pytest.mark.parametrize(("count", "taken"), [(FIELDS, FIELDS), (FIELDS + 1, 0)])
def test_a_form_has_no_more_fields_than_any_of_ours(count: int, taken: int) -> None:
    assert len(read("&".join(f"f{n}=1" for n in range(count)).encode())) == taken


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("19:30", time(19, 30)),
        ("19:30:45", time(19, 30)),
        ("00:00", time(0)),
        ("", None),
        ("1930", None),
        ("19:3x", None),
        ("19:60:00", None),
        ("19:30+02", None),
        ("19:30:45.5", None),
    ],
)
def test_a_time_is_read_as_browsers_post_it(text: str, at: time | None) -> None:
    assert time_in(text) == at


NOW = {"name": "Ada", "zone": "Asia/Tokyo", "partner": "on"}


@pytest.mark.parametrize(
    ("opened", "form", "sent", "was"),
    [
        # the zone was changed by somebody else meanwhile, and a box was ticked
        ({"name": "Ada", "zone": "UTC"}, {"name": "Eve", "zone": "UTC"}, NOW | {"name": "Eve"}, NOW),
        ({"zone": "UTC"}, {"zone": "Etc/UTC"}, NOW | {"zone": "Etc/UTC"}, NOW | {"zone": "UTC"}),
        ({"partner": "on"}, {}, {"name": "Ada", "zone": "Asia/Tokyo"}, NOW),
        ({"care": "on"}, {}, NOW, NOW | {"care": "on"}),
        ({"care": ""}, {"care": "on"}, NOW | {"care": "on"}, NOW),
        ({"name": "Ada"}, {"name": ""}, {"zone": "Asia/Tokyo", "partner": "on"}, NOW),
        ({}, {}, NOW, NOW),
    ],
)
def test_what_a_form_did_not_change_is_as_it_is_now(
    opened: dict[str, str], form: dict[str, str], sent: dict[str, str], was: dict[str, str]
) -> None:
    edit = Edit.of(form | {OPENED: carried(opened)}, NOW)
    assert (edit.sent, edit.opened) == (sent, was)


def test_a_form_that_does_not_say_what_it_was_opened_with_is_taken_whole() -> None:
    assert Edit.of({"name": "Eve"}, NOW) == Edit({"name": "Eve"}, None)
