"""A person answers: kept once, understood, tied to the nudge it answers, and acknowledged in a few words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nudges.core.errors import NudgesError
from nudges.core.person import Person, State
from nudges.core.plan import Expects, Medium
from nudges.core.render import render_text
from nudges.core.reply import Kind, Meaning, understand
from nudges.core.status import Status
from nudges.core.voice import Voice
from nudges.flow.consent import SAID_STOP, start, stop
from nudges.flow.service import ANSWER, CONFIRMATION, Service, log
from nudges.store import history, outcomes, people, planning, relisted, replies, suppressions
from nudges.store.db import PASSING, Tx
from nudges.store.planning import Planned
from nudges.store.replies import Open

#: A nudge may be answered for this long; later words are kept as a note of their own.
_OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message from a person, at the moment it came in. `provider_id` makes it harmless when it comes twice.

    `late`: it was heard of only now, from the provider's records, and nobody waits for our answer.
    `answers` is the attempt whose message this mail says it answers; the From of a mail is no proof.
    `stopped_by_provider` is set when the provider has already obeyed and confirmed a STOP itself, and
    `started_by_provider` when it did so with a START.
    """

    provider_id: str
    medium: Medium
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    answers: str | None = None
    stopped_by_provider: bool = False
    started_by_provider: bool = False
    late: bool = False


def record_reply(service: Service, inbound: Inbound, now: datetime) -> str | None:
    """Keep and understand a reply; returns the words to answer with, or None for silence.

    A reply by SMS is answered by the caller, at once; one by mail, or heard late, by a nudge of its own. A
    provider hardly calls again, so a database that is away for a moment (a deadlock, a restart) is tried
    again here.
    """
    for _ in range(3):
        try:
            return _recorded(service, inbound, now)
        except PASSING as error:
            log().warning("reply not written yet", reply=inbound.provider_id[:64], error=type(error).__name__)
    return _recorded(service, inbound, now)


def _recorded(service: Service, inbound: Inbound, now: datetime) -> str | None:
    with service.db.write() as tx:
        person = people.find(tx, inbound.sender, hold=True)
        if person is None:
            _stranger(tx, inbound, now)
            return None
        answered = _answered(_asked(tx, person, inbound))
        meaning = understand(
            inbound.text,
            answered.expects if answered else None,
            person.local(inbound.at),
            locale=person.locale,
            state=person.stands(inbound.at),
            care=service.care,
        )
        if inbound.stopped_by_provider:
            meaning = Meaning(Kind.STOP)
        if inbound.started_by_provider:
            meaning = Meaning(Kind.START)
        if meaning.kind is Kind.START and not _proven(tx, inbound, person):
            meaning = Meaning(Kind.NOTE, note=inbound.text)
        nudge = answered if meaning.kind not in (Kind.STOP, Kind.START, Kind.HELP) else None
        reply_id = replies.keep(
            tx,
            provider_id=inbound.provider_id,
            person_id=person.id,
            nudge_id=nudge.nudge_id if nudge else None,
            medium=inbound.medium,
            at=inbound.at,
            local_date=nudge.local_date if nudge else person.local(inbound.at).date(),
            text=inbound.text,
            meaning=meaning,
        )
        if reply_id is None:
            log().info("reply came again", reply=inbound.provider_id[:64])
            return None
        if nudge is not None:
            history.answered(tx, person.id, nudge.plan)
        taken_back = meaning.kind in (Kind.STOP, Kind.START) and relisted.taken_back(
            tx, person.id, meaning.kind, inbound.at
        )
        silent = (
            taken_back
            or inbound.stopped_by_provider
            or inbound.started_by_provider
            or (person.state is State.STOPPED and meaning.kind not in (Kind.START, Kind.HELP))
        )
        match meaning.kind:
            case Kind.STOP if not taken_back and person.state is not State.STOPPED:
                stop(tx, person, f"said so by {inbound.medium}", inbound.at, inbound.medium)
            case Kind.START if not taken_back:
                start(service, tx, person, f"said so by {inbound.medium}", now, inbound.medium)
        words = None if silent else _words(service, person, meaning, nudge)
        if words and (inbound.late or inbound.medium is Medium.EMAIL):
            step = CONFIRMATION if meaning.kind in (Kind.STOP, Kind.HELP) else ANSWER
            planning.plan(tx, [_answer(tx, person, step, reply_id, words, inbound, now)])
    log().info("reply", reply=reply_id, person=person.id, kind=meaning.kind)
    return words


