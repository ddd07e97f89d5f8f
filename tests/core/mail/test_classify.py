"""What an inbound mail is: a person's words, a mail of ours that came back, or nothing to act on."""

from collections.abc import Callable
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.mail.classify import Aside, Mail, Received, Returned, Written, judge, refuses_address
from nudges.core.mail.mime import LONGEST, read_raw
from nudges.core.mail.strip_quotes import words_of
from tests.clocks import LINEAR, growth
from tests.folders import DATA
from tests.harness import MAIL_FORMS
from tests.rows import each_row

MAILS = DATA / "mails"
ATTEMPT, OTHER = "0123456789abcdef0123456789abcdef", "f" * 32


def mail(**headers: str) -> bytes:
    """A person's plain mail; the headers are added to it, their names with _ for -."""
    given = {"from": "Ana <ana@example.com>", "subject": "Re: Today", "message_id": "<1@laptop>"} | headers
    body = given.pop("body", "Done")
    return (
        "".join(f"{k.replace('_', '-')}: {v}\n" for k, v in given.items()).encode() + f"\n{body}\n".encode()
    )


def judged(raw: bytes) -> Mail:
    return judge(read_raw(raw), MAIL_FORMS)


def written(raw: bytes) -> Written:
    said = judged(raw)
    assert isinstance(said, Written), said
    return said


def words(said: Written) -> str:
    return words_of(said.body, MAIL_FORMS)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bounce-postfix", Returned(ATTEMPT, "5.1.1", refused=True)),
        ("bounce-exchange", Returned(ATTEMPT, "5.2.2", refused=False)),
        ("bounce-rewritten-id", Returned(ATTEMPT, "5.1.1", refused=True)),
        ("bounce-exim-old", Returned(ATTEMPT, "5.1.1", refused=True)),
        ("delay-postfix", Aside("automatic")),
        ("spanish-holiday", Aside("automatic")),
        ("outlook-holiday", Aside("automatic")),
    ],
)
def test_mails_of_machines(name: str, said: Mail) -> None:
    assert judged((MAILS / f"{name}.eml").read_bytes()) == said


def test_a_persons_words_are_found_and_no_attachment_is_read() -> None:
    said = written((MAILS / "reply-photo-first.eml").read_bytes())
    assert (said.sender, words(said), said.answers) == ("ana@example.com", "Hecho, ¡gracias!", ATTEMPT)


@each_row(range(0, 2400, 37))
def test_a_mail_that_ends_in_the_middle_is_read_so_far(cut: int) -> None:
    for name in ("reply-photo-first", "bounce-postfix", "bounce-exchange"):
        said = judged((MAILS / f"{name}.eml").read_bytes()[:cut])
        assert not (isinstance(said, Written) and "STOP" in words(said))


