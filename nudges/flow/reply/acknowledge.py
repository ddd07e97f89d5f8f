"""The words of an answer: short, kind, saying what was understood. One for each reply, and never more."""

from datetime import datetime

from nudges.core.office.asides import Aside
from nudges.core.person.person import Person, State
from nudges.core.progress.weeks import KEEPS, week, week_of
from nudges.core.render.locale_bundle import Voice
from nudges.core.render.templates import render_text
from nudges.core.reply.attribute import ANSWERS, Open
from nudges.core.reply.reply import Reply
from nudges.core.reply.time.resolve import PARTS
from nudges.core.reply.understand import Kind, Meaning, understand
from nudges.core.vocabulary import Expects
from nudges.flow.delivery.discreet import thanks_for
from nudges.flow.planning.schedule import own_times
from nudges.flow.reply.carry_out import EARLIEST, LATEST, Did
from nudges.flow.reply.upcoming import coming, steps_of
from nudges.flow.service import Service
from nudges.flow.summary.compose import BEGINNING
from nudges.store.db import Tx
from nudges.store.replies import replies

#: A shorter note says too little to be thanked for what a practice asked for.
_TELLS = 6
#: What says hello, or fills a pause, and asks for nothing.
_GREETINGS = ("answers.greetings", "asks.courtesy", "answers.fillers")


def told(
    service: Service,
    tx: Tx,
    person: Person,
    meaning: Meaning,
    own: str,
    nudge: Open | None,
    now: datetime,
    *,
    erase: bool = False,
) -> Did:
    """What to answer to a reply that changes nothing but the record. `own`: their words.

    HELP may be a plea ("help me"): then where numbers are stands in it, in place of what this is. `erase`:
    with their STOP they want to be erased, which somebody has to do.
    """
    voice = service.voice(person)
    match meaning.kind:
        case Kind.STOP:
            return Did("stopped", {"erase": erase, "contact": service.contact})
        case Kind.START:
            following = coming(service, tx, person, now)
            begun = {
                "next": following and voice.language.moment(person.local(following)),
                "office": service.office,
            }
            return Did("confirmed", begun) if person.state is State.INVITED else Did("started")
        case Kind.HELP:
            plea = Aside.PLEA in service.asides().said(own)
            return Did("help", {"contact": service.contact, "plea": plea, "neutral": person.discreet})
        case Kind.WHY:
            return _why(service, tx, person, nudge, now)
        case Kind.STATUS:
            return _status(service, tx, person, now)
        case Kind.UNCLEAR:
            return unclear(voice, person, meaning, nudge)
    if person.state is State.INVITED:
        return Did("say_yes")
    if meaning.kind is Kind.THANKS:
        return Did("ack_thanks")
    if meaning.kind is Kind.NOTE and meaning.danger is None and _greets(service, own):
        return Did("ack_hello")
    # of all others no practice's thanks depend on it
    noting = nudge is not None and nudge.expects is Expects.NOTE and meaning.danger is None
    tells = noting and _tells(service, person, meaning, now)
    return thanked(voice, person, meaning, nudge, tells=tells)


def _greets(service: Service, own: str) -> bool:
    """True for "hi", "good night" or "lol", and no more: to be told that it was kept would be odd."""
    reply = Reply(own, service.phrases())
    return len(reply) > 0 and reply.only(_GREETINGS) is not None


def _tells(service: Service, person: Person, meaning: Meaning, now: datetime) -> bool:
    """True for a note that is long enough, and no refusal when it is read without the question."""
    note = meaning.note or ""
    if meaning.kind is not Kind.NOTE or len(note.split()) < _TELLS:
        return False
    without = understand(note, None, person.local(now), service.phrases(), locale=person.locale)
    return without.kind in (Kind.NOTE, Kind.DONE)


def thanked(voice: Voice, person: Person, meaning: Meaning, nudge: Open | None, *, tells: bool = True) -> Did:
    """The acknowledgement of an answer, with the practice's own line; a neutral one for who is discreet, and
    for a note that does not tell enough: the line would presume what it says."""
    if nudge is None or meaning.kind not in ANSWERS:
        return Did("ack_other")
    thanks = thanks_for(voice, person, nudge.practice, nudge.take)
    match meaning.kind:
        case Kind.NOT_DONE:
            return Did("ack_not_done")
        case Kind.RATING:
            return Did("ack_rating", {"rating": meaning.rating, "thanks": thanks})
        case Kind.DONE:
            asked = nudge.expects is not Expects.RATING  # "that number makes sense" would answer none
            return Did("ack_done", {"rating": meaning.rating, "thanks": thanks if asked else ""})
    # the thanks of a practice that asks for something else would answer what was not said, or praise a hurt
    if nudge.expects is not Expects.NOTE or meaning.danger is not None or not tells:
        thanks = voice.language.gettext("Thank you for writing it.")
    return Did("ack_note", {"thanks": thanks})


