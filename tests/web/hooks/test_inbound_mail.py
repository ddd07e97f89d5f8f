"""What SendGrid's Inbound Parse posts, taken apart or whole: whose answer it is, and what came back."""

import json
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest

from nudges.app.service import ids
from nudges.core.mail.classify import Aside, Mail, Returned, Written
from nudges.core.mail.strip_quotes import Body
from nudges.core.person.person import State
from nudges.flow.links import Links
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import suppressions
from nudges.web.hooks.inbound_mail import read_mail
from tests.callers import Callers
from tests.folders import DATA
from tests.harness import EMAIL, MAIL_FORMS, World, plan, step, why

MAILS = DATA / "mails"
ATTEMPT = "0123456789abcdef0123456789abcdef"
TOKEN = f"reply+{ATTEMPT}@in.example.org"


def fields(**given: str) -> dict[str, bytes]:
    usual = {"headers": "Message-ID: <1@laptop>\n", "from": "Ana <ana@example.com>", "text": "Done"}
    return {name: value.encode() for name, value in (usual | {"subject": "Re: Today"} | given).items()}


@pytest.mark.parametrize(
    "given",
    [
        {"to": f"Nudges <{TOKEN}>"},
        {"to": "x@y.example", "envelope": json.dumps({"to": [TOKEN], "from": "ana@example.com"})},
        {"headers": f"To: {TOKEN}\n"},
        {"headers": f"In-Reply-To: <{ATTEMPT}@example.org>\n"},
    ],
)
def test_the_attempt_is_found_wherever_sendgrid_puts_it(given: dict[str, str]) -> None:
    said = read_mail(fields(**given), MAIL_FORMS)
    assert isinstance(said, Written)
    assert (said.answers, said.body) == (ATTEMPT, Body("Done"))


def test_the_from_is_that_of_the_field_which_is_decoded() -> None:
    said = read_mail(fields(headers="From: =?utf-8?q?x?= <other@example.com>\n"), MAIL_FORMS)
    assert isinstance(said, Written)
    assert said.sender == "ana@example.com"


@pytest.mark.parametrize("envelope", ['{"from": ""}', '{"from": "", "to": ["n@e.org"]}'])
def test_an_empty_sender_is_a_machine(envelope: str) -> None:
    assert read_mail(fields(envelope=envelope), MAIL_FORMS) == Aside("automatic")


@pytest.mark.parametrize("envelope", ["", "[]", "{", '{"to": 7}', '{"to": null, "from": 0}', "[" * 100_000])
def test_an_envelope_of_any_kind_is_taken(envelope: str) -> None:
    assert isinstance(read_mail(fields(envelope=envelope), MAIL_FORMS), Written)


@pytest.mark.parametrize("name", sorted(path.stem for path in MAILS.iterdir()))
def test_posted_whole_it_is_what_it_would_be_in_a_mailbox(name: str) -> None:
    raw = (MAILS / f"{name}.eml").read_bytes()
    posted = read_mail({"email": raw, "envelope": b"{}", "to": b"x@y.example"}, MAIL_FORMS)
    by_kind: dict[str, type[Mail]] = {"bounce": Returned, "reply": Written}
    assert isinstance(posted, by_kind.get(name.partition("-")[0], Aside))


def taken_apart(name: str, attempt: str) -> dict[str, Any]:
    """The fields that SendGrid makes of a bounce: its parts are attachments."""
    mail = message_from_bytes(
        (MAILS / f"{name}.eml").read_bytes().replace(ATTEMPT.encode(), attempt.encode())
    )
    head, posted = "".join(f"{n}: {v}\n" for n, v in mail.items()), {}
    for n, part in enumerate(mail.walk()):
        if part.get_content_type().startswith(("message/", "text/rfc822")):
            payload = part.get_payload()
            body = "\n".join(map(str, payload)) if isinstance(payload, list) else str(payload)
            kind = part.get_content_type()
            posted[f'attachment{n}"; filename="{n}"\r\nContent-Type: {kind}\r\nX-Was: "'] = body.encode()
    return {"headers": head, "sender": "mailer-daemon@example.org", "subject": mail["Subject"], **posted}


