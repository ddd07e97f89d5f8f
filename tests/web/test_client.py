"""Whom limits are counted by: the nearest address that is not one of our proxies'."""

from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network

import pytest

from nudges.store.db import Db
from nudges.web.client import client
from nudges.web.rate import Rate
from tests.callers import Callers
from tests.harness import MONDAY, World

PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["6.6.6.6", "198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
        ("127.0.0.1", ["6.6.6.6, unknown, 10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("fd00::1", ["[2001:db8:1:2:3:4:5:6]:4711"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", [], "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", [", ,"], "127.0.0.1"),
        ("127.0.0.1", ["1.1.1.1," * 50_000 + "10.0.0.1"], "1.1.1.1"),
        ("testclient", ["198.51.100.1"], ""),
    ],
)
def test_it_is_read_from_the_right_for_as_long_as_our_own_proxies_speak(
    peer: str, forwarded: Sequence[str], is_client: str
) -> None:
    assert client(peer, forwarded, PROXIES) == is_client


def test_nobody_is_believed_if_no_proxy_is_set() -> None:
    assert client("127.0.0.1", ["198.51.100.1"], []) == "127.0.0.1"


def test_limits_are_counted_by_it_everywhere(db: Db) -> None:
    callers = Callers(World(db), join="on")

    def missed(by: str) -> int:
        return callers.call(
            "/me/x", method="GET", headers={"X-Forwarded-For": f"6.6.6.{by[-1]}, {by}"}
        ).status_code

    assert [missed("198.51.100.1") for _ in range(31)] == [404] * 30 + [429]
    assert missed("198.51.100.2") == 404
    direct = Callers(World(db), trusted_proxies="")
    statuses = [
        direct.call("/me/x", method="GET", headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
        for n in range(31)
    ]
    assert statuses == [404] * 30 + [429], "without a proxy of ours, what the header says is anybody's word"


def test_a_rate_counts_each_client_by_itself_and_forgets() -> None:
    rate = Rate(2)
    assert [rate.another("a", MONDAY) for _ in range(3)] == [False, False, True]
    assert rate.reached("a", MONDAY)
    assert not rate.reached("b", MONDAY)
    assert not rate.another("a", MONDAY + timedelta(minutes=1))


def test_a_rate_remembers_a_bounded_number_of_clients() -> None:
    rate = Rate(2)
    for n in range(10_100):
        rate.another(str(n), MONDAY)
    assert len(rate._seen) <= 10_000