@pytest.mark.parametrize(
    "headers",
    [
        {"to": f"reply+{ATTEMPT}@in.example.org"},
        {"to": f"Nudges <reply+{ATTEMPT.upper()}@in.example.org>"},
        {"to": "x@y.example", "cc": f"a@b.example, Nudges <reply+{ATTEMPT}@in.example.org>"},
        {"to": "me@example.com", "delivered_to": f"reply+{ATTEMPT}@in.example.org"},
        {"x_original_to": f"reply+{ATTEMPT}@in.example.org"},
        {"to": f"reply+{ATTEMPT}@in.example.org", "in_reply_to": f"<{OTHER}@example.org>"},
        {"in_reply_to": f"<{ATTEMPT}@example.org>"},
        {"in_reply_to": f"<{ATTEMPT}@example.org>", "references": f"<{OTHER}@example.org>"},
        {"references": f"<{OTHER}@example.org>\n <x@y>\n <{ATTEMPT}@example.org>"},
        {"in_reply_to": "<rewritten@a.relay>", "references": f"<{ATTEMPT}@example.org>"},
    ],
)
def test_a_mail_names_the_attempt_it_answers(headers: dict[str, str]) -> None:
    assert written(mail(**headers)).answers == ATTEMPT


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"to": "reply@in.example.org"},
        {"to": f"reply+{ATTEMPT[:-1]}@in.example.org"},
        {"to": f"reply+{ATTEMPT}0@in.example.org"},
        {"from": f"ana+{ATTEMPT}@example.com"},
        {"in_reply_to": "<x@y>", "subject": f"reply+{ATTEMPT}@in.example.org"},
        {"body": f"reply+{ATTEMPT}@in.example.org <{ATTEMPT}@example.org>"},
    ],
)
def test_a_mail_that_names_none_answers_none(headers: dict[str, str]) -> None:
    assert written(mail(**headers)).answers is None


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "Auto-Generated; owner=x"},
        {"x_auto_response_suppress": "OOF, AutoReply"},
        {"precedence": "auto_reply"},
        {"precedence": "Bulk"},
        {"x_autoreply": "yes"},
        {"return_path": "<>"},
        {"from": "MAILER-DAEMON@mx.example.org"},
        {"from": "Postmaster <postmaster@example.org>"},
        {"subject": "Automatic reply: Today"},
        {"subject": "Out of Office: Today"},
        {"subject": "out of the office"},
        {"subject": "Auto-Reply: Today"},
        {"subject": "Autoresponse"},
        {"subject": "Respuesta automática: Hoy"},
        {"subject": "=?iso-8859-1?Q?Respuesta_autom=E1tica=3A_Hoy?="},
        {"subject": "Fuera de la oficina"},
        {"subject": "Undeliverable: Today"},
        {"subject": "Undelivered Mail Returned to Sender"},
        {"subject": "failure notice"},
        {"content_type": "multipart/report; report-type=disposition-notification; boundary=x"},
    ],
)
def test_what_no_person_wrote_is_left_aside(headers: dict[str, str]) -> None:
    assert judged(mail(body="STOP", **headers)) == Aside("automatic")


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "no"},
        {"x_auto_response_suppress": "None"},
        {"precedence": "normal"},
        {"return_path": "<ana@example.com>"},
        {"subject": "Re: I was out of office"},
        {"subject": "I am out of the office, so stop"},
    ],
)
def test_what_a_person_wrote_is_not(headers: dict[str, str]) -> None:
    assert "STOP" in words(written(mail(body="STOP", **headers)))


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"subject": "STOP", "body": ""}, "STOP"),
        ({"subject": "STOP", "body": "Ana\n-- \nAna"}, "STOP\nAna"),
        ({"subject": "=?utf-8?B?SGVjaG8g4p2k?=", "body": "Sent from my iPhone"}, "Hecho ❤"),
        ({"subject": "Re: Today", "body": ""}, ""),
        ({"subject": "RV: Hoy", "body": "hecho"}, "hecho"),
        ({"subject": "Today", "body": "done", "in_reply_to": "<x@y>"}, "done"),
        ({"subject": "STOP", "body": "", "references": "<x@y>"}, ""),
        ({"content_type": "text/html", "body": "<p>D&ouml;ne</p><blockquote>STOP</blockquote>"}, "Döne"),
        ({"content_transfer_encoding": "base64", "body": "RG9uZQ=="}, "Done"),
        ({"content_type": "text/plain; charset=no-such", "body": "sí"}, "sí"),
        ({"content_type": "application/pdf", "body": "STOP"}, ""),
        ({"content_disposition": "attachment", "body": "STOP"}, ""),
        (
            {"content_type": "text/plain; format=flowed", "body": "3,\nit was hard\n\n> STOP"},
            "3,\nit was hard",
        ),
    ],
)
def test_the_words(headers: dict[str, str], said: str) -> None:
    assert words(written(mail(**headers))) == said


@pytest.mark.parametrize("sender", ["", "Ana", "ana@", "@example.com", "undisclosed:;", "(" * 5000, "a b@c"])
def test_without_an_address_there_is_nobody_to_answer(sender: str) -> None:
    assert judged(mail(**{"from": sender})) == Aside("no sender")


def test_the_same_mail_has_the_same_id_and_another_another() -> None:
    ids = [
        written(mail(**given)).id for given in ({}, {}, {"message_id": "<2@laptop>"}, {"from": "b@c.example"})
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    nameless = [written(mail(message_id="", body=body)).id for body in ("a", "a", "b")]
    assert nameless[0] == nameless[1] != nameless[2]
    assert not [one for one in ids + nameless if len(one) > 64 or "laptop" in one or "ana" in one]


def test_nothing_of_people_is_in_what_is_shown_of_it() -> None:
    raw = mail(to=f"reply+{ATTEMPT}@in.example.org", body="zanzibarred")
    shown = repr(written(raw)) + repr(read_raw(raw))
    assert not [word for word in ("zanzibarred", "ana@", "Today") if word in shown]


@pytest.mark.parametrize("action", ["", "Action: failed\n", "Action: delayed\n", "Action: relayed\n"])
@pytest.mark.parametrize("status", ["5.1.1", "5.7.1", "4.4.7", "2.0.0", "nonsense"])
def test_only_what_has_failed_for_good_has_come_back(action: str, status: str) -> None:
    raw = (MAILS / "bounce-postfix.eml").read_text(encoding="utf-8")
    raw = raw.replace("Action: failed\n", action).replace("Status: 5.1.1", f"Status: {status}")
    said = judged(raw.encode())
    failed = action == "Action: failed\n" or (not action)
    assert isinstance(said, Returned if failed else Aside)
    if isinstance(said, Returned) and action:
        assert said.refused is (status == "5.1.1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("multipart/report", "multipart/mixed"),  # a person may forward a report, or make one up
        ("report-type=delivery-status", "report-type=disposition-notification"),
    ],
)
def test_only_a_report_of_delivery_says_that_a_mail_came_back(old: str, new: str) -> None:
    raw = (MAILS / "bounce-postfix.eml").read_text(encoding="utf-8")
    assert old in raw
    assert not isinstance(judged(raw.replace(old, new).encode()), Returned)


