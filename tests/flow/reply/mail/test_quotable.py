"""Every mail that goes out can come back, its text or what a program makes of its HTML, and says nothing."""

import pytest

from nudges.core.mail.html_text import text_of
from nudges.core.mail.strip_quotes import own_words
from nudges.flow.consent.consent import erase
from nudges.flow.reply.mail.quotable import quotable
from nudges.flow.service import SUMMARY_PLAN
from nudges.store.db import Db
from tests.harness import CONSENT, EMAIL, MAIL_FORMS, PLANS, World, plan, step

MIXED = {
    "daily": plan(
        daily=step(channel="email"),
        pulse=step("10:00", channel="email", expects="rating", practices=["g1-s2-b1"]),
        note=step("11:00", channel="email", expects="note", practices=["g1-s2-b1"]),
    ),
    SUMMARY_PLAN: PLANS[SUMMARY_PLAN],
}


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("how", ["open", "discreet", "invited"])
def test_nothing_is_left_of_a_mail_of_ours(db: Db, locale: str, how: str) -> None:
    world = World(db, MIXED)
    consent = None if how == "invited" else CONSENT
    said = {"email": EMAIL, "phone": None, "locale": locale, "discreet": how == "discreet"}
    person = world.join(consent=consent, quiet=False, **said)
    for day in ("2026-06-02", "2026-06-03", "2026-06-07"):
        for hour in ("09:15", "10:00", "11:00", "18:00"):
            world.at(f"{day} {hour}").run()
    assert world.mail.ledger
    with db.read() as tx:
        sent = quotable(world.service, tx, person, None)
    for message in world.mail.ledger[-10:]:
        for text in (message.text, text_of(message.html)):
            lines = "\n".join(line.strip() for line in text.strip().splitlines())
            assert own_words(f"{lines}\n\ndone", MAIL_FORMS, sent).splitlines()[-1] == "done"
            left = own_words(f"{lines}\n\ndone", MAIL_FORMS, sent).casefold()
            assert not [word for word in ("stop", "baja", "unsubscribe", "skip") if word in left], left


def test_of_somebody_erased_nothing_is_read(db: Db) -> None:
    world = World(db, MIXED)
    person = world.join(email=EMAIL, phone=None)
    with db.read() as tx:
        assert quotable(world.service, tx, person, 4711)
    erase(world.service, person, world.now)
    with db.read() as tx:
        assert quotable(world.service, tx, person, None) == []