def worded(voice: Voice, programme: str, did: Did, turn: int = 2) -> str:
    """The words. `turn` picks among ways of saying the same: another one every day."""
    values = {"programme": programme, "turn": turn, **did.values}
    return render_text(voice.templates, f"sms/{did.say}.txt", **values)


def _why(service: Service, tx: Tx, person: Person, nudge: Open | None, now: datetime) -> Did:
    """Why the last nudge came: they joined its plan, and this is their time for it."""
    language = service.voice(person).language
    mine = steps_of(service, tx, person, now)
    one = next(
        (one for one in mine if nudge and one[:2] == (nudge.plan, nudge.step)), mine[0] if mine else None
    )
    following = coming(service, tx, person, now)
    values: dict[str, object] = {
        "title": None,
        "since": None,
        "times": None,
        "next": following and language.moment(person.local(following)),
    }
    if one is not None:
        plan_id, name, step, enrolment = one
        if not person.discreet:
            values["title"] = service.plans[plan_id].title.said_in(person.locale)
        times = own_times(step, name, person, enrolment)
        values["since"] = language.day(enrolment.starts_on)
        values["times"] = language.and_([language.clock(moment) for moment in times])
    return Did("why", values)


def _status(service: Service, tx: Tx, person: Person, now: datetime) -> Did:
    """How many days were kept: what was done, and nothing of what was not."""
    asked = replies.asked(tx, person.id, BEGINNING)
    days = {answer.local_date for one in asked for answer in one.answers if answer.kind in KEEPS}
    this_week = week(asked, week_of(person.local(now).date()))
    following = coming(service, tx, person, now)
    language = service.voice(person).language
    values = {
        "days": len(days),
        "kept": this_week.kept,
        "next": following and language.moment(person.local(following)),
    }
    return Did("status", values)


def unclear(voice: Voice, person: Person, meaning: Meaning, nudge: Open | None) -> Did:
    """It was not understood for sure: what it may mean, to be chosen by a number."""
    choices = [_choice(voice, person, one) for one in meaning.choices[:3]]
    rating = not choices and nudge is not None and nudge.expects is Expects.RATING
    return Did("unclear", {"choices": choices, "rating": rating}, _offer(meaning, nudge))


def always_or_not(service: Service, person: Person, meaning: Meaning, nudge: Open | None) -> Did | None:
    """Nothing can come once more at the hour they named: perhaps it is to come then from now on."""
    at = person.local(meaning.until).time() if meaning.until is not None else None
    if at is None or at in PARTS.values() or not EARLIEST <= at < LATEST:
        return None  # "tonight" names none
    choices = (Meaning(Kind.RETIME, at=at), Meaning(Kind.NOTE))
    return unclear(service.voice(person), person, Meaning(Kind.UNCLEAR, choices=choices), nudge)


def _choice(voice: Voice, person: Person, meaning: Meaning) -> str:
    language = voice.language
    match meaning.kind:
        case Kind.DONE:
            return language.gettext("done")
        case Kind.NOT_DONE:
            return language.gettext("not today")
        case Kind.STOP:
            return language.gettext("stop these messages for good")
        case Kind.SNOOZE if meaning.until is not None:
            when = language.moment(person.local(meaning.until))
            return language.gettext("once more at %(when)s", when=when)
        case Kind.RETIME if meaning.at is not None:
            return language.gettext("always at %(time)s", time=language.clock(meaning.at))
        case Kind.PAUSE if meaning.since is not None and meaning.until is not None:
            start, day = language.weekday_day(meaning.since), language.weekday_day(meaning.until)
            return language.gettext("a pause from %(start)s until %(day)s", start=start, day=day)
        case Kind.PAUSE if meaning.until is not None:
            return language.gettext("a pause until %(day)s", day=language.day(meaning.until.date()))
    return language.gettext("just a note")


def _offer(meaning: Meaning, nudge: Open | None) -> dict[str, object] | None:
    """The choices as they are kept until one of them is taken."""
    if not meaning.choices:
        return None
    choices = [
        {
            "kind": one.kind,
            "since": one.since and one.since.isoformat(),
            "until": one.until and one.until.isoformat(),
            "at": one.at and one.at.isoformat("minutes"),
        }
        for one in meaning.choices[:3]
    ]
    return {"choices": choices, "nudge": nudge.nudge_id if nudge else None}
