"""A person answers: kept once, understood, tied to what it answers, done, and answered in a few words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from nudges.core.errors import NudgesError
from nudges.core.office.asides import Aside
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person, State
from nudges.core.reply.attribute import ANSWERS, Part
from nudges.core.reply.heard import own_words
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.consent.consent import start, stop
from nudges.flow.consent.pause import rest_until, set_pause
from nudges.flow.log import log
from nudges.flow.reply.acknowledge import always_or_not, told, worded
from nudges.flow.reply.carry_out import Did, call_off, carry_out
from nudges.flow.reply.danger import (
    answer_to_danger,
    answer_with_numbers,
    gentle_line,
    of_somebody_else,
    spoken_to,
)
from nudges.flow.reply.hear import hear
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.keep import parts_of, reaction
from nudges.flow.reply.known import Known, known, senders
from nudges.flow.reply.machine import ALWAYS_ANSWERED, goes_round, new_words
from nudges.flow.reply.question import answer_wish, ask_staff, wish_in
from nudges.flow.reply.share import SHARES, share
from nudges.flow.reply.stranger import answer_stranger
from nudges.flow.service import Service
from nudges.flow.service_messages import planned
from nudges.store.db import Tx
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import history, planning
from nudges.store.office import cases
from nudges.store.people import people
from nudges.store.portal import portal
from nudges.store.replies import backfill, conversation, heard, replies
from nudges.store.replies.replies import Kept

#: After EXIT nothing comes for this long.
_EXIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that was heard of `now`, and whether somebody still `waits` for its answer."""

    inbound: Inbound
    now: datetime
    waits: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class _Understood:
    """A message as it is kept, their `own` words in it, what they say, part by part, and what they `wish`
    beside it, which is no answer to a nudge. A mere reaction says nothing."""

    kept: Sequence[Kept]
    own: str = field(default="", repr=False)
    parts: Sequence[Part] = ()
    wish: Aside | None = None


@dataclass(frozen=True, slots=True)
class _Later:
    """What is written at the end for all together: our answers, and on which plans people answered."""

    answers: list[tuple[str, int, str]] = field(default_factory=list)
    answered: set[tuple[str, str]] = field(default_factory=set)


def record_reply(service: Service, inbound: Inbound, now: datetime) -> str | None:
    """Keep and understand a reply and do what it asks; returns the words to answer with, None for silence.

    A reply by SMS is answered by the caller, at once; one by mail, heard late, or for whose answer nobody
    waits any more, by a nudge of its own. Raises what passes (`PASSING`), with nothing kept.
    """
    return record_replies(service, [Arrived(inbound, now)])[0]


def record_replies(service: Service, arrived: Sequence[Arrived]) -> list[str | None]:
    """The same for messages that arrived together, in their order, in one transaction."""
    with service.db.write() as tx:
        return record_replies_within(service, tx, arrived)


def record_replies_within(service: Service, tx: Tx, arrived: Sequence[Arrived]) -> list[str | None]:
    """The same in a transaction that is open."""
    answers: dict[int, str | None] = {}
    left = list(enumerate(arrived))
    while left:
        # whoever wrote twice is heard twice: the second message may be about what the first one changed
        together: dict[str, tuple[int, Arrived, Person | None, int | None]] = {}
        later: list[tuple[int, Arrived]] = []
        for (place, one), sender in zip(left, senders(tx, [one.inbound for _, one in left]), strict=True):
            person, nudge_id = sender or (None, None)
            who = person.id if person else one.inbound.sender
            if who in together:
                later.append((place, one))
            else:
                together[who] = (place, one, person, nudge_id)
        answers |= _recorded_together(service, tx, list(together.values()))
        left = later
    return [answers[place] for place in range(len(arrived))]


