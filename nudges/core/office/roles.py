"""Who on the staff may do what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is."""

    OWNER = "owner"  # everything, for everybody
    COACH = "coach"  # those of their own caseload
    VIEWER = "viewer"  # figures and states of everybody: no names, no numbers, no words
    PROGRAM = "program"  # the bearer of a token of the API, who may do what its scopes open, for everybody


#: What a person on the staff can be.
PERSONS = (Role.OWNER, Role.COACH, Role.VIEWER)


class Action(StrEnum):
    """What staff do. The value is the command of the prompt that does the same, and what the audit keeps."""

    CASE_LIST = "case list"
    CASE_SEEN = "case seen"
    CASE_NOTE = "case note"
    CASE_CLOSE = "case close"
    QUESTION_LIST = "question list"
    QUESTION_TAKE = "question take"
    QUESTION_ANSWER = "question answer"
    QUESTION_BACK = "question back"
    QUESTION_CLOSE = "question close"
    LIST = "person list"
    ADD = "person add"
    IMPORT = "person import"
    ENROL = "person enrol"
    SHOW = "person show"
    WORDS = "person words"
    CORRECT = "person correct"
    MOVE = "person move"
    CHANGE = "person change"
    HOURS = "person hours"
    PAUSE = "person pause"
    RESUME = "person resume"
    LEAVE = "person leave"
    TIMES = "person times"
    STOP = "person stop"
    START = "person start"
    WRITE = "person write"
    NOTE = "person note"
    COACH = "person coach"
    EXPORT = "person export"
    ERASE = "person erase"
    BROADCAST_LIST = "broadcast list"
    BROADCAST_CHECK = "broadcast check"
    BROADCAST_SEND = "broadcast send"
    BROADCAST_STOP = "broadcast stop"
    STAFF_LIST = "staff list"
    STAFF_ADD = "staff add"
    STAFF_ROLE = "staff role"
    STAFF_DUTY = "staff duty"
    STAFF_PHONE = "staff phone"
    STAFF_END = "staff end"
    AUDIT = "staff audit"
    TOKENS_LIST = "token list"
    TOKENS_ADD = "token add"
    TOKENS_END = "token end"
    RESULTS_SHOW = "results show"
    RESULTS_EXPORT = "results export"
    PLAN_LIST = "plan list"
    PLAN_DIFF = "plan diff"
    JOINED = "joined"  # by an invitation; the prompt has no accounts
    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"  # with the right password, and a wrong code
    PASSKEY_ADDED = "passkey added"  # for oneself
    PASSKEY_REMOVED = "passkey removed"


#: What everybody on the staff may look at.
_LOOKS = frozenset(
    {
        *(Action.CASE_LIST, Action.QUESTION_LIST, Action.LIST, Action.SHOW),
        *(Action.RESULTS_SHOW, Action.RESULTS_EXPORT),
    }
)

#: What only owners may do.
_OWNERS = frozenset(
    {
        *(Action.COACH, Action.EXPORT, Action.ERASE),
        *(Action.STAFF_LIST, Action.STAFF_ADD, Action.STAFF_ROLE, Action.STAFF_DUTY, Action.STAFF_END),
        Action.STAFF_PHONE,
        *(Action.AUDIT, Action.TOKENS_LIST, Action.TOKENS_ADD, Action.TOKENS_END),
    }
)


class Scope(StrEnum):
    """What a token of the API may open; docs/api.md lists what each is for."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    PEOPLE_ERASE = "people:erase"
    WORDS_READ = "words:read"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    PLANS_READ = "plans:read"
    BROADCASTS_WRITE = "broadcasts:write"


#: The actions that each scope allows. Plans are nobody's secret: reading them is no action of the audit.
OPENS: Mapping[Scope, frozenset[Action]] = {
    Scope.PEOPLE_READ: frozenset({Action.LIST, Action.SHOW}),
    Scope.PEOPLE_WRITE: frozenset(
        {
            *(Action.ADD, Action.IMPORT, Action.ENROL, Action.LEAVE, Action.CORRECT, Action.MOVE),
            *(Action.CHANGE, Action.HOURS, Action.PAUSE, Action.RESUME, Action.STOP, Action.START),
        }
    ),
    Scope.PEOPLE_ERASE: frozenset({Action.ERASE}),
    Scope.WORDS_READ: frozenset({Action.WORDS}),
    Scope.CASES_READ: frozenset({Action.CASE_LIST}),
    Scope.CASES_WRITE: frozenset({Action.CASE_SEEN, Action.CASE_NOTE, Action.CASE_CLOSE}),
    Scope.PLANS_READ: frozenset(),
    Scope.BROADCASTS_WRITE: frozenset(
        {Action.BROADCAST_LIST, Action.BROADCAST_CHECK, Action.BROADCAST_SEND, Action.BROADCAST_STOP}
    ),
}


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts: a member of staff, a program, or whoever is at the prompt of the machine (`staff_id` None).

    `scopes`: what a program's token opens. `attempt`: which try of which request of a program it is
    (flow/accounts/requests.py), so that what is done is done once; "" for all else.
    """

    staff_id: str | None
    role: Role
    scopes: frozenset[Scope] = frozenset()
    attempt: str = field(default="", repr=False)

    def may(self, action: Action) -> bool:
        """True if their role allows it; whether the person is of their caseload is another question."""
        match self.role:
            case Role.OWNER:
                return True
            case Role.COACH:
                return action not in _OWNERS
            case Role.VIEWER:
                return action in _LOOKS
            case Role.PROGRAM:
                return any(action in OPENS[scope] for scope in self.scopes)

    @property
    def sees_who(self) -> bool:
        """True if they may know names, numbers and addresses."""
        return self.role is not Role.VIEWER

    @property
    def caseload_of(self) -> str | None:
        """Whose caseload they are limited to; None for everybody."""
        return self.staff_id if self.role is Role.COACH else None


#: The prompt: whoever can use it has the database and its key.
PROMPT = Acting(None, Role.OWNER)
