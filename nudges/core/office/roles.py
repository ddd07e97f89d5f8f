"""Who on the staff may do what."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is."""

    OWNER = "owner"  # everything, for everybody
    COACH = "coach"  # those of their own caseload
    VIEWER = "viewer"  # figures and states of everybody: no names, no numbers, no words


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
    SHOW = "person show"
    WORDS = "person words"
    CORRECT = "person correct"
    MOVE = "person move"
    CHANGE = "person change"
    HOURS = "person hours"
    PAUSE = "person pause"
    RESUME = "person resume"
    LEAVE = "person leave"
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
    JOINED = "joined"  # by an invitation; the prompt has no accounts
    SIGNED_IN = "signed in"


#: What everybody on the staff may look at.
_LOOKS = frozenset({Action.CASE_LIST, Action.QUESTION_LIST, Action.LIST, Action.SHOW})

#: What only owners may do.
_OWNERS = frozenset(
    {
        *(Action.COACH, Action.EXPORT, Action.ERASE),
        *(Action.STAFF_LIST, Action.STAFF_ADD, Action.STAFF_ROLE, Action.STAFF_DUTY, Action.STAFF_END),
        Action.STAFF_PHONE,
        Action.AUDIT,
    }
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts: a member of staff, or whoever is at the prompt of the machine (`staff_id` None)."""

    staff_id: str | None
    role: Role

    def may(self, action: Action) -> bool:
        """True if their role allows it; whether the person is of their caseload is another question."""
        match self.role:
            case Role.OWNER:
                return True
            case Role.COACH:
                return action not in _OWNERS
            case Role.VIEWER:
                return action in _LOOKS

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
