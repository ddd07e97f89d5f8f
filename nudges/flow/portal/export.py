"""A person's export: everything stored about them, for them to read and for programs."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from nudges.core.person.consent_method import method_in_words
from nudges.core.person.person import Person
from nudges.core.reason_words import for_person
from nudges.core.reasons import Reason, reason_of
from nudges.flow.service import Service
from nudges.store.portal.export import Nudge, Reply, Whole, whole

#: Characters that make a spreadsheet treat a cell as a formula.
#: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: The columns of the two CSV tables; the JSON has more.
NUDGE_COLUMNS = (
    *("id", "local_date", "due_at", "sent_at", "plan", "step", "title", "medium", "status", "why"),
    *("practice", "words"),
)
REPLY_COLUMNS = (
    "id",
    "at",
    "local_date",
    "medium",
    "meaning",
    "rating",
    "words",
    "note",
    "nudge",
    "taken_back",
)


def as_json(service: Service, person: Person) -> str:
    """Everything as one JSON object. Times are the person's local time with its offset (ISO 8601)."""
    with service.db.read() as tx:
        found = whole(tx, person)
    return json.dumps(_everything(service, found), ensure_ascii=False, indent=2) + "\n"


def nudges_as_csv(service: Service, person: Person) -> str:
    """Every nudge with its reason and its text as CSV (RFC 4180), safe to open in a spreadsheet."""
    with service.db.read() as tx:
        found = whole(tx, person)
    return _table(NUDGE_COLUMNS, (_nudge(service, person, one) for one in found.nudges))


def replies_as_csv(service: Service, person: Person) -> str:
    """Every reply with its meaning and its text, in the same way."""
    with service.db.read() as tx:
        found = whole(tx, person)
    return _table(REPLY_COLUMNS, (_reply(person, one) for one in found.replies))


def _table(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text, columns = io.StringIO(), list(columns)
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([as_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue()


def as_cell(value: Any) -> str:
    """The value for a CSV cell. Text that a spreadsheet would run as a formula gets a leading apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _everything(service: Service, found: Whole) -> dict[str, Any]:
    person = found.person
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "phone": person.phone,
            "email": person.email,
            "external_id": person.external_id,
            "state": person.state,
            "since": _at(person, found.since),
        },
        "settings": {
            "zone": person.zone,
            "language": person.locale,
            "hours": [f"{person.opens:%H:%M}", f"{person.closes:%H:%M}"],
            "paused_from": _at(person, person.paused_from),
            "paused_until": _at(person, person.paused_until),
            "prefers": person.prefers,
            "who": person.who,
            "partner": person.partner,
            "partner_safe": person.partner_safe,
            "care": person.care,
            "discreet": person.discreet,
            "notes_in_summary": person.notes_in_summary,
            "quiet_acks": person.quiet_acks,
        },
        "enrolments": [
            {
                "plan": one.plan,
                "title": _plan_title(service, person, one.plan),
                "starts_on": one.starts_on.isoformat(),
                "times": one.times,
                "takes_given": found.given[one.plan],
            }
            for one in found.enrolments
        ],
        "upcoming": [
            {"plan": one.plan, "step": one.step, "at": _at(person, one.slot.due_at)} for one in found.upcoming
        ],
        "nudges": [
            _nudge(service, person, one) | {"attempts": [_attempt(person, tried) for tried in one.attempts]}
            for one in found.nudges
        ],
        "replies": [
            _reply(person, one) | {"provider_id": one.row.provider_id, "effect": one.row.effect}
            for one in found.replies
        ],
        "consents": [
            {
                "at": str(one.day) if one.day else _at(person, one.at),
                "given": one.given,
                "about": one.about,
                "method": method_in_words(one.method, service.voice(person).language),
                "medium": one.medium,
                "text_version": one.text_version,
            }
            for one in found.consents
        ],
        "seen_and_done_by_staff": [
            {
                "at": _at(person, one.at),
                "by": found.staff.get(one.staff_id, "") if one.staff_id else "at the prompt",
                "what": one.action,
                "details": dict(one.details),
            }
            for one in found.audit
        ],
        "cases": [
            {
                "opened_at": _at(person, one.opened_at),
                "dangers": list(one.dangers),
                "certain": one.certain,
                "of_somebody": one.of_somebody,
                "times": one.times,
                "seen_at": _at(person, one.seen_at),
                "closed_at": _at(person, one.closed_at),
            }
            for one in found.cases
        ],
        "questions": [
            {
                "asked_at": _at(person, one.asked_at),
                "kind": one.kind,
                "times": one.times,
                "taken_at": _at(person, one.taken_at),
                "answered_at": _at(person, one.answered_at),
                "closed_at": _at(person, one.closed_at),
            }
            for one in found.questions
        ],
        "notes_of_staff_at": [_at(person, at) for at in found.notes],
        "not_written_to": {
            address: _why(service, person, one.reason) for address, one in found.suppressed.items()
        },
    }


def _nudge(service: Service, person: Person, one: Nudge) -> dict[str, Any]:
    row = one.row
    step = service.step(row.plan, row.step)
    practice = service.voice(person).guides.find(row.practice) if row.practice else None
    return {
        "id": row.id,
        "local_date": row.local_date.isoformat(),
        "due_at": _at(person, row.due_at),
        "sent_at": _at(person, row.sent_at),
        "plan": row.plan,
        "step": row.message or row.step,
        "message": row.message,
        "again": row.again,
        "reply_id": row.reply_id,
        "broadcast_id": row.broadcast_id,
        "title": step.title.said_in(person.locale) if step and step.title else row.message or row.step,
        "medium": row.medium,
        "status": row.status,
        "reason": row.reason,
        "reason_values": row.reason_values,
        "why": _why(service, person, reason_of(row.reason, row.reason_values)),
        "practice": row.practice,
        "take": row.take,
        "practice_title": practice.title if practice else None,
        "expects": row.expects,
        "content_version": row.content_version,
        "milestone": row.milestone,
        "words": one.words,
    }


def _why(service: Service, person: Person, reason: Reason | None) -> str:
    return for_person(reason, service.voice(person).language, person.zone)


def _attempt(person: Person, tried: Any) -> dict[str, Any]:
    return {
        "at": _at(person, tried.at),
        "channel": tried.channel,
        "outcome": tried.outcome,
        "code": tried.code,
        "provider_id": tried.provider_id,
    }


def _reply(person: Person, one: Reply) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id,
        "at": _at(person, row.at),
        "local_date": row.local_date.isoformat(),
        "medium": row.medium,
        "meaning": row.kind,
        "rating": row.rating,
        "words": one.words,
        "note": one.note,
        "nudge": row.nudge_id,
        "taken_back": _at(person, row.undone_at),
    }


def _plan_title(service: Service, person: Person, name: str) -> str:
    plan = service.plans.get(name)
    return plan.title.said_in(person.locale) if plan else name


def _at(person: Person, moment: datetime | None) -> str | None:
    return person.local(moment).isoformat(timespec="seconds") if moment else None
