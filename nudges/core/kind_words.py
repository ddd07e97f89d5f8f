"""Kinds of replies and messages of the service, in words for staff and the operator."""

from nudges.core.language import Language, to_say
from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import ServiceMessage

_MESSAGES = {
    ServiceMessage.WELCOME: to_say("Welcome"),
    ServiceMessage.INVITATION: to_say("Invitation"),
    ServiceMessage.FAREWELL: to_say("Farewell"),
    ServiceMessage.BACK: to_say("After the pause"),
    ServiceMessage.HOLD_OVER: to_say("After the hold"),
    ServiceMessage.LINK: to_say("New link"),
    ServiceMessage.ANSWER: to_say("Our answer"),
    ServiceMessage.STAFF: to_say("From staff"),
    ServiceMessage.BROADCAST: to_say("To many"),
    ServiceMessage.CONFIRMATION: to_say("Our answer"),
}

_KINDS = {
    Kind.DONE: to_say("done"),
    Kind.NOT_DONE: to_say("not this time"),
    Kind.RATING: to_say("a rating"),
    Kind.NOTE: to_say("a note"),
    Kind.THANKS: to_say("thanks"),
    Kind.SNOOZE: to_say("later"),
    Kind.PAUSE: to_say("a pause, please"),
    Kind.RESUME: to_say("the end of a pause"),
    Kind.STOP: to_say("stop"),
    Kind.START: to_say("start"),
    Kind.HELP: to_say("help"),
    Kind.STATUS: to_say("how am I doing"),
    Kind.UNDO: to_say("undo"),
    Kind.RETIME: to_say("another time of day"),
    Kind.WHY: to_say("why"),
    Kind.SUPPORT: to_say("! DANGER: helplines were sent at once"),
    Kind.UNCLEAR: to_say("unclear"),
    Kind.EXIT: to_say("exit: nothing for a day"),
    Kind.NUMBERS: to_say("numbers to call"),
    Kind.WHO_READS: to_say("asks who reads their words"),
    Kind.OPEN_WORDS: to_say("staff may read their words"),
    Kind.CLOSE_WORDS: to_say("staff may not read their words"),
    Kind.REACTION: to_say("a reaction to a message"),
}


def message_words(language: Language) -> dict[str, str]:
    """What each message of the service is called, by its code."""
    return {str(message): language.gettext(words) for message, words in _MESSAGES.items()}


def kind_words(kind: Kind, language: Language) -> str:
    """What a reply was understood as."""
    return language.gettext(_KINDS[kind])
