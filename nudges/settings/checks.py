"""What a setting may be. Each check returns the value put in order; ValueError says what it must be."""

import re
from base64 import b64decode
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from pydantic import SecretStr

from nudges.core.errors import NudgesError
from nudges.core.office.watched import parse_watched

#: RFC 5321 allows 64 characters before the @; our token is 32, and a +.
_REPLY_TO = re.compile(r"[A-Za-z0-9._-]{1,31}@[A-Za-z0-9.-]{1,190}")


#: A host or a bracketed IPv6 address, a port, and a path of parts that need no escaping.
_WEB_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/[A-Za-z0-9._~-]+)*/*"
)

#: The same with the host alone, and whatever may stand in an address behind it, but for a fragment.
_POSTED_TO = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:[/?][!-\"$-~]*)?"
)


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


#: What the key of a signature may be (standardwebhooks.com): so many bytes, in base64.
_SECRET_BYTES = range(24, 65)


@cache
def networks_in(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    read = _WEB_ADDRESS.fullmatch(url)
    if read is None or not 0 < int(read["port"] or 80) <= 65_535:
        raise ValueError("must be like https://nudges.example.org/here, without blanks, ?, # or a password")
    return url.rstrip("/")


def countries(text: str) -> str:
    if text and not re.fullmatch(r"\s*[A-Za-z]{2}\s*(,\s*[A-Za-z]{2}\s*)*", text):
        raise ValueError("must be two letters for each country (ISO 3166), comma between: US,CA,MX")
    return text


def hours(text: str) -> str:
    try:
        parse_watched(text)
    except NudgesError:
        raise ValueError(
            "must be days, hours and a zone, like Mon-Fri 09:00-17:00, Sat 10:00-13:00 Europe/Madrid"
        ) from None
    return text


def proxies(text: str) -> str:
    try:
        networks_in(text)
    except ValueError:
        raise ValueError("must be addresses or networks such as 10.0.0.0/8, comma between") from None
    return text


def hard_to_guess(token: SecretStr) -> SecretStr:
    said = token.get_secret_value()
    if said and (len(said) < 16 or not said.isascii() or not said.isprintable() or " " in said):
        raise ValueError("must be 16 letters and digits at least, such as `openssl rand -hex 16` prints")
    return token


def posted_to(url: str) -> str:
    read = _POSTED_TO.fullmatch(url)
    if url and (read is None or not 0 < int(read["port"] or 443) <= 65_535):
        raise ValueError("must be like https://example.org/hooks?id=1, without blanks, # or a password")
    if read and read["scheme"] == "http" and not _on_this_machine(read["host"]):
        raise ValueError("must start with https://; http:// is for a receiver on this machine")
    return url


def signs(secret: SecretStr, *, needed: bool) -> SecretStr:
    said = secret.get_secret_value()
    if not said and not needed:
        return secret
    try:
        key = b64decode(said.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not said.startswith("whsec_") or len(key) not in _SECRET_BYTES:
        raise ValueError('must be what `echo "whsec_$(openssl rand -base64 32)"` prints, for EVENTS_URL')
    return secret


def mail_address(address: str) -> str:
    if address and (address.count("@") != 1 or any(c.isspace() for c in address)):
        raise ValueError("must be one email address")
    return address


def room_for_a_token(address: str) -> str:
    if address and not _REPLY_TO.fullmatch(address):
        raise ValueError("must be one email address like reply@in.example.org, at most 31 before the @")
    return address


def database(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    return url
