"""What an inbound mail is: a person's words, word that one of ours came back, or nothing to act on.

Pure. Whichever way a mail comes in (a webhook, a mailbox), it becomes a `Received`, and is judged here.
"""

import hashlib
import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parseaddr

from nudges.core.errors import NudgesError
from nudges.core.mail import automatic
from nudges.core.mail.forms import MailForms
from nudges.core.mail.strip_quotes import Body, words_of
from nudges.core.person.addresses import parse_email

#: A Message-ID of ours, and the address to answer to: both hold the attempt's id, which nobody guesses.
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")
_TOKEN = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)

#: Where a mail's way to us is written, the token with it: one of these survives every forwarding.
_REACHED = ("To", "Cc", "Delivered-To", "X-Original-To", "X-Forwarded-To", "Envelope-To")

#: Characters of headers that are looked at.
_LOOKED_AT = 10_000

_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Failed-Recipients")

_STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)|5\.2\.1")


@dataclass(frozen=True, slots=True)
class Received:
    """A mail taken apart; attachments are not in it.

    `reports` are the blocks of a delivery report (RFC 3464) and the head of the mail it returns;
    `authenticated` as in authenticate.py.
    """

    headers: Message = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    reports: tuple[Message, ...] = field(default=(), repr=False)
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A person's mail. `id` names it and tells nothing of it; `answers` is the attempt of ours it names.

    Their words are `words_of(body)`, once it is known what was sent to them. `authenticated`: it surely comes
    from the domain that it says (core/mail/authenticate.py).
    """

    id: str
    sender: str = field(repr=False)
    body: Body = field(repr=False)
    answers: str | None
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail of ours that was not delivered, for good. `code` is the status (RFC 3463) or "bounced".

    `refused`: it is the address that is refused, not this mail.
    """

    attempt: str
    code: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """Nothing to act on, and why."""

    why: str


Mail = Written | Returned | Aside


def judge(mail: Received, forms: MailForms) -> Mail:
    """What this mail is. Never raises."""
    if returned := _returned(mail):
        return returned
    address, body = _sender(mail.headers), _body(mail, forms)
    if (
        _automatic(mail, address)
        or automatic.by_subject(mail.subject, forms)
        or automatic.by_words(words_of(body, forms), forms)
    ):
        return Aside("automatic")
    if address is None:
        return Aside("no sender")
    # its Message-ID, or all of it; hashed, since it may name a person's machine, and goes into the log
    name = _said(mail.headers, "Message-ID") or f"{mail.headers.items()}{mail.subject}{mail.text}{mail.html}"
    digest = hashlib.sha256(f"{address}\0{name}".encode("utf-8", "replace")).hexdigest()
    answers = _answers(mail.headers)
    return Written(f"mail-{digest[:32]}", address, body, answers, mail.authenticated)


def refuses_address(status: str) -> bool:
    """True if an enhanced status (RFC 3463) says that an address must not be tried again.

    5.1.x names the recipient's address (but 5.1.7 and 5.1.8 the sender's), 5.2.1 a mailbox that is closed.
    5.2.2 (full) and 5.7.x (policy, our relaying) pass or are ours: they must not silence an address.
    """
    return bool(_ADDRESS.fullmatch(status))


def _body(mail: Received, forms: MailForms) -> Body:
    """What holds the words. A subject is somebody's own only in a mail that answers none."""
    subject = " ".join(mail.subject.split())
    if "In-Reply-To" in mail.headers or "References" in mail.headers or forms.again.match(subject):
        subject = ""
    return Body(mail.text, mail.html, subject)


def _answers(headers: Message) -> str | None:
    """The attempt of ours that a mail answers: by the address it was sent to, else by what it refers to.

    The last of the References is the mail that was answered (RFC 5322, 3.6.4).
    """
    reached = " ".join(_said(headers, name) for name in _REACHED)
    if token := _TOKEN.search(reached):
        return token[1].lower()
    for name in ("In-Reply-To", "References"):
        if named := _OURS.findall(_said(headers, name)):
            return str(named[-1])
    return None


def _automatic(mail: Received, sender: str | None) -> bool:
    """True for a mail that no person wrote: an answer to it could go round for ever.

    RFC 3834 (Auto-Submitted, the empty Return-Path), RFC 6522 (reports), and what was before them:
    Precedence and [MS-OXCMAIL] X-Auto-Response-Suppress. What only words say is `automatic`'s.
    """
    head = mail.headers
    return (
        _said(head, "Auto-Submitted").lower() not in ("", "no")
        or _said(head, "X-Auto-Response-Suppress").lower() not in ("", "none")
        or _said(head, "Precedence").lower() in ("bulk", "junk", "auto_reply", "list")
        or _said(head, "Return-Path") == "<>"
        or head.get_content_type() == "multipart/report"
        or any(name in head for name in _MACHINES)
        or (sender or "").partition("@")[0].lower() in ("mailer-daemon", "postmaster")
    )


def _returned(mail: Received) -> Returned | None:
    """What a delivery report (RFC 3464) says of a mail of ours; None if it is none, or only says "later"."""
    of_delivery = str(mail.headers.get_param("report-type", "")).lower() == "delivery-status"
    failed = "X-Failed-Recipients" in mail.headers  # Exim, before it sent reports
    if not (of_delivery and mail.headers.get_content_type() == "multipart/report") and not failed:
        return None
    attempt = next(filter(None, map(_ours, mail.reports)), None) or _answers(mail.headers)
    for block in mail.reports:
        if "Action" in block:
            failed = _said(block, "Action").lower() == "failed"
            status = _STATUS.search(_said(block, "Status"))
            break
    else:  # without its machine's part: what it says to people
        status = _STATUS.search(mail.text[:_LOOKED_AT])
        failed = failed or (status is not None and status[0].startswith("5"))
    if attempt is None or not failed:
        return None
    code = status[0] if status else "bounced"
    return Returned(attempt, code, refuses_address(code))


def _ours(head: Message) -> str | None:
    """The attempt of a mail of ours that was returned."""
    named = _OURS.search(_said(head, "Message-ID"))
    if token := _TOKEN.search(_said(head, "Reply-To")):
        return token[1].lower()
    return named[1] if named else None


def _sender(headers: Message) -> str | None:
    try:
        return parse_email(parseaddr(_said(headers, "From"))[1])
    except (NudgesError, RecursionError):  # the library goes down one level for every "("
        return None


def _said(headers: Message, name: str) -> str:
    """Every header of this name, in one line; a bounded part of them."""
    return " ".join(str(value).strip() for value in headers.get_all(name, []))[:_LOOKED_AT]
