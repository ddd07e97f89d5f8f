"""Building mails: complete, and no text can inject a header."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import quote
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nudges.channels.base import Fault, Message, SendError
from nudges.channels.mime import one_line, rendered, written

NOW = datetime(2025, 11, 21, 10, 0, tzinfo=UTC)
OURS = {"From", "To", "Subject", "Message-ID", "Auto-Submitted", "Date", "MIME-Version", "Content-Type"}
UNSUBSCRIBE = f"<https://nudges.example.org/u/{'t' * 120}>, <mailto:stop@example.org?subject={'s' * 60}>"


def parsed(mail: bytes) -> EmailMessage:
    return message_from_bytes(mail, policy=policy.default)


def full(**fields: Any) -> Message:
    usual: dict[str, Any] = {
        "subject": "Ein schöner Tag",
        "html": "<p>Grüße</p>",
        "headers": {"List-Unsubscribe": UNSUBSCRIBE, "Reply-To": "reply@example.org"},
    }
    usual["text"] = "Grüße\n.\nend"
    return Message("attempt-1", "ada@example.org", **(usual | fields))


def test_a_mail_has_text_then_html() -> None:
    mail = parsed(written(full(), "nudges@mail.example", 'Möwe, "N"', NOW))
    text, html = mail.iter_parts()
    kinds = [part.get_content_type() for part in (mail, text, html)]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert text.get_content().splitlines() == ["Grüße", ".", "end"]
    assert "Grüße" in html.get_content()


def test_its_headers_are_ours_and_the_callers() -> None:
    mail = written(full(), "nudges@mail.example", 'Möwe, "N"', NOW)
    read = parsed(mail)
    assert read["Subject"] == "Ein schöner Tag"
    assert read["From"].addresses[0].display_name == 'Möwe, "N"'
    assert read["From"].addresses[0].addr_spec == "nudges@mail.example"
    assert read["Message-ID"] == "<attempt-1@mail.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime == NOW
    assert f"List-Unsubscribe: {UNSUBSCRIBE}\r\n".encode() in mail, "a URL is not broken into words"


@pytest.mark.parametrize(("length", "whole"), [(900, True), (901, False)])
def test_a_value_stands_as_it_is_as_long_as_a_line_may_hold_it(length: int, whole: bool) -> None:
    mail = written(full(headers={"X-Note": "v" * length}), "nudges@mail.example", "", NOW)
    assert (f"X-Note: {'v' * length}\r\n".encode() in mail) == whole
    assert "".join(parsed(mail)["X-Note"].split()) == "v" * length


def test_text_alone_is_one_part_and_no_clock_is_no_date() -> None:
    mail = parsed(written(full(html=""), "n@mail.example", ""))
    assert mail.get_content_type() == "text/plain"
    assert mail["Date"] is None
    assert mail["From"] == "n@mail.example"


@pytest.mark.parametrize(
    "name",
    [
        *("Subject", "subject", "TO", "Bcc", "Date", "Content-Type", "content-language", "Content-Id"),
        *("X: Y", "X Y", "", "É", "X\nBcc"),
    ],
)
def test_a_callers_header_cannot_take_the_place_of_ours(name: str) -> None:
    mail = written(full(headers={name: "other"}), "n@mail.example", "", NOW)
    assert "other" not in mail.decode()


@pytest.mark.parametrize(
    "name", ["Nudges", "Möwe", 'Ann "N" O\\Neil, MD', "a <b@c.example>", "=?utf-8?q?x?="]
)
def test_the_address_to_answer_to_keeps_its_name_and_itself(name: str) -> None:
    address = f"reply+{'0123456789abcdef' * 2}@in.example.org"
    message = full(headers={"Reply-To": f'"{quote(name)}" <{address}>'})
    [to] = parsed(written(message, "n@mail.example", "N"))["Reply-To"].addresses
    assert (to.display_name, to.addr_spec) == (name, address)


def test_a_header_given_twice_stands_once() -> None:
    mail = rendered(
        full(headers={"Reply-To": "a@example.org", "reply-to": "b@example.org"}), "n@mail.example", ""
    )
    assert mail.get_all("Reply-To") == ["a@example.org"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "@",
        "ada@",
        "@x",
        '""@x.y',
        "a b@x.y",
        "a@x.y\nBcc: b@x.y",
        "a@x.y, b@x.y",
        "é@x.y",
        "<a@x.y>",
        "a@é.org",
        "a@x.y\x7f",
    ],
)
def test_what_is_no_address_is_said_so_without_showing_it(to: str) -> None:
    with pytest.raises(SendError) as caught:
        rendered(Message("a", to, "x"), "n@mail.example", "")
    assert (caught.value.kind, caught.value.code, caught.value.detail) == (
        Fault.ADDRESS,
        "malformed-address",
        "",
    )


def test_a_sender_that_is_no_address_is_the_operators() -> None:
    with pytest.raises(SendError) as caught:
        rendered(full(), "nobody", "")
    assert caught.value.kind is Fault.ACCOUNT


@given(st.text(), st.text(), st.text(), st.text(), st.text())
@example("=?utf-8?q?a=0D=0ABcc:_x@y.z?=", "=?utf-8?q?a=0D=0ABcc:_x@y.z?=", "=?utf-8?q?=0ABcc:x?=", "t", "h")
@example("a\r\nBcc: x@y.z", "a\nBcc: x@y.z", "a\rBcc: x", "t\r\n\r\n", "\ud83d")
@example("s" * 2000, "n" * 2000, "v" * 2000, "t" * 2000, "h" * 2000)
def test_no_words_add_a_header_or_a_long_line(
    subject: str, name: str, value: str, text: str, html: str
) -> None:
    message = Message("a1", "ada@example.org", text, subject=subject, html=html, headers={"X-Note": value})
    raw = written(message, "n@mail.example", name, NOW)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, policy=policy.default)
    assert set(read.keys()) <= OURS | {"X-Note", "Content-Transfer-Encoding"}
    assert len(read.keys()) == len(set(read.keys()))
    assert read["To"] == "ada@example.org"
    assert read["From"].addresses[0].addr_spec == "n@mail.example"


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
@example("x" * 200, "ж" * 200)
@example(".\n.. \nFrom me\t\n\n", "a = b\r\n" * 40)
def test_both_parts_arrive_as_they_were_in_short_lines(text: str, html: str) -> None:
    raw = written(full(text=text, html=html or "-"), "n@mail.example", "")
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for part, said in zip(parsed(raw).iter_parts(), (text, html or "-"), strict=True):
        arrived = part.get_payload(decode=True)
        assert isinstance(arrived, bytes)
        assert arrived.splitlines() == (said.encode().splitlines() or [b""])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=60))
def test_a_subject_arrives_as_it_was(subject: str) -> None:
    mail = parsed(written(full(subject=subject), "n@mail.example", ""))
    assert mail["Subject"] == subject


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
