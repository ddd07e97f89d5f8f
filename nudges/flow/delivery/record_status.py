"""The provider says what became of an attempt: recorded once, and never backwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from nudges.channels.base import Fault
from nudges.core.reasons import Reason, ReasonCode, Suppression, SuppressionKind
from nudges.core.status import SENT, Status, may_follow
from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import opted_out
from nudges.flow.delivery.decide import after_undelivered
from nudges.flow.delivery.hold_sender import stop_sender
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import reports as found
from nudges.store.nudges.reports import News, Tried
from nudges.store.people import suppressions


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of an attempt, as it was heard `now`.

    `status` is None for a report that is only about the address, such as a spam complaint. `fault` is how
    to treat the `code` of what failed: an address is left alone from now on, who told the provider to stop
    has told us, a refused account holds its sender, and what passes is tried again. `provider_id` is the
    provider's name for the message, `why` the nudge's reason if it is not the usual one, and `at` when it
    came about (when the attempt was made, unless the provider says): a START said since is not undone.
    """

    attempt_id: str
    status: Status | None
    code: str | None
    now: datetime
    fault: Fault | None = None
    provider_id: str | None = None
    why: Reason | None = None
    at: datetime | None = None


def record_status(service: Service, report: Report) -> bool:
    """Record one report; False if the attempt is not one of ours."""
    return record_reports(service, [report])[0]


def record_reports(service: Service, reports: Sequence[Report]) -> list[bool]:
    """Record reports in the order they came, in one transaction; False for what is not about ours."""
    with service.db.write() as tx:
        return record_reports_within(service, tx, reports)


def record_reports_within(service: Service, tx: Tx, reports: Sequence[Report]) -> list[bool]:
    """The same in a transaction that is open."""
    known: set[str] = set()
    left = reports
    while left:
        hold = {one.attempt_id for one in left if one.fault is Fault.STOPPED}
        words = {one.attempt_id for one in left if one.fault is Fault.ADDRESS}
        cases = found.tried(tx, [one.attempt_id for one in left], hold=hold, words=words)
        known |= cases.keys()
        # a nudge once in each round: its next report is about what this one made of it
        round_, later = {}, []
        for one in left:
            case = cases.get(one.attempt_id)
            if case is None:
                log().warning("report about an unknown attempt", attempt=one.attempt_id[:64])
            elif case.nudge_id in round_:
                later.append(one)
            else:
                round_[case.nudge_id] = (one, case)
        _record(service, tx, list(round_.values()))
        left = later
    return [one.attempt_id in known for one in reports]


def _record(service: Service, tx: Tx, reports: Sequence[tuple[Report, Tried]]) -> None:
    news = {case.id: _news(service, case, one) for one, case in reports}
    found.told(tx, [one for one in news.values() if one])
    for one, case in reports:
        told = news[case.id]
        if told or one.status is None:  # a report that comes again must not undo a START, nor hold anybody
            _treated(tx, case, one.fault, one.code, one.at or case.at, one.now)
        tx.on_commit.append(partial(_noted, service, one, case, moved=bool(told and told.status)))


def _noted(service: Service, one: Report, case: Tried, *, moved: bool) -> None:
    service.tally.add(Count.REPORTS, case.medium, one.status or "", one.code or "")
    log().info("report", nudge=case.nudge_id, attempt=case.id, status=one.status, changed=moved)


def _news(service: Service, case: Tried, one: Report) -> News | None:
    """What is new in a report; None if it is late or came before."""
    if one.status is None or not may_follow(one.status, case.outcome):
        return None
    news = News(case, one.status, one.code, one.provider_id, one.now)
    if case.other is not None:  # the nudge stands or falls with another attempt
        if one.status in SENT:
            log().error("sent twice", nudge=case.nudge_id, attempt=case.id, and_as=case.other)
        return news
    if not may_follow(one.status, case.status):
        return news
    if one.status is Status.FAILED and (
        again := after_undelivered(service, case, one.fault, one.code or "", one.now)
    ):
        ready_at, waits = again
        return replace(news, status=Status.QUEUED, why=waits, ready_at=ready_at)
    return replace(news, status=one.status, why=one.why or _said(one.status, one.fault, one.code))


def _treated(tx: Tx, case: Tried, fault: Fault | None, code: str | None, at: datetime, now: datetime) -> None:
    """What a report means for more than its own nudge; `at` is when it came about."""
    match fault:
        case Fault.ADDRESS:
            address = case.person.phone if case.medium is Medium.SMS else case.person.email
            suppressions.suppress(tx, [address], Suppression(SuppressionKind.REFUSED, code), now)
        case Fault.STOPPED:
            opted_out(tx, [case.person.id], at, now)
        case Fault.ACCOUNT | Fault.FORBIDDEN:
            stop_sender(tx, case.medium, fault, code or "", now)


def _said(status: Status, fault: Fault | None, code: str | None) -> Reason:
    match status:
        case Status.DELIVERED:
            return Reason(ReasonCode.DELIVERED)
        case Status.FAILED if fault is Fault.STOPPED:
            return Reason(ReasonCode.OPTED_OUT, provider_code=code)
        case Status.FAILED:
            return Reason(ReasonCode.NOT_DELIVERED, provider_code=code or None)
        case _:
            return Reason(ReasonCode.SENT)
