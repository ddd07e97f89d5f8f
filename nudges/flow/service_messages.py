"""What the service says by itself: of each message how it is worded, to whom it may go, when, how long.

Composing, deciding and the check that everything renders read this table; nothing else knows the messages
one by one. A message is planned by `planned`, and goes through the queue like any nudge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from nudges.core.person.person import Person, State
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.store.nudges.planning import Planned

#: For so long the person may still have the phone in their hand: what answers them goes at any hour.
FRESH = timedelta(hours=1)

_DAY = timedelta(days=1)
_ANY = frozenset(Medium)
_NOT_STOPPED = frozenset({State.INVITED, State.ACTIVE, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one message.

    `template` is the SMS, below `templates/sms/`, and `mail` the mail, below `templates/email/`; without a
    template its words are written when it is planned. `states`: how the person must stand. It stays valid
    for `valid_for` from when it was first allowed to go. `at_once`: by these media at any hour while it is
    fresh, after that in the person's hours; else only in their hours. `agreed_to`: its words are what a yes
    agrees to, so the row keeps their version.
    """

    template: str | None
    states: frozenset[State] = frozenset({State.ACTIVE})
    valid_for: timedelta = _DAY
    at_once: frozenset[Medium] = frozenset()
    mail: str = "letter"
    agreed_to: bool = False


RULES: Mapping[ServiceMessage, Rules] = MappingProxyType(
    {
        ServiceMessage.WELCOME: Rules("welcome"),
        ServiceMessage.INVITATION: Rules(
            "invitation", frozenset({State.INVITED}), mail="invitation", agreed_to=True
        ),
        ServiceMessage.FAREWELL: Rules("farewell"),
        ServiceMessage.BACK: Rules("back"),
        ServiceMessage.HOLD_OVER: Rules("hold_over", frozenset({State.ACTIVE, State.PAUSED})),
        ServiceMessage.LINK: Rules(
            # anybody may ask for somebody's link: no phone rings at night for it, nor before they agreed
            "link",
            frozenset({State.ACTIVE, State.PAUSED}),
            timedelta(hours=2),
            at_once=frozenset({Medium.EMAIL}),
        ),
        ServiceMessage.ANSWER: Rules(None, _NOT_STOPPED, at_once=_ANY),
        # in a pause too: whoever looks after them may have to reach them just then
        ServiceMessage.STAFF: Rules(None, frozenset({State.ACTIVE, State.PAUSED})),
        # to somebody in a pause or a hold nobody writes by the dozen
        ServiceMessage.BROADCAST: Rules(None),
        # the one message that a STOP may still bring, and HELP, which is answered to anybody
        ServiceMessage.CONFIRMATION: Rules(None, _NOT_STOPPED | {State.STOPPED}, at_once=_ANY),
    }
)


def planned(
    message: ServiceMessage,
    person: Person,
    medium: Medium,
    due_at: datetime,
    *,
    plan: str | None = None,
    local_date: date | None = None,
    reply_id: int | None = None,
    broadcast_id: int | None = None,
    body: bytes | None = None,
) -> Planned:
    """One of these messages, due at `due_at` (UTC) or when the person's hours next begin.

    With a `plan` it comes once for this plan and `local_date`; without, as often as it is planned. `body` has
    its sealed words if it has no template, `reply_id` the reply that it answers, and `broadcast_id` the
    message to many that it is one of.
    """
    rules = RULES[message]
    ready_at = due_at if medium in rules.at_once else person.next_allowed(due_at)
    return Planned(
        person_id=person.id,
        plan=plan,
        step=None,
        message=message,
        local_date=local_date or person.local(ready_at).date(),
        n=0,
        again=0,
        due_at=due_at,
        ready_at=ready_at,
        expires_at=ready_at + rules.valid_for,
        medium=medium,
        status=Status.QUEUED,
        reply_id=reply_id,
        broadcast_id=broadcast_id,
        body=body,
        reason=Reason(ReasonCode.QUIET_HOURS, at=ready_at) if ready_at > due_at else None,
    )
