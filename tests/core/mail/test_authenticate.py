"""Whose mail it is, by what the server that received it found out."""

from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.mail.authenticate import by_header, by_sendgrid

ANA = "ana@example.org"


@pytest.mark.parametrize(
    ("spf", "dkim", "envelope_from", "holds"),
    [
        ("pass", "", "ana@example.org", True),
        ("pass", "", "bounce@mail.example.org", True),
        ("Pass", "", "x@EXAMPLE.org.", True),
        ("pass", "", "x@evil.example", False),
        ("pass", "", "x@notexample.org", False),
        ("pass", "", "", False),
        ("softfail", "", "ana@example.org", False),
        ("", "{@example.org : pass}", "", True),
        ("fail", "{@evil.example : pass}{@example.org : pass}", "x@evil.example", True),
        ("fail", "{@example.org : fail}", "", False),
        ("fail", "{@evil.example : pass}", "", False),
        ("fail", "{@evil.example : pass}{@example.org : fail}", "", False),
        ("pass", "{@org : pass}", "x@org", False),
        ("none", "none", "", False),
    ],
)
def test_as_sendgrid_hands_it_over(spf: str, dkim: str, envelope_from: str, holds: bool) -> None:
    assert by_sendgrid(ANA, spf, dkim, envelope_from) is holds


@pytest.mark.parametrize(
    ("headers", "holds"),
    [
        (["mx.here.example; spf=pass smtp.mailfrom=ana@example.org"], True),
        (["mx.here.example 1; spf=pass smtp.mailfrom=example.org"], True),
        (["mx.here.example;\r\n\tdkim=pass header.i=@example.org header.s=s1 header.b=abc"], True),
        (["MX.here.example; dkim=pass (2048 bit) header.d=example.org"], True),
        (
            ["mx.here.example; dkim=fail header.d=example.org; dmarc=pass (p=NONE) header.from=example.org"],
            True,
        ),
        (["mx.here.example; dkim=pass header.d=evil.example; spf=fail smtp.mailfrom=ana@example.org"], False),
        (["mx.here.example; spf=pass smtp.mailfrom=x@evil.example"], False),
        (["mx.here.example; none"], False),
        (["mx.there.example; spf=pass smtp.mailfrom=ana@example.org"], False),
        (["mx.here.example; spf=fail", "mx.here.example; spf=pass smtp.mailfrom=ana@example.org"], False),
        (["mx.there.example; spf=fail", "mx.here.example; spf=pass smtp.mailfrom=ana@example.org"], True),
        (["mx.here.example; spf=fail (x; dkim=pass header.d=example.org)"], False),
        (["mx.here.example; spf=fail (x (y); dkim=pass header.d=example.org)"], False),
        (["spf=pass smtp.mailfrom=ana@example.org"], False),
        ([""], False),
        ([], False),
    ],
)
def test_as_our_own_server_wrote_it(headers: list[str], holds: bool) -> None:
    mail = Message()
    mail["From"] = f"Ana <{ANA}>"
    for value in headers:
        mail["Authentication-Results"] = value
    assert by_header(mail, "mx.here.example") is holds
    assert not by_header(mail, ""), "nobody is believed unless the operator names them"


@given(st.text(), st.text(), st.text(), st.text())
def test_anything_may_be_written(sender: str, spf: str, dkim: str, envelope_from: str) -> None:
    assert by_sendgrid(sender, spf, dkim, envelope_from) in (True, False)


@given(st.text(st.sampled_from('();=@. mxhere,spfpassdkim"')))
def test_any_header_is_read(value: str) -> None:
    mail = Message()
    mail["From"], mail["Authentication-Results"] = ANA, f"mx.here.example; {value}"
    assert by_header(mail, "mx.here.example") in (True, False)
