"""What the doctor asks outside: the providers, the mailbox, and our own public address."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Said

from nudges.channels import twilio
from nudges.cli.doctor import outside
from nudges.cli.doctor.checks import Check
from nudges.settings import Settings
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import MONDAY, World
from tests.providers import FakeSendGrid, FakeTwilio, Provider, Response

OURS = "+15559990000"
MAY_SEND = Response.of(200, {"scopes": ["mail.send"]})


def live(**given: Any) -> Settings:
    return Settings(_env_file=None, nudges_send="live", **given)


def tried(**given: Any) -> Settings:
    """Settings of somebody who tries it here: of a live one an address of this machine alone is wrong."""
    return Settings(_env_file=None, **given)


def by_sms(provider: Provider) -> dict[str, str]:
    keys = {"twilio_account_sid": FakeTwilio.ACCOUNT, "twilio_auth_token": "token", "twilio_from": OURS}
    return keys | {"twilio_api_url": provider.url}


def by_mail(provider: Provider) -> dict[str, str]:
    return {"sendgrid_api_key": "key", "mail_from": "n@example.org", "sendgrid_api_url": provider.url}


def told(settings: Settings, db: Db | None = None) -> dict[str, Check]:
    return {one.name: one for one in outside.providers(settings, db, MONDAY)}


def test_the_sandbox_asks_nobody() -> None:
    assert {name: one.ok for name, one in told(Settings(_env_file=None)).items()} == {"sms, email": None}


def test_no_way_to_send_is_told() -> None:
    assert {name: one.ok for name, one in told(live()).items()} == {"sms, email": False}


def test_both_providers_are_asked() -> None:
    with FakeTwilio() as sms, FakeSendGrid() as mail:
        mail.answers.append(MAY_SEND)
        found = told(live(**by_sms(sms), **by_mail(mail)))
    assert {name: one.ok for name, one in found.items()} == {"sms": True, "email": True, "mailbox": None}
    assert (found["sms"].said, found["email"].said) == (
        "twilio: account active",
        "sendgrid: key may send",
    )


def test_what_is_not_set_up_is_no_mistake() -> None:
    with FakeTwilio() as sms:
        assert {name: one.ok for name, one in told(live(**by_sms(sms))).items()} == {
            "sms": True,
            "email": None,
        }


def test_one_that_does_not_let_us_in_is_told_beside_the_other() -> None:
    with FakeTwilio() as sms, FakeSendGrid() as mail:
        sms.account["status"] = "suspended"
        mail.answers.append(MAY_SEND)
        found = told(live(**by_sms(sms), **by_mail(mail)))
    assert (found["sms"].ok, found["email"].ok) == (False, True)
    assert found["sms"].said == "twilio does not let us in (account-not-active)."
    assert "TWILIO_AUTH_TOKEN" in found["sms"].fix


@pytest.mark.parametrize(
    ("given", "ok"),
    [({"sendgrid_inbound_key": "MFkw"}, None), ({"imap_url": "imap://u:p@127.0.0.1:1"}, False)],
)
def test_a_way_in_for_answers_to_mails(given: dict[str, str], ok: bool | None) -> None:
    with FakeSendGrid() as mail:
        mail.answers.append(MAY_SEND)
        found = told(live(**by_mail(mail), **given)).get("mailbox")
    assert (found and found.ok) is ok


@pytest.mark.parametrize(
    ("ago", "strange"),
    [
        (timedelta(), False),
        (timedelta(minutes=2), False),  # it may not be written down here yet
        (timedelta(minutes=3), True),
        (timedelta(hours=23), True),
        (timedelta(days=1), False),
    ],
)
def test_texts_of_the_last_day_that_we_did_not_send_are_anothers(
    db: Db, ago: timedelta, strange: bool
) -> None:
    world = World(db)
    world.join(quiet=False)
    world.run()
    ours = [one.provider_id for one in world.rows(t.attempt)]
    assert ours
    with FakeTwilio() as sms:
        for sid in ours:
            sms.keep("+15550001234", "Ours", MONDAY - timedelta(hours=1), sid=sid)
        sms.keep("+15550001234", "Whose?", MONDAY - ago)
        settings = live(**by_sms(sms))
        found, without = told(settings, db), told(settings)
    assert found["sms"].ok
    assert "number" not in without
    assert ("number" in found) is strange
    if strange:
        assert (found["number"].ok, " 1 texts from our sender" in found["number"].said) == (False, True)


@pytest.mark.parametrize(
    ("signed", "forged", "ok"), [(200, 403, True), (200, 200, False), (403, 403, False), (404, 403, False)]
)
def test_our_own_webhook_takes_what_is_signed_and_nothing_else(
    httpserver: HTTPServer, signed: int, forged: int, ok: bool
) -> None:
    def answer(request: Asked) -> Said:
        form = request.form.to_dict()
        good = twilio.sign("token", request.url, form) == request.headers["X-Twilio-Signature"]
        return Said("", signed if good else forged)

    httpserver.expect_request("/here/hooks/twilio/status").respond_with_handler(answer)
    check = outside.public_url(tried(twilio_auth_token="token", public_url=httpserver.url_for("/here")))
    assert (check.ok, bool(check.fix)) == (ok, not ok)
    assert f"{signed} to a signed call, {forged}" in check.said or ok
    assert ("from this machine only" in check.said) is ok


def test_a_webhook_is_not_tried_without_a_key_and_one_that_is_not_there_is_wrong() -> None:
    nowhere = "http://127.0.0.1:1"
    assert outside.public_url(tried(public_url=nowhere)).ok is None
    check = outside.public_url(tried(public_url=nowhere, twilio_auth_token="token"))
    assert (check.ok, "does not answer (ConnectionError)" in check.said) == (False, True)