def _proven(tx: Tx, inbound: Inbound, person: Person) -> bool:
    """True if it is they who write: anybody can put an address into a From, and start what was stopped."""
    if inbound.medium is Medium.SMS:
        return True
    return inbound.answers is not None and outcomes.attempted(tx, inbound.answers, person.id)


def _stranger(tx: Tx, inbound: Inbound, now: datetime) -> None:
    """Somebody we do not know: nothing of theirs is kept, but a STOP holds, whoever says it."""
    if inbound.stopped_by_provider or understand(inbound.text, None, inbound.at).kind is Kind.STOP:
        suppressions.suppress(tx, [inbound.sender], SAID_STOP, now)
    log().warning("reply from an unknown sender", reply=inbound.provider_id[:64])


def _asked(tx: Tx, person: Person, inbound: Inbound) -> list[Open]:
    """What they may be answering: what was sent to them in the last week, and before they wrote."""
    asked = replies.asked_of(tx, person.id, inbound.at - _OPEN_FOR)
    if inbound.late:
        not_yet = relisted.sent_after(tx, [nudge.nudge_id for nudge in asked], inbound.at)
        asked = [nudge for nudge in asked if nudge.nudge_id not in not_yet]
    return asked


def _answered(asked: Sequence[Open]) -> Open | None:
    """The nudge a reply is about: of the newest day the newest without an answer, else the newest."""
    newest = [nudge for nudge in asked if nudge.local_date == asked[0].local_date]
    return next((nudge for nudge in newest if not nudge.answered), asked[0] if asked else None)


def _words(service: Service, person: Person, meaning: Meaning, nudge: Open | None) -> str | None:
    """The words to answer with. A slip in a template must not undo a STOP or lose a reply: then silence."""
    try:
        return words_for(service, service.voice(person), meaning, nudge)
    except Exception as error:
        what = error.what if isinstance(error, NudgesError) else type(error).__name__
        log().error("cannot answer", kind=meaning.kind, what=what)
        return None


def words_for(service: Service, voice: Voice, meaning: Meaning, nudge: Open | None) -> str:
    """What to answer: short, kind, and saying what was understood."""

    def say(name: str, **values: object) -> str:
        return render_text(voice.templates, f"sms/{name}.txt", **values)

    match meaning.kind:
        case Kind.STOP:
            return say("stopped", programme=service.programme)
        case Kind.START:
            return say("started", programme=service.programme)
        case Kind.HELP:
            return say("help", programme=service.programme, contact=service.contact)
    if nudge is None:
        return say("ack_other")
    thanks = voice.guides.thanks(nudge.practice) or voice.language.gettext("Thank you.")
    match meaning.kind:
        case Kind.NOT_DONE:
            return say("ack_not_done")
        case Kind.RATING:
            return say("ack_rating", rating=meaning.rating, thanks=thanks)
        case Kind.DONE:
            return say("ack_done", rating=meaning.rating, thanks=thanks)
    # the thanks of a practice that asks for something else would answer what was not said
    if nudge.expects is not Expects.NOTE:
        thanks = voice.language.gettext("Thank you for writing it.")
    return say("ack_note", thanks=thanks)


def _answer(
    tx: Tx, person: Person, step: str, reply_id: int, words: str, inbound: Inbound, now: datetime
) -> Planned:
    """The answer goes the way the reply came: through the queue, so that it too is sent once."""
    return Planned(
        person_id=person.id,
        plan="",
        step=step,
        local_date=person.local(now).date(),
        n=reply_id,
        due_at=inbound.at,
        ready_at=now,
        expires_at=inbound.at + timedelta(days=1),
        medium=inbound.medium,
        status=Status.QUEUED,
        why="",
        body=people.sealed(tx, person.id, words),
    )
