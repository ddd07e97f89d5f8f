"""Whether a mail comes from the domain in its From, by what the server that received it found out.

Anybody can write a From. SPF (RFC 7208) vouches for the domain of the envelope, DKIM (RFC 6376) for that of
a signature; either counts only if it is the From's own, or one is below the other (DMARC, RFC 7489: relaxed).
"""

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from email.utils import parseaddr

#: Characters that are looked at.
_LOOKED_AT = 10_000

#: As SendGrid writes its `dkim` field: {@example.org : pass}{@example.com : fail}
_SENDGRID_DKIM = re.compile(r"@([A-Za-z0-9.-]+)\s*:\s*pass\b")

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*pass\b(.*)", re.IGNORECASE | re.DOTALL)
_DOMAIN = re.compile(
    r"\b(?:smtp\.mailfrom|header\.(?:d|i|from))\s*=\s*\"?(?:[^\s\"@;]*@)?([A-Za-z0-9.-]+)", re.IGNORECASE
)


def by_sendgrid(sender: str, spf: str, dkim: str, envelope_from: str) -> bool:
    """What the fields `SPF` and `dkim` of SendGrid's Inbound Parse say of a mail from this address."""
    vouched = _SENDGRID_DKIM.findall(dkim[:_LOOKED_AT])
    if spf.strip().lower() == "pass":
        vouched.append(envelope_from.rpartition("@")[2])
    return _aligned(sender, vouched)


def by_header(headers: Message, server: str) -> bool:
    """What the receiving server wrote into Authentication-Results (RFC 8601); `server` is its name there.

    Only its topmost counts: a server removes what others have written in its name, and puts its own on top.
    """
    if not server:
        return False
    sender = parseaddr(str(headers.get("From", ""))[:_LOOKED_AT])[1]
    for value in headers.get_all("Authentication-Results", []):
        name, *results = _without_comments(str(value)[:_LOOKED_AT]).split(";")
        if name.split()[:1] and name.split()[0].casefold() == server.casefold():
            return _aligned(sender, _passed(results))
    return False


def _passed(results: Iterable[str]) -> Iterator[str]:
    for result in results:
        if passed := _RESULT.match(result):
            yield from _DOMAIN.findall(passed[2])


def _without_comments(text: str) -> str:
    """Without what stands in brackets, which may stand in brackets; the sender chooses some of it."""
    for _ in range(10):
        text, found = _COMMENT.subn(" ", text)
        if not found:
            return text
    return ""


def _aligned(sender: str, vouched: Iterable[str]) -> bool:
    said = sender.rpartition("@")[2].casefold().rstrip(".")
    return "." in said and any(_related(said, domain.casefold().rstrip(".")) for domain in vouched)


def _related(one: str, other: str) -> bool:
    return "." in other and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))
