"""Whose request it is: the address that limits are counted by, read in one place."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request

Network = IPv4Network | IPv6Network


def client_of(request: Request, trusted: Sequence[Network]) -> str:
    """The client of a request, for counting: an IPv4 address, or the /64 of an IPv6 one."""
    peer = request.client.host if request.client else ""
    return client(peer, request.headers.getlist("X-Forwarded-For"), trusted)


def client(peer: str, forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """The nearest address that is not one of our proxies'.

    A proxy adds whom it was called by on the right of X-Forwarded-For, and anybody can write the rest, so
    it is read from the right, for as long as what is there are our own proxies' words.
    """
    here = _address(peer)
    hops = [hop for line in forwarded for hop in line[-2_000:].split(",")]
    while here is not None and hops and any(here in network for network in trusted):
        before = _address(hops.pop())
        if before is None:
            break
        here = before
    if here is None:
        return ""
    # whoever has one IPv6 address mostly has 2**64 of them
    return str(here) if isinstance(here, IPv4Address) else str(ip_network((here, 64), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: in brackets or with a port too."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(found, IPv6Address) and found.ipv4_mapped) or found
