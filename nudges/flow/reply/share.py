"""SHARE, SHARE YES and PRIVATE: a person decides by word whether staff may read what they write."""

from datetime import datetime

from nudges.core.guide.parse import version_of
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person
from nudges.core.render.templates import render_text
from nudges.core.reply.understand import Kind
from nudges.core.vocabulary import Agreement
from nudges.flow.reply.carry_out import Did
from nudges.flow.reply.inbound import Inbound
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.people import consents
from nudges.store.people.consents import Consent

#: What this file answers.
SHARES = frozenset({Kind.WHO_READS, Kind.OPEN_WORDS, Kind.CLOSE_WORDS})


def share(service: Service, tx: Tx, person: Person, kind: Kind, inbound: Inbound, now: datetime) -> Did:
    """Open or close their words, or say how it stands.

    What is heard late opens nothing: since then they may have closed them. A mail that answers none of ours
    never comes here (hear.py), since anybody may have written it.
    """
    if kind is Kind.WHO_READS or (kind is Kind.OPEN_WORDS and inbound.late):
        return Did("who_reads", {"open": person.id in consents.open_words(tx, [person.id])})
    voice = service.voice(person)
    asked = render_text(voice.templates, "sms/who_reads.txt", programme=service.programme, open=False)
    said = Consent(
        *(person.id, now, kind is Kind.OPEN_WORDS, ConsentMethod.REPLY, inbound.medium),
        text_version=version_of(asked),
        about=Agreement.WORDS,
    )
    consents.decide(tx, said)
    return Did("words_open" if said.given else "words_closed")
