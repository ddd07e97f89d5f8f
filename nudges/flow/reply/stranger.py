"""A message from somebody we do not know."""

from datetime import datetime, timedelta

from nudges.core.person.person import Person
from nudges.core.reasons import Suppression, SuppressionKind
from nudges.core.reply.heard import own_words
from nudges.core.reply.understand import Kind, understand
from nudges.core.vocabulary import Medium
from nudges.flow.log import log
from nudges.flow.reply.acknowledge import worded
from nudges.flow.reply.danger import answer_to_stranger, spoken_to
from nudges.flow.reply.inbound import Inbound
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import leases
from nudges.store.people import suppressions

#: Somebody unknown in danger is answered once in this time: it may be a machine, or somebody who plays.
_STRANGERS = timedelta(days=1)


def answer_stranger(service: Service, tx: Tx, inbound: Inbound, now: datetime) -> str | None:
    """Somebody we do not know: nothing of theirs is kept, but a STOP holds, whoever says it, and danger is
    answered."""
    own = own_words(inbound.text, (), service.reactions())
    meaning = understand(own.text or "", None, inbound.at, service.phrases(), care=service.care)
    if inbound.stopped_by_provider or meaning.kind is Kind.STOP:
        suppressions.suppress(tx, [inbound.sender], Suppression(SuppressionKind.STOP), now)
    log().warning("reply from an unknown sender", reply=inbound.provider_id[:64])
    asks = meaning.in_danger and inbound.medium is Medium.SMS and not inbound.late
    if asks and leases.take(tx, f"answered {tx.vault.lookup(inbound.sender)}", now, _STRANGERS):
        assert meaning.danger is not None
        unknown = spoken_to(service, Person(id="", zone="UTC", phone=inbound.sender), meaning)
        did = answer_to_stranger(service, unknown, meaning.danger)
        return worded(service.voice(unknown), service.programme, did)
    return None
