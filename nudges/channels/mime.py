"""A Message as an internet mail (RFC 5322): text, HTML with images, and headers safe from injection."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from nudges.channels.base import Fault, Message, SendError

# 7-bit lines, so that servers need not support 8BITMIME. Mails are written here: the library takes 3 ms for a
# weekly one, would break a long URL in List-Unsubscribe into encoded words, and decode an encoded line end in
# a subject into a real one.
_POLICY = SMTP.clone(cte_type="7bit", refold_source="none")

# Set here only; a caller's headers cannot replace sender, recipients or MIME structure.
_OURS = frozenset({"from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version"})
_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322, 2.2: printable ASCII without the colon
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORT = 76  # RFC 2045, 6.7: of encoded lines, and short enough for any
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_LONGEST = 900  # RFC 5322, 2.1.1: a line has at most 998 characters, including the header's name


def written(message: Message, sender: str, sender_name: str, now: datetime | None = None) -> bytes:
    """The complete mail, as it is sent. `now` (aware) becomes its Date header; without `now` there is none.

    Raises SendError: ADDRESS if `message.to` is not an address, ACCOUNT if `sender` is not.
    """
    headers = {
        "From": _address(sender, sender_name, Fault.ACCOUNT),
        "To": _address(message.to, "", Fault.ADDRESS),
        "Subject": _written(message.subject),
        "Message-ID": message_id(message, sender),
        "Auto-Submitted": "auto-generated",  # RFC 3834: prevents out-of-office answers
    }
    if now is not None:
        headers["Date"] = format_datetime(now)
    taken = {name.lower() for name in headers}
    for name, value in message.headers.items():
        if passes(name) and name.lower() not in taken:
            taken.add(name.lower())
            headers[name] = _value(name, value)
    headers["MIME-Version"] = "1.0"
    parts = [_part(message.text, "plain")]
    if message.html:
        # "=_" stands in no encoded part (RFC 2045, 6.7), and nobody can guess an attempt's id
        boundary = f"=_{one_line(message.attempt_id).replace(' ', '')[:60]}"
        headers["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
        between = f"\r\n--{boundary}".encode("ascii", "replace")
        parts = [between + b"\r\n" + part for part in (*parts, _part(message.html, "html"))]
        parts += [between + b"--\r\n"]
        parts[0] = b"\r\n" + parts[0]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return lines.encode("ascii") + b"".join(parts)


def rendered(message: Message, sender: str, sender_name: str) -> EmailMessage:
    """The same, to be looked at, without a Date."""
    return message_from_bytes(written(message, sender, sender_name), policy=_POLICY)


def _part(text: str, kind: str) -> bytes:
    """One part with its headers: as it is if its lines are short and ASCII, else in the shorter encoding."""
    content = b"".join(line + b"\r\n" for line in text.encode("utf-8", "replace").splitlines()) or b"\r\n"
    encoding = b"7bit"
    if not (content.isascii() and max(map(len, content.split(b"\r\n"))) <= _SHORT and _plain(content)):
        encoding, quoted = b"quoted-printable", b2a_qp(content)
        if len(quoted) > len(content) * 4 / 3 + _SHORT:
            encoding, quoted = b"base64", encodebytes(content).replace(b"\n", b"\r\n")
        content = quoted
    head = b'Content-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: %s\r\n\r\n'
    return head % (kind.encode("ascii"), encoding) + content


def _plain(content: bytes) -> bool:
    return not content.translate(None, _PRINTABLE)


def message_id(message: Message, sender: str) -> str:
    """The Message-ID of this attempt: `<attempt_id@domain of the sender>`."""
    return one_line(f"<{message.attempt_id}@{sender.rpartition('@')[2]}>")


def passes(name: str) -> bool:
    """True if a Message may set a header of this name: well formed, and not one that is set here."""
    low = name.lower()
    return bool(_NAME.fullmatch(name)) and low not in _OURS and not low.startswith("content-")


def one_line(text: str) -> str:
    """The text without line ends, control characters or repeated spaces, safe as a header's value."""
    return " ".join(_CONTROL.sub(" ", _encodable(text)).split())


def _value(name: str, text: str) -> str:
    """A header's value: text, or for Reply-To an address with a name. Raises SendError for a bad address."""
    if name.lower() != "reply-to":
        return _written(text)
    shown, spec = parseaddr(one_line(text))
    return _address(spec, shown, Fault.ACCOUNT)


def _written(text: str) -> str:
    """The text as written in a header: unchanged if ASCII, else as encoded words (RFC 2047)."""
    line = one_line(text)
    if line.isascii() and len(line) <= _LONGEST and "=?" not in line:
        return line
    return Header(line, "utf-8", maxlinelen=60).encode(linesep="\r\n")  # leaves room for the header's name


@lru_cache(maxsize=1_000)  # the sender's is the same in every mail, and parsing one takes 0.2 ms
def _address(spec: str, name: str, kind: Fault) -> str:
    try:
        address = Address(addr_spec=spec)
    except (MessageError, ValueError, IndexError):  # the parser raises IndexError for an empty part
        raise SendError(kind, "malformed-address") from None
    if not (address.username and address.domain and spec.isascii() and spec.isprintable()):
        raise SendError(kind, "malformed-address")
    plain, shown = one_line(name), _written(name)
    return formataddr((plain, spec)) if shown == plain else f"{shown} <{spec}>"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
