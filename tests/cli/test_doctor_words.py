"""What the doctor makes of a finding, in words."""

import pytest

from nudges.cli.doctor.checks import Check, span, told, without_consequences
from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.health import Finding


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7_199, "120 min"),
        (7_200, "2 h"),
        (172_799, "48 h"),
        (172_800, "2 days"),
        (864_000, "10 days"),
    ],
)
def test_a_length_of_time(seconds: float, words: str) -> None:
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("finding", "ok", "said"),
    [
        (Finding("worker", True, {"alive": 2, "silent": 3}), True, "2 alive, last heard 3 s ago"),
        (Finding("worker", True, {"alive": 1, "silent": -1}), True, "1 alive, last heard 0 s ago"),
        (Finding("worker", True, {"alive": 1}), True, "1 alive, last heard 0 s ago"),
        (
            Finding("worker", False, {"alive": 0, "silent": 300}),
            False,
            "none has been heard for 5 min, so nothing is sent",
        ),
        (
            Finding("worker", False, {"alive": 0, "silent": 0}),
            False,
            "none has been heard for 0 s, so nothing is sent",
        ),
        (Finding("worker", False, {"alive": 0}), False, "none is running, so nothing is sent"),
    ],
)
def test_workers(finding: Finding, ok: bool, said: str) -> None:
    check = told(finding)
    assert (check.ok, bool(check.fix)) == (ok, not ok)
    assert check.said == said


@pytest.mark.parametrize(
    ("seconds", "when"), [(300.0, "tried again in 5 min"), (0.0, "tried again with the next message")]
)
def test_a_refused_sender(seconds: float, when: str) -> None:
    values: dict[str, float | str] = {"medium": Medium.SMS, "code": "20003", "seconds": seconds}
    check = told(Finding("refused", False, values))
    assert (check.name, check.ok) == ("sms sends", False)
    assert check.said.startswith("refused with 20003: ")
    assert check.said.endswith(when)
    assert check.fix


@pytest.mark.parametrize(
    ("finding", "part"),
    [
        (Finding("due", False, {"medium": "sms", "seconds": 180}), "3 min"),
        (Finding("due", True, {"seconds": 0}), ""),
        (Finding("results", False, {"late": 600}), "10 min"),
        (Finding("clock", False, {"ahead": -9.0}), "9"),
        (Finding("disk", False, {"free": 250_000_000, "least": 500_000_000}), "0.2 GB"),
        (Finding("unplanned", False, {"seconds": 7_200}), "2 h"),
    ],
)
def test_others_say_their_values_and_what_to_do_if_they_are_not_well(finding: Finding, part: str) -> None:
    check = told(finding)
    assert isinstance(check, Check)
    assert part in check.said
    assert bool(check.fix) is (not finding.ok)


def test_what_comes_of_no_worker_is_told_with_it() -> None:
    due, results = Finding("due", False, {"seconds": 90}), Finding("results", False, {"late": 400})
    zones, fine = Finding("zones", False), Finding("unplanned", True)
    works, none = Finding("worker", True, {"alive": 1}), Finding("worker", False, {"alive": 0})
    assert without_consequences([works, due, zones, fine]) == [works, due, zones, fine]
    told_together = Finding("worker", False, {"alive": 0, "waits": 400.0})
    assert without_consequences([none, due, results, zones, fine]) == [told_together, zones, fine]
    assert without_consequences([none, zones]) == [none, zones]
