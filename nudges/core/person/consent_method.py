"""How we know that a person agreed or took it back: a code, put into words only where somebody reads it."""

from enum import StrEnum

from nudges.core.language import Language, to_say


class ConsentMethod(StrEnum):
    """Every way in which a consent is given or withdrawn."""

    WRITTEN = "written"  # in writing; the operator recorded it
    WEB_FORM = "web_form"  # asked for an invitation on the page to join
    INVITATION_LINK = "invitation_link"  # pressed the button behind the link in the invitation
    REPLY = "reply"  # said so in a message to us
    UNSUBSCRIBE_LINK = "unsubscribe_link"  # the link to unsubscribe in a mail
    PROVIDER = "provider"  # told the provider, which told us
    ERASURE = "erasure"  # deleted everything on their own page
    OWN_PAGE = "own_page"  # decided it on their own page
    PHONE = "phone"  # told staff by telephone
    PHONE_CLOSE = "phone_close"  # somebody close to them told staff by telephone
    PHONE_PROFESSIONAL = "phone_professional"  # a professional told staff by telephone
    PROGRAM = "program"  # told another system, which told us through the API
    PROGRAM_CLOSE = "program_close"  # somebody close to them told it
    PROGRAM_PROFESSIONAL = "program_professional"  # a professional told it


_WORDS = {
    ConsentMethod.WRITTEN: to_say("in writing, recorded by the operator"),
    ConsentMethod.WEB_FORM: to_say("asked for it on the web form"),
    ConsentMethod.INVITATION_LINK: to_say("pressed the button in the invitation"),
    ConsentMethod.REPLY: to_say("in a message"),
    ConsentMethod.UNSUBSCRIBE_LINK: to_say("unsubscribed with the link in a mail"),
    ConsentMethod.PROVIDER: to_say("told the phone or mail provider"),
    ConsentMethod.ERASURE: to_say("deleted everything on the personal page"),
    ConsentMethod.OWN_PAGE: to_say("on the personal page"),
    ConsentMethod.PHONE: to_say("told staff by telephone"),
    ConsentMethod.PHONE_CLOSE: to_say("somebody close told staff by telephone"),
    ConsentMethod.PHONE_PROFESSIONAL: to_say("a professional told staff by telephone"),
    ConsentMethod.PROGRAM: to_say("told another system, which passed it on"),
    ConsentMethod.PROGRAM_CLOSE: to_say("somebody close told another system, which passed it on"),
    ConsentMethod.PROGRAM_PROFESSIONAL: to_say("a professional told another system, which passed it on"),
}


def method_in_words(method: ConsentMethod, language: Language) -> str:
    """The same words for the person and the operator."""
    return language.gettext(_WORDS[method])