@pytest.mark.parametrize(("kind", "came_back"), [("multipart/report", True), ("multipart/mixed", False)])
def test_its_parts_alone_make_no_report(kind: str, came_back: bool) -> None:
    """A provider that takes mails apart hands over every part that looks like one of a report."""
    apart = read_raw((MAILS / "bounce-postfix.eml").read_bytes())
    apart.headers.replace_header("Content-Type", f"{kind}; report-type=delivery-status; boundary=x")
    assert isinstance(judge(apart, MAIL_FORMS), Returned) is came_back


def test_a_report_on_a_mail_that_is_not_ours_is_left_aside() -> None:
    raw = (MAILS / "bounce-postfix.eml").read_bytes().replace(ATTEMPT.encode(), b"somebody-elses")
    assert judged(raw) == Aside("automatic")


def test_a_person_cannot_report_a_bounce_by_words() -> None:
    said = judged(mail(to=f"reply+{ATTEMPT}@in.example.org", body="550 5.1.1 User unknown"))
    assert isinstance(said, Written)


@pytest.mark.parametrize(
    ("status", "refused"),
    [("5.1.1", True), ("5.2.1", True), ("5.1.8", False), ("5.2.2", False), ("4.1.1", False)],
)
def test_which_status_is_about_the_address(status: str, refused: bool) -> None:
    assert refuses_address(status) is refused


def test_a_charset_the_library_stumbles_over_is_no_matter() -> None:
    raw = mail(content_type="text/plain; charset*=utf-8''%ff", body="d\xff\xf6ne")
    assert words(written(raw)).startswith("d")


@given(st.binary(max_size=400))
def test_any_bytes_are_judged(raw: bytes) -> None:
    assert isinstance(judged(raw), Mail)


_LINES = st.sampled_from(
    [
        *(
            "From: a@b.example",
            "From: =?utf-8?q?=ff?= <a@b>",
            "Subject: =?x?b?!?=",
            "Message-ID: <",
            "To: +@",
        ),
        *(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "Content-Type: text/html",
        ),
        *("Content-Type: multipart/mixed; boundary=b", "Content-Type: message/delivery-status"),
        *("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: x-uuencode", "begin 644 x", ""),
        *("Content-Type: message/rfc822", "--b", "--b--", "Status: 5.1.1", "Action: failed", "a=ff=", "\xff"),
        *("Content-Type: text/plain; charset*=utf-8''%ff", f"Message-ID: <{ATTEMPT}@x>", " folded"),
    ]
)


@given(st.lists(_LINES, max_size=25))
def test_any_mail_is_judged(lines: list[str]) -> None:
    assert isinstance(judged("\n".join(lines).encode("latin-1")), Mail)


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_any_words_are_judged(subject: str, text: str, html: str) -> None:
    headers = Message()
    headers["From"] = "ana@example.com"
    said = judge(Received(headers, subject, text, html), MAIL_FORMS)
    assert isinstance(said, Written | Aside)


_NESTED = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"


@pytest.mark.parametrize(
    ("n", "hostile"),
    [
        (100_000, lambda n: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * n),
        (300, lambda n: b"".join(_NESTED % (i, i) for i in range(n))),
        (100_000, lambda n: b"Subject: " + b"=?utf-8?q?a?= " * n + b"\n\nx"),
        (100_000, lambda n: b"To: b\nFrom: " + b"<" * n + b"\n\nx"),
        (200_000, lambda n: b"References: " + b"<a@b> " * n + b"\n\nx"),
        (200_000, lambda n: b"To: " + b"+0" * n + b"\n\nx"),
        (100_000, lambda n: b"a: b\n" * n),
        (LONGEST * 2, lambda n: b"Content-Type: text/html\n\n" + b"<" * n),
        (300, lambda n: b"Content-Type: message/rfc822\n\n" * n),
    ],
)
def test_hostile_mails_take_no_longer_than_their_length(n: int, hostile: Callable[[int], bytes]) -> None:
    def judge_one(n: int) -> None:
        assert isinstance(judged(b"From: a@b.example\n" + hostile(n)), Written | Aside)

    assert growth(judge_one, n) < LINEAR