def _recorded_together(
    service: Service, tx: Tx, messages: Sequence[tuple[int, Arrived, Person | None, int | None]]
) -> dict[int, str | None]:
    new = heard.first(tx, {one.inbound.provider_id: one.now for _, one, _, _ in messages})
    of_people = [
        (one.inbound, person, nudge_id)
        for _, one, person, nudge_id in messages
        if person is not None and one.inbound.provider_id in new
    ]
    about, writes = known(tx, of_people), _Later()
    understood = {
        place: _heard(service, tx, one.inbound, about[person.id])
        for place, one, person, _ in messages
        if person is not None and one.inbound.provider_id in new
    }
    ids = replies.keep(tx, [row for one in understood.values() for row in one.kept])
    answers: dict[int, str | None] = {}
    for place, one, person, _ in messages:
        if one.inbound.provider_id not in new:
            log().info("reply came again", reply=one.inbound.provider_id[:64])
            answers[place] = None
        elif person is None:
            answers[place] = answer_stranger(service, tx, one.inbound, one.now)
        else:
            reply_id = ids.get(one.inbound.provider_id)
            answers[place] = None
            if reply_id is not None:  # else it was kept before
                answers[place] = _acted(
                    service, tx, one, about[person.id], understood[place], reply_id, writes
                )
    history.answered(tx, writes.answered)
    conversation.set_answers(tx, writes.answers)
    return answers


def _heard(service: Service, tx: Tx, inbound: Inbound, by: Known) -> _Understood:
    own = own_words(inbound.text, [words for _, words in by.sent], service.reactions())
    if own.text is None and not (inbound.stopped_by_provider or inbound.started_by_provider):
        about = None if own.about is None else by.sent[own.about][0]
        return _Understood([reaction(by.person, inbound, about)])
    parts = hear(service, tx, by, replace(inbound, text=own.text or ""))
    wish = wish_in(service, parts[0][0], own.text or "")
    if wish is not None:
        parts = [(parts[0][0], None)]
    return _Understood(parts_of(by.person, inbound, parts), own.text or "", parts, wish)


def _acted(
    service: Service,
    tx: Tx,
    arrived: Arrived,
    by: Known,
    understood: _Understood,
    reply_id: int,
    later: _Later,
) -> str | None:
    """Do what a message asks; returns the words to answer with, None for silence."""
    inbound, now, person, nudge_id = arrived.inbound, arrived.now, by.person, by.nudge_id
    own, parts = understood.own, understood.parts
    meaning = parts[0][0] if parts else Meaning(Kind.REACTION)
    tx.on_commit.append(partial(_noted, service, inbound, person, reply_id, meaning.kind))
    if not parts:
        return None
    somebody = of_somebody_else(service, meaning, own)
    if meaning.danger is not None:
        cases.disclosed(tx, person.id, meaning.danger, meaning.in_danger, inbound.at, of_somebody=somebody)
    unproven = inbound.medium is Medium.EMAIL and nudge_id is None and not inbound.authenticated
    taken = not unproven and ask_staff(tx, by, parts[0], own, understood.wish, inbound.at)
    did = _done(service, tx, by, understood, reply_id, arrived, later, somebody=somebody)
    if taken:  # somebody on the staff answers, and two would be talking at once
        did = None
    words = _words(service, spoken_to(service, person, meaning), did, meaning, inbound) if did else None
    if words and unproven and _silent(tx, person, meaning, now):
        words = None
    around = bool(words) and goes_round(tx, by, parts[0], inbound, reply_id)
    if around:
        words = None
    # what was changed can be taken back; what we asked can be chosen only if it was said
    if did is not None and did.effect and (words or meaning.kind is not Kind.UNCLEAR):
        replies.set_effect(tx, reply_id, did.effect)
    plea = bool(words and did and did.values.get("plea"))  # it says already where numbers are
    if not (plea or meaning.kind is Kind.EXIT):
        again = around and new_words(by, inbound.text)
        gentle = gentle_line(service, tx, person, meaning, now, again=again)
        words = " ".join(one for one in (words, gentle) if one) or None
    if words:
        later.answers.append((person.id, reply_id, words))
    waiting = (inbound.on_page or inbound.medium is Medium.SMS) and not inbound.late and arrived.waits()
    if words and not waiting:
        always = meaning.kind in ALWAYS_ANSWERED - {Kind.START}
        message = ServiceMessage.CONFIRMATION if always else ServiceMessage.ANSWER
        body = people.sealed(tx, person.id, words)
        answer = planned(message, person, inbound.medium, inbound.at, reply_id=reply_id, body=body)
        # it goes the way the reply came, through the queue, so that it too is sent once
        planning.plan(tx, [answer])
    return words if waiting or inbound.medium is Medium.EMAIL or inbound.late else None


def _noted(service: Service, inbound: Inbound, person: Person, reply_id: int, kind: Kind) -> None:
    service.tally.add(Count.REPLIES, inbound.medium, kind)
    log().info("reply", reply=reply_id, person=person.id, kind=kind)


