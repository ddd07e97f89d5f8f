"""What an answer by mail may be quoting: the mails that were sent, and what only their HTML part says."""

from functools import lru_cache

from jinja2 import Environment

from nudges.core.errors import NudgesError
from nudges.core.mail.html_text import text_of
from nudges.core.person.person import Person
from nudges.core.render.templates import render_mail
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.replies.mailed import mailed_to


def quotable(service: Service, tx: Tx, person: Person, nudge_id: int | None) -> list[str]:
    """Texts that a mail of this person may repeat, that of the nudge it answers first.

    Kept with a nudge is its plain text. Its HTML says the same below the line that an inbox shows beside the
    subject (of a practice, its own short text) and the programme's name, and ends in other words.
    """
    voice = service.voice(person)
    texts: list[str] = []
    for text, practice in mailed_to(tx, person.id, nudge_id):
        found = voice.guides.find(practice) if practice else None
        texts.append(f"{found.sms if found else ''}\n{service.programme}\n{text}")
    return [*texts, _around(voice.templates, service.programme)] if texts else []


@lru_cache(maxsize=100)
def _around(templates: Environment, programme: str) -> str:
    """The words that the HTML of every mail has around its own: a letter without any, as it is sent."""
    try:
        letter = render_mail(templates, "email/letter", programme=programme, words="", unsubscribe_url="")
    except NudgesError:  # nothing can have been sent with it
        return ""
    return text_of(letter.html)
