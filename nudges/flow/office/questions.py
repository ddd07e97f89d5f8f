"""The inbox: questions of people are taken, answered, and handed back. flow/reply opens them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person
from nudges.flow.office.act import acts, acts_on, allow, found
from nudges.flow.office.broadcasts.message import queue_message, usable_message
from nudges.flow.service import Service
from nudges.store.office import questions, staff
from nudges.store.office.questions import Question
from nudges.store.office.staff import Member
from nudges.store.people import consents, people
from nudges.store.replies import replies
from nudges.store.replies.replies import Told

#: Nudges and replies that are shown beside a question.
_AROUND = 12


def open_questions(service: Service, acting: Acting) -> list[Question]:
    """Those that are not settled, of everybody they look after. They hold no words: no line in the audit."""
    allow(acting, Action.QUESTION_LIST)
    with service.db.read() as tx:
        return questions.still_open(tx, acting.caseload_of)


def names_of(service: Service, acting: Acting, asked: Sequence[Question]) -> dict[str, str]:
    """The names of those who asked, by id, for whoever may know them."""
    if not acting.sees_who:
        return {}
    with service.db.read() as tx:
        return {one.id: one.name for one in people.several(tx, {one.person_id for one in asked})}


def find(service: Service, acting: Acting, number: int) -> Question:
    """One of them, as it stands. Raises NotThereError."""
    allow(acting, Action.QUESTION_LIST)
    with service.db.read() as tx:
        return found(tx, acting, questions.get, number)


def take(service: Service, acting: Acting, number: int, now: datetime) -> Question:
    """They answer it: from now on the service does not answer free words of this person.

    Raises NudgesError for one that is settled.
    """
    with acts_on(service, acting, Action.QUESTION_TAKE, questions.get, number, now) as (tx, one, _):
        unsettled(one)
        questions.take(tx, one.id, acting.staff_id, now)
        return questions.get(tx, number) or one


def answer(service: Service, acting: Acting, number: int, words: str, now: datetime) -> int:
    """Write to whoever asked, through the queue like any message of staff; returns the segments.

    Whoever answers has taken it. Raises NudgesError as `person.write` does, and for
    a question that is settled.
    """
    text, segments = usable_message(service, words)
    told = {"segments": segments}
    with acts_on(service, acting, Action.QUESTION_ANSWER, questions.get, number, now, **told) as (
        tx,
        one,
        person,
    ):
        unsettled(one)
        queue_message(service, tx, person, text, now)
        if one.taken_at is None or one.taken_by != acting.staff_id:
            questions.take(tx, one.id, acting.staff_id, now)
        questions.answered(tx, one.id, now)
    return segments


def put_back(service: Service, acting: Acting, number: int, now: datetime) -> None:
    """They let go of it, and it waits for somebody else. The service answers free words again."""
    with acts_on(service, acting, Action.QUESTION_BACK, questions.get, number, now) as (tx, one, _):
        questions.put_back(tx, one.id)


def close(service: Service, acting: Acting, number: int, now: datetime) -> None:
    """It is settled, by an answer or otherwise, and the service answers again."""
    with acts_on(service, acting, Action.QUESTION_CLOSE, questions.get, number, now) as (tx, one, _):
        questions.close(tx, one.id, acting.staff_id, now)


def unsettled(one: Question) -> None:
    """Raises NudgesError for a question that is settled."""
    if one.closed_at is not None:
        raise NudgesError(
            f"Question {one.id} is settled.",
            "The service answers this person again.",
            "To write to them all the same, send them a message: `nudges person write`, or their page.",
        )


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question, and who asks. `told` is what was sent and answered lately, with its words only if the
    person opened them and this member of staff may read them (`words_open`)."""

    question: Question
    person: Person
    words_open: bool
    told: Sequence[Told]
    staff: Mapping[str, Member]


def question_view(service: Service, acting: Acting, number: int, now: datetime) -> QuestionView:
    """A question with what was written around it. A look at words is in the audit as that."""
    one = find(service, acting, number)
    with service.db.read() as tx:
        words = acting.may(Action.WORDS) and one.person_id in consents.open_words(tx, [one.person_id])
    look = Action.WORDS if words else Action.SHOW
    with acts(service, acting, look, one.person_id, now, question=number) as (tx, person):
        still = words and one.person_id in consents.open_words(tx, [one.person_id])
        return QuestionView(
            found(tx, acting, questions.get, number),
            person,
            still,
            replies.story(tx, one.person_id, _AROUND, words=still),
            {member.id: member for member in staff.everybody(tx)},
        )