def _done(
    service: Service,
    tx: Tx,
    by: Known,
    understood: _Understood,
    reply_id: int,
    arrived: Arrived,
    later: _Later,
    *,
    somebody: bool,
) -> Did | None:
    """Do what they ask, and say what it is answered with; None for silence."""
    inbound, now, person = arrived.inbound, arrived.now, by.person
    meaning, nudge = understood.parts[0]
    for one, answered in understood.parts:
        if answered is not None and one.kind in (*ANSWERS, Kind.SNOOZE):
            later.answered.add((person.id, answered.plan))
        if by.again and answered is not None and one.kind in ANSWERS:
            call_off(tx, person, answered, now)
        if one.instead and answered is not None:
            replies.take_back_earlier(tx, person.id, answered.nudge_id, reply_id, now)
    # what comes in now is the newest word, whatever a clock that jumped since says; only of what was said
    # earlier it must be asked
    taken_back = (
        meaning.kind in (Kind.STOP, Kind.START)
        and (inbound.late or inbound.at < now)
        and backfill.taken_back(tx, person.id, meaning.kind, inbound.at)
    )
    stopped = person.state is State.STOPPED
    match meaning.kind:
        case Kind.STOP if not taken_back and not stopped:
            stop(tx, person, ConsentMethod.REPLY, inbound.at, inbound.medium)
        case Kind.START if not taken_back:
            start(service, tx, person, ConsentMethod.REPLY, now, inbound.medium)
    if taken_back or inbound.stopped_by_provider or inbound.started_by_provider:
        return None
    if meaning.kind is Kind.EXIT:
        over = now + _EXIT
        if person.state is State.ACTIVE and not (person.paused(now) and person.paused(over)):
            until = rest_until(person, over, now)
            # the end of a pause of theirs is said, that of a day of silence is not
            says = ServiceMessage.BACK if until > over else None
            set_pause(service, tx, person, until, now, ends_with=says)
        return None
    if meaning.in_danger:
        return answer_to_danger(service, tx, person, meaning, reply_id, now, somebody=somebody)
    if meaning.kind is Kind.NUMBERS:
        return answer_with_numbers(service, person)
    if stopped and meaning.kind not in (Kind.START, Kind.HELP):
        return None
    asks_first = meaning.kind is Kind.WHO_READS and person.state is State.INVITED
    if asks_first or (person.state is State.ACTIVE and meaning.kind in SHARES):
        return share(service, tx, person, meaning.kind, inbound, now)
    did = carry_out(service, tx, person, meaning, nudge, now) if person.state is State.ACTIVE else None
    by_anybody = inbound.medium is Medium.EMAIL and by.nudge_id is None
    if not by_anybody and (did is None or did.nothing):
        did = answer_wish(service, by, meaning, understood.wish, inbound, now) or did
    if did is not None and did.nothing and meaning.kind is Kind.SNOOZE and did.values.get("next"):
        did = always_or_not(service, person, meaning, nudge) or did
    if did is not None:
        return did
    thanks = meaning.kind is Kind.THANKS
    if person.quiet_acks and (thanks or (meaning.kind in ANSWERS and nudge is not None)):
        return None
    erase = understood.wish is Aside.OWN_WORDS
    return told(service, tx, person, meaning, understood.own, nudge, now, erase=erase)


def _silent(tx: Tx, person: Person, meaning: Meaning, now: datetime) -> bool:
    """True for a mail that anybody may have written in this person's name: it is obeyed but not answered, so
    that a machine which writes a hundred of them has nobody mailed. Danger is answered, once a day."""
    day, answers = now - timedelta(days=1), (ServiceMessage.ANSWER, ServiceMessage.CONFIRMATION)
    return meaning.danger is None or portal.planned_since(tx, person.id, answers, day) > 0


def _words(service: Service, person: Person, did: Did, meaning: Meaning, inbound: Inbound) -> str | None:
    """The words to answer with. A slip in a template must not undo a STOP or lose a reply: then silence."""
    try:
        return worded(service.voice(person), service.programme, did, person.local(inbound.at).toordinal())
    except Exception as error:
        what = error.what if isinstance(error, NudgesError) else type(error).__name__
        log().error("cannot answer", kind=meaning.kind, what=what)
        return None
