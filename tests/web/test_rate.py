"""How often is too often: for a client, for a token, and for a line of the log."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from nudges.core.language import ENGLISH
from nudges.web.api.limits import QUOTA, WINDOW, Limits
from nudges.web.office.lines import ago
from nudges.web.quiet import MOST, WITHIN, Quiet
from nudges.web.rate import Rate

NOW = datetime(2026, 6, 2, 9, 15, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_a_client_may_do_it_so_often_within_the_time() -> None:
    rate = Rate(2)
    assert [rate.another("a", NOW + n * SECOND) for n in range(3)] == [False, False, True]
    assert rate.reached("a", NOW + MINUTE - SECOND)
    assert not rate.reached("b", NOW), "another client is another matter"
    assert not rate.reached("a", NOW + MINUTE), "the first is a minute ago"
    assert not rate.another("a", NOW + MINUTE)
    assert rate.another("a", NOW + MINUTE + SECOND - SECOND / 2)
    assert not rate.another("a", NOW + MINUTE + SECOND)


def test_to_ask_counts_nothing() -> None:
    rate = Rate(1)
    assert [rate.reached("a", NOW) for _ in range(3)] == [False] * 3
    assert not rate.another("a", NOW)
    assert rate.reached("a", NOW)


def test_of_very_many_clients_the_quiet_ones_are_forgotten_then_the_oldest() -> None:
    rate = Rate(1)
    rate.another("quiet", NOW)
    rate.another("busy", NOW + MINUTE / 2)
    for n in range(9_998):
        rate.another(f"{n}", NOW + MINUTE / 2)
    assert rate.reached("quiet", NOW + MINUTE / 2), "so many are remembered"
    assert not rate.another("one more", NOW + MINUTE)
    assert rate.reached("busy", NOW + MINUTE)
    assert rate.reached("9997", NOW + MINUTE)
    assert not rate.another("two more", NOW + MINUTE)
    assert not rate.reached("busy", NOW + MINUTE), "no one is quiet, so it is the oldest that goes"
    assert rate.reached("one more", NOW + MINUTE)


def test_a_token_has_so_many_requests_in_a_window() -> None:
    limits = Limits()
    left = [limits.another("a", NOW).requests for _ in range(QUOTA + 1)]
    assert left == list(range(QUOTA - 1, -2, -1))
    assert limits.another("b", NOW).requests == QUOTA - 1
    late = limits.another("a", NOW + WINDOW - SECOND)
    assert (late.requests, late.seconds) == (-2, 1)
    assert late.headers["RateLimit"] == '"token";r=0;t=1'
    fresh = limits.another("a", NOW + WINDOW)
    assert (fresh.requests, fresh.seconds) == (QUOTA - 1, 60)
    assert fresh.headers["RateLimit"] == f'"token";r={QUOTA - 1};t=60'
    assert limits.another("a", NOW).requests == QUOTA - 1, "a clock that was put back begins a new one"


def test_lines_of_one_kind_are_shown_a_few_times_a_minute() -> None:
    now = 100.0
    quiet = Quiet(lambda: now)

    def shown(message: str, *given: object) -> str | None:
        record = logging.LogRecord("uvicorn", logging.WARNING, "", 0, message, given, None)
        return record.getMessage() if quiet.filter(record) else None

    lines = [shown("bad %s", n) for n in range(MOST + 2)]
    assert lines[: MOST - 1] == [f"bad {n}" for n in range(MOST - 1)]
    assert str(lines[MOST - 1]).startswith(f"bad {MOST - 1} (for a minute, no more")
    assert lines[MOST:] == [None, None]
    assert shown("other") == "other"
    now += WITHIN - 1
    assert shown("bad %s", "still") is None
    now += 1
    assert shown("bad %s", "again") == "bad again"


def test_of_a_thousand_kinds_of_lines_each_is_still_counted_and_then_all_are_forgotten() -> None:
    quiet = Quiet(lambda: 100.0)
    for n in range(1_000):
        assert quiet.often(f"kind {n}") == 1
    assert quiet.often("kind 0") == 2
    assert quiet.often("another") == 1
    assert quiet.often("kind 0") == 1


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (-MINUTE, "just now"),
        (MINUTE - SECOND, "just now"),
        (MINUTE, "1 minute ago"),
        (2 * MINUTE, "2 minutes ago"),
        (120 * MINUTE - SECOND, "119 minutes ago"),
        (120 * MINUTE, "2 hours ago"),
        (48 * 60 * MINUTE - SECOND, "47 hours ago"),
        (48 * 60 * MINUTE, "2 days ago"),
        (72 * 60 * MINUTE, "3 days ago"),
    ],
)
def test_how_long_ago_is_said_as_precisely_as_matters(span: timedelta, words: str) -> None:
    assert ago(ENGLISH, NOW, NOW - span) == words
