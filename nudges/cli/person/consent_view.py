"""Consents given and withdrawn, as `person show` prints them."""

from nudges.core.language import ENGLISH
from nudges.core.person.consent_method import method_in_words
from nudges.core.person.person import Person
from nudges.core.vocabulary import Agreement, Medium
from nudges.store.people.consents import Consent

_BY = {Medium.SMS: " by SMS", Medium.EMAIL: " by email", None: ""}


def as_dict(who: Person, said: Consent) -> dict[str, object]:
    """One consent or withdrawal, for `--json`."""
    return {
        "local": str(said.day) if said.day else f"{who.local(said.at):%Y-%m-%d %H:%M}",
        "utc": said.at.isoformat(),
        "given": said.given,
        "about": said.about,
        "method": said.method,
        "medium": said.medium,
        "text_version": said.text_version,
    }


def in_words(who: Person, said: Consent) -> tuple[str, str]:
    """The same in words: what it was, and when and how."""
    at = f"{said.day:%a %-d %b %Y}" if said.day else f"{who.local(said.at):%a %-d %b %Y, %H:%M}"
    how = f"{at}, {method_in_words(said.method, ENGLISH)}{_BY[said.medium]}"
    if said.about is Agreement.WORDS:
        return "words open" if said.given else "words closed", how
    return "agreed" if said.given else "stopped", how
