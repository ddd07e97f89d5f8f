"""By word a person lets staff read what they write, and takes it back."""

from dataclasses import replace
from datetime import date

import pytest

from nudges.core.person.consent_method import ConsentMethod
from nudges.core.render.sms_segments import count
from nudges.core.vocabulary import Agreement, Medium
from nudges.flow.portal.readers import words_are_open
from nudges.flow.reply.acknowledge import worded
from nudges.flow.reply.carry_out import Did
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import CONSENT, EMAIL, PHONE, World, voices


def test_share_asks_yes_opens_and_private_closes_each_once(db: Db) -> None:
    world = World(db)
    her = world.join()
    opened = []
    for words in ("share", "share yes", "SHARE YES", "share", "private", "private", "done"):
        world.later(minutes=1).says(words)
        opened.append(words_are_open(world.service, her.id))
    assert opened == [False, True, True, True, False, False, False]
    told = [row for row in world.rows(t.consent) if row.about == Agreement.WORDS]
    assert [(row.given, row.method, row.medium) for row in told] == [
        (True, ConsentMethod.REPLY, Medium.SMS),
        (False, ConsentMethod.REPLY, Medium.SMS),
    ]
    assert told[0].text_version
    assert told[0].text_version == told[1].text_version


def test_what_anybody_may_have_written_or_was_said_long_ago_opens_nothing(db: Db) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL)
    world.says("yes share", sender=EMAIL)  # it answers no mail of ours
    assert not words_are_open(world.service, her.id)
    assert "SHARE YES" in (world.later(minutes=5).says("share yes", late=True) or "")
    assert not words_are_open(world.service, her.id)
    world.later(minutes=5).says("share yes")
    assert words_are_open(world.service, her.id)
    world.later(minutes=5).says("private", late=True)
    assert not words_are_open(world.service, her.id)


@pytest.mark.parametrize("consent", [CONSENT, None], ids=["joined", "invited"])
@pytest.mark.parametrize(
    "words", ["does my husband see this?", "who reads what I write", "¿mi pareja puede ver esto?"]
)
def test_who_asks_who_reads_it_is_told_also_of_the_phone(db: Db, words: str, consent: date | None) -> None:
    world = World(db)
    world.join(consent=consent)
    answer = world.says(words) or ""
    assert answer.startswith("Nudges: Nobody here reads what you write. Whoever holds your phone can.")


def test_who_was_invited_or_has_stopped_opens_nothing(db: Db) -> None:
    world = World(db)
    her = world.join(consent=None)
    assert "reply YES" in (world.says("share yes") or "")
    assert not words_are_open(world.service, her.id)
    world.later(minutes=1).says("STOP")
    assert world.later(minutes=1).says("share yes") is None
    assert not words_are_open(world.service, her.id)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_yes_to_the_invitation_names_it_where_there_are_staff(db: Db, locale: str) -> None:
    world = World(db)
    word = {"en": "SHARE", "es": "COMPARTIR"}[locale]
    alone = world.join(phone="+33612345601", consent=None, locale=locale, name="Ana")
    assert word not in (world.says("yes", sender=alone.phone or "") or "")
    world.service = replace(world.service, office=True)
    looked_after = world.join(phone="+33612345602", consent=None, locale=locale, name="Bea")
    assert word in (world.says("yes", sender=looked_after.phone or "") or "")


@pytest.mark.parametrize("locale", ["en", "es"])
def test_each_answer_is_one_segment(locale: str) -> None:
    voice = voices().of(locale)
    asked = [Did("who_reads", {"open": opened}) for opened in (False, True)]
    for did in (*asked, Did("words_open"), Did("words_closed")):
        assert count(worded(voice, "Twenty letters long.", did)).segments == 1, did
