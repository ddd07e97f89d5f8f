"""Reasons and statuses in words, for the operator and for the person, in the language of the reader."""

from datetime import datetime, timedelta

from nudges.core.language import Language, to_say
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.zones import zone_named

_MINUTE = timedelta(minutes=1)

#: What the operator reads of each reason, and what the person; empty where there is nothing to explain.
_WORDS = {
    ReasonCode.NOT_YET: (to_say("waiting until %(at)s"), to_say("waiting until %(at)s")),
    ReasonCode.QUIET_HOURS: (
        to_say("held: quiet hours until %(at)s"),
        to_say("held: quiet hours until %(at)s"),
    ),
    ReasonCode.SNOOZED: (
        to_say("again: the person asked for it at %(at)s"),
        to_say("once more, since you asked for it at %(at)s"),
    ),
    ReasonCode.BUSY: (
        to_say("waiting: the provider was busy (%(code)s), trying again at %(at)s"),
        to_say("it did not get through; tried again at %(at)s"),
    ),
    ReasonCode.ACCOUNT_REFUSED: (
        to_say("waiting: the provider refused our account (%(code)s), trying again at %(at)s"),
        to_say("it did not get through; tried again at %(at)s"),
    ),
    ReasonCode.PHONE_OFF: (
        to_say("waiting: the phone was not reached (%(code)s), trying again at %(at)s"),
        to_say("it did not get through; tried again at %(at)s"),
    ),
    ReasonCode.NOT_COMPOSED: (
        to_say("waiting: %(detail)s, trying again at %(at)s"),
        to_say("it did not get through; tried again at %(at)s"),
    ),
    ReasonCode.NOT_IN_RECORDS: (
        to_say("waiting: the provider has no record of the first try, so it is tried once more"),
        to_say("it may not have arrived, so it is sent once more"),
    ),
    ReasonCode.SETTINGS_CHANGED: (
        to_say("waiting: their settings have just changed"),
        to_say("your settings have just changed"),
    ),
    ReasonCode.ZONE_UNKNOWN: (
        to_say("waiting: their time zone is not known"),
        to_say("your time zone is not known"),
    ),
    ReasonCode.SENT: (to_say("sent"), ""),
    ReasonCode.SANDBOXED: (to_say("kept in the sandbox"), to_say("sending was not turned on yet")),
    ReasonCode.DELIVERED: (to_say("delivered"), ""),
    ReasonCode.IN_RECORDS: (to_say("sent: the provider's records show it"), ""),
    ReasonCode.UNCONFIRMED: (
        to_say("unknown: it may or may not have been taken (%(code)s)"),
        to_say("it is not certain yet that it arrived"),
    ),
    ReasonCode.WORKER_STOPPED: (
        to_say("unknown: the worker stopped while it was being sent"),
        to_say("it is not certain yet that it arrived"),
    ),
    ReasonCode.REFUSED: (
        to_say("failed: the provider refused it (%(code)s)"),
        to_say("the network did not take it"),
    ),
    ReasonCode.FORBIDDEN: (
        to_say("failed: our account may not write to this number (%(code)s)"),
        to_say("the network did not take it"),
    ),
    ReasonCode.OPTED_OUT: (
        to_say("failed: the provider says they opted out (%(code)s)"),
        to_say("you had said STOP"),
    ),
    ReasonCode.NOT_DELIVERED: (
        to_say("failed: not delivered (%(code)s)"),
        to_say("the network did not take it"),
    ),
    ReasonCode.TOO_LATE: (
        to_say(
            "missed: %(late)s late, the limit is %(limit)s "
            "(the service was not running, could not send, or the person moved)"
        ),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.QUIET_TOO_LONG: (
        to_say(
            "missed: quiet hours came before it could be sent, and by %(at)s "
            "it would be past its limit of %(limit)s"
        ),
        to_say("quiet hours came before it could be sent"),
    ),
    ReasonCode.OVERTAKEN: (
        to_say("missed: a newer one was due by the time it could be sent"),
        to_say("a newer one was due by then"),
    ),
    ReasonCode.BUSY_TOO_LONG: (
        to_say("missed: the provider was busy (%(code)s), until it was too late"),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.ACCOUNT_REFUSED_TOO_LONG: (
        to_say("missed: the provider refused our account (%(code)s), until it was too late"),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.NOT_COMPOSED_TOO_LONG: (
        to_say("missed: %(detail)s, until it was too late"),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.SENDER_HELD_TOO_LONG: (
        to_say("missed: the provider refused our account, or its pace was full, until it was too late"),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.PLAN_HELD_TOO_LONG: (
        to_say("missed: its plan could not be used until it was too late"),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.ZONE_UNKNOWN_TOO_LONG: (
        to_say("missed: their time zone is not known"),
        to_say("your time zone is not known"),
    ),
    ReasonCode.ANSWER_TOO_LATE: (
        to_say("missed: too late for an answer"),
        to_say("it could not be sent in time"),
    ),
    ReasonCode.NO_WORD: (
        to_say("missed: no word from the provider; not sent again, since it may have arrived"),
        to_say("it is not certain that it arrived, so it was not sent again"),
    ),
    ReasonCode.BEFORE_RESTORE: (
        to_say("missed: it may have gone out before the database was restored, and nobody can be asked"),
        to_say("it is not certain that it arrived, so it was not sent again"),
    ),
    ReasonCode.SAID_STOP: (to_say("not sent: the person said STOP"), to_say("you had said STOP")),
    ReasonCode.NO_CONSENT: (
        to_say("not sent: no consent is recorded yet"),
        to_say("you had not said yes yet"),
    ),
    ReasonCode.ERASED: (to_say("not sent: the person was erased"), to_say("everything was erased")),
    ReasonCode.NO_ADDRESS: (
        to_say("not sent: there is no number or address that we can send to"),
        to_say("there is no address for it"),
    ),
    ReasonCode.ADDRESS_REFUSED: (
        to_say("not sent: the provider refused this address (%(code)s)"),
        to_say("the network does not take messages to this number or address"),
    ),
    ReasonCode.PAUSED: (
        to_say("not sent: paused until %(moment)s"),
        to_say("you were on a pause until %(day)s"),
    ),
    ReasonCode.AFTER_PAUSE: (
        to_say("held: it comes after the pause, %(moment)s"),
        to_say("it comes after your pause, %(day)s"),
    ),
    ReasonCode.PAUSE_CHANGED: (to_say("not sent: the pause was changed"), to_say("the pause was changed")),
    ReasonCode.MOVED: (to_say("not sent: moved to another time"), to_say("moved to another time")),
    ReasonCode.ANSWERED: (
        to_say("not sent: it was answered before it came again"),
        to_say("it was answered already"),
    ),
    ReasonCode.CALLED_OFF: (
        to_say("not sent: whoever wrote it to many stopped it"),
        to_say("whoever wrote it stopped it"),
    ),
    ReasonCode.TAKEN_BACK: (to_say("not sent: the person took it back"), to_say("you took it back")),
    ReasonCode.ALREADY_AGREED: (
        to_say("not sent: they have agreed already"),
        to_say("you had said yes already"),
    ),
    ReasonCode.STEP_GONE: (
        to_say("not sent: its step is no longer in the plan"),
        to_say("the plan has changed"),
    ),
    ReasonCode.LEFT_PLAN: (
        to_say("not sent: they left the plan"),
        to_say("you left the plan"),
    ),
    ReasonCode.NO_EMAIL: (
        to_say("not sent: a summary goes by email, and there is no address for it"),
        to_say("there is no address for it"),
    ),
    ReasonCode.NOTHING_TO_SAY: (
        to_say("not sent: there was nothing in this week to write about"),
        to_say("a quiet week needs no mail"),
    ),
    ReasonCode.QUIET_WEEK: (
        to_say("not sent: a week without an answer; every fourth gets a line"),
        to_say("a quiet week needs no mail"),
    ),
    ReasonCode.STIRS_PAIN: (
        to_say("not sent: these practices can stir pain, and come only when asked for, after the first week"),
        to_say("what can stir pain comes only if you ask for it, and after the first week"),
    ),
    ReasonCode.DISCLOSED: (
        to_say("not sent: after what they wrote, only what one does alone and lightly may come"),
        to_say("it was left out for now"),
    ),
    ReasonCode.NEEDS_PARTNER: (
        to_say("not sent: these practices need somebody close who takes part and is safe to be around"),
        to_say("it needs somebody close who takes part"),
    ),
    ReasonCode.OTHER_SIDE: (
        to_say("not sent: the plan is not for who they say they are (hurt, repairing or both)"),
        to_say("this plan is for others"),
    ),
    ReasonCode.TOO_LONG_FOR_SMS: (
        to_say("not sent: this is too much for a text message, and there is no address to mail it to"),
        to_say("it is too long for a text message"),
    ),
}

#: What the operator reads of many nudges together, where the words for one name a moment, a length or a
#: code.
_OF_MANY = {
    ReasonCode.NOT_YET: to_say("waiting for its time"),
    ReasonCode.QUIET_HOURS: to_say("held: quiet hours"),
    ReasonCode.SNOOZED: to_say("again: the person asked for it later"),
    ReasonCode.BUSY: to_say("waiting: the provider was busy"),
    ReasonCode.ACCOUNT_REFUSED: to_say("waiting: the provider refused our account"),
    ReasonCode.PHONE_OFF: to_say("waiting: the phone was not reached"),
    ReasonCode.NOT_COMPOSED: to_say("waiting: it could not be written"),
    ReasonCode.UNCONFIRMED: to_say("unknown: it may or may not have been taken"),
    ReasonCode.REFUSED: to_say("failed: the provider refused it"),
    ReasonCode.FORBIDDEN: to_say("failed: our account may not write to this number"),
    ReasonCode.OPTED_OUT: to_say("failed: the provider says they opted out"),
    ReasonCode.NOT_DELIVERED: to_say("failed: not delivered"),
    ReasonCode.TOO_LATE: to_say(
        "missed: too late (the service was not running, could not send, or the person moved)"
    ),
    ReasonCode.QUIET_TOO_LONG: to_say("missed: quiet hours came before it could be sent"),
    ReasonCode.BUSY_TOO_LONG: to_say("missed: the provider was busy until it was too late"),
    ReasonCode.ACCOUNT_REFUSED_TOO_LONG: to_say(
        "missed: the provider refused our account until it was too late"
    ),
    ReasonCode.NOT_COMPOSED_TOO_LONG: to_say("missed: it could not be written until it was too late"),
    ReasonCode.ADDRESS_REFUSED: to_say("not sent: the provider refused this address"),
    ReasonCode.PAUSED: to_say("not sent: paused"),
    ReasonCode.AFTER_PAUSE: to_say("held: it comes after the pause"),
}

#: How a status is said to the person.
_STATUS = {
    Status.QUEUED: to_say("waiting"),
    Status.SENDING: to_say("on its way"),
    Status.UNKNOWN: to_say("not certain"),
    Status.ACCEPTED: to_say("sent"),
    Status.DELIVERED: to_say("delivered"),
    Status.FAILED: to_say("not delivered"),
    Status.MISSED: to_say("missed"),
    Status.SUPPRESSED: to_say("not sent"),
    Status.SKIPPED: to_say("left out"),
}


def for_operator(reason: Reason | None, language: Language, zone: str) -> str:
    """A reason with everything that helps to mend it, moments as clocks in `zone` show them (24 h)."""
    if reason is None:
        return ""
    local = _local(reason, zone)
    values = {
        "at": local and f"{local:%H:%M}",
        "moment": local and f"{local:%Y-%m-%d %H:%M}",
        "late": _span(reason.late),
        "limit": _span(reason.limit),
        "code": reason.provider_code or language.gettext("no reason given"),
        "detail": reason.detail,
    }
    return language.gettext(_WORDS[reason.code][0], **values)


def of_kind(code: ReasonCode, language: Language) -> str:
    """What a reason means of many nudges together."""
    return language.gettext(_OF_MANY.get(code, _WORDS[code][0]))


def for_person(reason: Reason | None, language: Language, zone: str) -> str:
    """A reason as its person is told, with times as their language writes them; empty if all went well."""
    words = _WORDS[reason.code][1] if reason else ""
    if reason is None or not words:
        return ""
    local = _local(reason, zone)
    values = {"at": language.clock(local), "day": language.day(local.date())} if local else {}
    return language.gettext(words, **values)


def status_words(status: Status, language: Language, code: ReasonCode | None = None) -> str:
    """Where a nudge stands, in the person's language; `code` is that of its reason."""
    return language.gettext(_STATUS[Status.SUPPRESSED if code is ReasonCode.SANDBOXED else status])


def _local(reason: Reason, zone: str) -> datetime | None:
    return reason.at.astimezone(zone_named(zone)) if reason.at else None


def _span(span: timedelta | None) -> str:
    """A length of time to the minute, in units that need no translation: "5 h 10 min"."""
    hours, minutes = divmod((span or timedelta()) // _MINUTE, 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return " ".join(parts) or "< 1 min"
