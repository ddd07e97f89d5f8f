"""The words that plan files, people and the whole service share: media, kinds of answers, how often."""

from enum import StrEnum


class Expects(StrEnum):
    """What kind of reply a nudge asks for."""

    DONE = "done"
    RATING = "rating"
    NOTE = "note"


class ServiceMessage(StrEnum):
    """What the service itself says, by no step of a plan; flow/service_messages.py has the rules of each."""

    WELCOME = "welcome"  # the first message to somebody who has agreed
    INVITATION = "invitation"  # whether they want any of this
    FAREWELL = "farewell"  # the last one of a plan that ends
    BACK = "back"  # a pause is over
    HOLD_OVER = "hold_over"  # nudges were held after words of danger, and go on the next day
    LINK = "link"  # a new link to their own pages
    ANSWER = "answer"  # to a reply that cannot be answered where it came in
    STAFF = "staff"  # words of a member of staff
    BROADCAST = "broadcast"  # the same to many people
    CONFIRMATION = "confirmation"  # the same to STOP, HELP and words of danger, which anybody gets


class Danger(StrEnum):
    """What a person may be in danger of, the worst first."""

    SELF = "self"
    VIOLENCE = "violence"
    COERCION = "coercion"


class Agreement(StrEnum):
    """What a person can agree to, each by itself."""

    MESSAGES = "messages"  # that they are written to
    WORDS = "words"  # that staff may read what they write


class NoticeKind(StrEnum):
    """What the operator is told of; flow/maintenance/operator_notices.py has the words of each."""

    DANGER = "danger"  # a reply holds words of danger
    CASE = "case"  # the same to staff on duty, until one of them has seen the case
    QUESTION = "question"  # to owners: nobody has taken a question for a day
    SENDER_REFUSED = "sender_refused"  # a provider refuses our account
    LOOP = "loop"  # a machine seems to answer our answers
    CONTENT = "content"  # a plan, a guide or a text cannot be used


class Medium(StrEnum):
    """How a person is reached; which provider carries it is the operator's setting."""

    SMS = "sms"
    EMAIL = "email"


class Sends(StrEnum):
    """What a step sends: one of its practices, or the person's weekly summary."""

    PRACTICE = "practice"
    SUMMARY = "summary"


class Every(StrEnum):
    """How often a step comes round."""

    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "2 weeks"
    MONTH = "month"


class Order(StrEnum):
    """In which order a step's practices come."""

    SHUFFLE = "shuffle"
    GUIDE = "guide"


class Who(StrEnum):
    """Whom a plan is for: who was hurt, who broke the trust and repairs it, or both of them."""

    HURT = "hurt"
    REPAIRING = "repairing"
    BOTH = "both"


class Weekday(StrEnum):
    """The days as plan files write them, Monday first as in ISO 8601."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


#: `WEEK[day.weekday()]` is the name of a date's weekday.
WEEK = tuple(Weekday)
