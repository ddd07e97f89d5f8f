"""A raw mail (RFC 5322, MIME) taken apart: the words of its text and html, without attachments."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser

from nudges.core.mail.classify import Received

#: Bytes of a part that are looked at: more than any reply, fewer than would take long.
LONGEST = 256 * 1024

#: Parts of a mail that are looked at, and how deep they may lie.
_PARTS, _DEPTH = 100, 10

# Those that mails name. Python knows more: some slow, some that give no valid text.
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d+|iso-2022-(jp|kr)|(windows-|cp)(125\d|874)|koi8-[ru]|gb(k|2312|18030)"
    r"|big5|euc-(jp|kr)|shift_jis",
    re.IGNORECASE,
)

#: The parts of a delivery report that say what became of which mail (RFC 3464, RFC 6522).
REPORTS = ("message/delivery-status", "message/rfc822", "text/rfc822-headers")


def read_raw(raw: bytes) -> Received:
    """A mail as it stands in a mailbox, which may end in the middle.

    Anybody can write one that the library stumbles over: whatever it raises, leave that mail aside.
    """
    mail = message_from_bytes(raw)
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    blocks: list[Message] = []
    is_report = mail.get_content_type() == "multipart/report"
    for part in _parts(mail):
        kind = part.get_content_type()
        if is_report and kind in REPORTS:
            blocks += _blocks(part)
        elif kind in texts and part.get_content_disposition() != "attachment" and not part.get_filename():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                texts[kind].append(text_in(body[:LONGEST], part.get_content_charset()))
    text, html = ("\n".join(said) for said in texts.values())
    return Received(mail, _subject(mail), text, html, tuple(blocks))


def read_report(raw: bytes, kind: str) -> list[Message]:
    """One part of a delivery report, by its media type, as header blocks."""
    parsed = message_from_bytes(b"Content-Type: " + kind.encode("ascii", "replace") + b"\n\n" + raw[:LONGEST])
    return _blocks(parsed)


def text_in(value: bytes, charset: object) -> str:
    """The bytes as text: in the charset they name if it is one that mails use, else in UTF-8."""
    known = isinstance(charset, str) and _CHARSETS.fullmatch(charset)
    try:
        return value.decode(str(charset) if known else "utf-8", "replace")
    except LookupError:  # iso-8859-99
        return value.decode("utf-8", "replace")


def _parts(mail: Message) -> Iterator[Message]:
    """The leaves of the mail, in order; a mail within it is one leaf: its words are somebody else's."""
    waiting, seen = [(mail, 0)], 0
    while waiting and seen < _PARTS:
        part, depth = waiting.pop()
        seen += 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            if depth < _DEPTH:
                waiting += [(each, depth + 1) for each in reversed(_within(part))]
        else:
            yield part


def _blocks(part: Message) -> list[Message]:
    """A part of a report as header blocks: the fields of the report, or the head of the returned mail."""
    if part.is_multipart():
        return _within(part)
    body = part.get_payload(decode=True)
    return [HeaderParser().parsestr(text_in(body[:LONGEST], None))] if isinstance(body, bytes) else []


def _within(part: Message) -> list[Message]:
    inner = part.get_payload()  # only of one that has parts: of another it fails over a strange charset
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def _subject(mail: Message) -> str:
    """The subject, its encoded words (RFC 2047) read; one that is UTF-8 as it stands (RFC 6532) too."""
    raw = next((value for name, value in mail.raw_items() if name.lower() == "subject"), "")
    said = str(raw)[:1000].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = decode_header(said)
    except ValueError:  # an encoded word that is none (HeaderParseError is a ValueError)
        return said
    return "".join(
        text_in(piece, charset or "utf-8") if isinstance(piece, bytes) else piece for piece, charset in pieces
    )