@pytest.mark.parametrize(
    ("name", "code", "refused"),
    [
        ("bounce-postfix", "5.1.1", True),
        ("bounce-exchange", "5.2.2", False),
        ("bounce-rewritten-id", "5.1.1", True),
        ("delay-postfix", None, False),
    ],
)
def test_a_mail_that_came_back_through_the_webhook_has_failed(
    db: Db, name: str, code: str | None, refused: bool
) -> None:
    callers = lettered(db)
    [nudge] = callers.world.nudges("daily")
    for _ in range(2):
        assert (
            callers.mail("It could not be delivered.", **taken_apart(name, nudge.attempt_id)).status_code
            == 200
        )
    after = callers.world.nudge("daily")
    assert (after.status, why(after)) == (
        ("failed", f"failed: not delivered ({code})") if code else ("accepted", why(nudge))
    )
    assert not callers.world.rows(t.reply)
    with db.read() as tx:
        assert bool(suppressions.suppressed(tx, [EMAIL])) is refused


def test_a_token_in_the_address_is_proof_enough_to_start_again(db: Db) -> None:
    callers = lettered(db)
    [person] = callers.world.rows(t.person)
    token = parsed_address(callers.world.mail.ledger[-1].headers)
    callers.mail("STOP")
    callers.mail("START")
    assert callers.world.person(person.id).state is State.STOPPED
    callers.mail("START", to=token)
    assert callers.world.person(person.id).state is State.ACTIVE


def parsed_address(headers: Mapping[str, str]) -> str:
    assert headers["Reply-To"].startswith('"Nudges" <reply+')
    return headers["Reply-To"].partition("<")[2].rstrip(">")


def lettered(db: Db) -> Callers:
    """Somebody who was just asked by mail, and is to answer to an address of its own."""
    world = World(db, {"daily": plan(daily=step(channel="email"))})
    world.service = replace(
        world.service,
        new_id=ids(),
        links=Links("https://nudges.example", db.vault.link_key(), "reply@in.example.org"),
    )
    world.join(email=EMAIL)
    world.at("2026-06-02 09:16").run()
    return Callers(world)


def test_without_an_address_for_answers_mails_name_none(db: Db) -> None:
    world = World(db, {"daily": plan(daily=step(channel="email"))})
    world.join(email=EMAIL)
    world.at("2026-06-02 09:16").run()
    assert "Reply-To" not in world.mail.ledger[-1].headers


FORGED = {"dkim": "{@evil.example : pass}", "SPF": "pass", "envelope": json.dumps({"from": "x@evil.example"})}


def test_mail_that_anybody_may_have_written_is_obeyed_and_not_answered(db: Db) -> None:
    """Forty of them in somebody's name are forty mails to nobody."""
    callers = lettered(db)
    world = callers.world
    world.forget_sent()
    for n in range(40):
        callers.mail("HELP" if n % 2 else "What a day", **FORGED)
        world.later(minutes=1).run()
    assert world.sent == []
    assert len(world.rows(t.reply)) == 40
    callers.mail("HELP")
    world.run()
    assert len(world.mail.ledger) == 1, "this one is theirs"
    world.forget_sent()
    callers.mail("STOP", **FORGED)
    world.run()
    assert (world.sent, [p.state for p in world.rows(t.person)]) == ([], [State.STOPPED])


def test_danger_is_answered_whoever_may_have_written_it_once_a_day(db: Db) -> None:
    callers = lettered(db)
    world = callers.world
    world.forget_sent()
    for _ in range(5):
        callers.mail("I want to kill myself", **FORGED)
        world.later(minutes=1).run()
    assert len(world.mail.ledger) == 1
    world.later(days=1)
    callers.mail("I want to kill myself", **FORGED)
    world.run()
    assert len(world.mail.ledger) == 2


def test_who_answers_one_of_our_mails_is_answered_whatever_their_server_says(db: Db) -> None:
    callers = lettered(db)
    token = parsed_address(callers.world.mail.ledger[-1].headers)
    callers.world.forget_sent()
    callers.mail("Done", to=token, **FORGED)
    callers.world.run()
    assert len(callers.world.mail.ledger) == 1
