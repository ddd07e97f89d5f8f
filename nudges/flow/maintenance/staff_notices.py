"""What staff are told: those on duty of a case until one has seen it, owners of a question nobody took.

By number, id and link alone. A case goes by mail, and as a text to whoever has a number for that.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from nudges.core.office.watch import call_now
from nudges.core.vocabulary import Medium, NoticeKind
from nudges.flow.maintenance.letter import Letter
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import operator_notices
from nudges.store.maintenance.operator_notices import Notice
from nudges.store.office import cases, questions, staff
from nudges.store.office.cases import Case
from nudges.store.people import suppressions

#: What goes to staff, also where no operator has an address.
KINDS = frozenset({NoticeKind.CASE, NoticeKind.QUESTION})

#: A question that nobody has taken is told to the owners after this time.
UNTAKEN = timedelta(days=1)


def note(service: Service, now: datetime) -> None:
    """Write down what staff have to be told by now."""
    _note_calls(service, now)
    if Medium.EMAIL in service.channels:
        _note_questions(service, now)


def goes_by(notice: Notice) -> Medium:
    """By which medium a notice goes: by mail, unless it says otherwise."""
    return Medium(notice.details.get("by", Medium.EMAIL))


def _note_calls(service: Service, now: datetime) -> None:
    """Note which calls to staff on duty are due about cases that nobody has seen; any other is over."""
    with service.db.read() as tx:
        calls = [one for case in cases.unseen(tx) for one in _calls(tx, case, now)]
        waits = operator_notices.untold(tx, now, {NoticeKind.CASE: None})
    if calls or waits:
        with service.db.write() as tx:
            operator_notices.drop_others(tx, NoticeKind.CASE, [one.about for one in calls])
            for one in calls:
                operator_notices.note(tx, one, now)


def _calls(tx: Tx, case: Case, now: datetime) -> Iterator[Notice]:
    """The call that is due about a case, by mail and, to whoever has a number, by text."""
    call = call_now(case.said_at, now, staff.on_duty(tx, case.person_id))
    if call is None:
        return
    about, told = f"{case.id}.{case.times}.{call.n}", {"case": case.id, "staff": call.staff_id}
    yield Notice(NoticeKind.CASE, about, case.person_id, told)
    member = staff.get(tx, call.staff_id)
    if member and member.phone and not suppressions.suppressed(tx, [member.phone]):
        yield Notice(NoticeKind.CASE, f"{about}.sms", case.person_id, told | {"by": Medium.SMS})


def _note_questions(service: Service, now: datetime) -> None:
    """Note once, to every owner, each question that nobody took for a day."""
    with service.db.read() as tx:
        waiting = questions.untaken(tx, now - UNTAKEN)
        owners = staff.owners(tx) if waiting else []
    if waiting and owners:
        with service.db.write() as tx:
            for one in waiting:
                if questions.told(tx, one.id, now):
                    for owner in owners:
                        told = {"question": one.id, "staff": owner}
                        about = f"{one.id}.{owner}"
                        operator_notices.note(
                            tx, Notice(NoticeKind.QUESTION, about, one.person_id, told), now
                        )


def of_cases(service: Service, notices: Sequence[Notice]) -> Iterator[Letter]:
    """A letter for each call about a case."""
    for one in notices:
        with service.db.read() as tx:
            member = staff.get(tx, one.details["staff"])
        number, medium = one.details["case"], goes_by(one)
        to = (member.phone if medium is Medium.SMS else member.email) if member else ""
        link = f"{service.links.public_url}/office/cases/{number}"
        if not to:
            continue
        if medium is Medium.SMS:
            words = f"{service.programme}: nobody has seen case {number} yet. {link}"
            yield Letter("", words, [one], to, medium)
            continue
        words = (
            f"Case {number}: {one.person_id} has written words of danger, and nobody has seen it yet.\n"
            f"{link}\n"
            "Say there that you have seen it; until somebody has, you are told again in 15 minutes, "
            "and the next one on duty after 30.\n"
        )
        yield Letter(f"{service.programme}: somebody may need help (case {number})", words, [one], to)


def of_questions(service: Service, notices: Sequence[Notice]) -> Iterator[Letter]:
    """One letter to each owner, with every question they are to be told of."""
    for owner in dict.fromkeys(one.details["staff"] for one in notices):
        with service.db.read() as tx:
            member = staff.get(tx, owner)
        if member is None or not member.email:
            continue
        mine = [one for one in notices if one.details["staff"] == owner]
        words = "".join(
            f"Question {one.details['question']} of {one.person_id} has waited for a day: nobody took it.\n"
            f"{service.links.public_url}/office/questions/{one.details['question']}\n"
            for one in mine
        )
        yield Letter(f"{service.programme}: somebody waits for an answer", words, mine, member.email)
