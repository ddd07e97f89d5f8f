"""Three made-up people in three zones, and what they answered before anyone looked.

Numbers are from ranges kept for fiction where the country has one (Federal Communications Commission:
555-01xx; Bundesnetzagentur: 0171 39200xx); addresses are under example.org (RFC 2606).
"""

from dataclasses import dataclass, field
from datetime import timedelta

from nudges.flow.planning.enrol import Newcomer

PLAN = "rebuilding-trust"

#: The number they all write to.
OURS = "+12125550100"


@dataclass(frozen=True, slots=True)
class Actor:
    """One made-up person. `answers` and `ratings` come round in turn; None is a day without an answer."""

    key: str
    name: str
    city: str
    zone: str
    phone: str
    email: str
    answers: tuple[str | None, ...] = field(repr=False)
    ratings: tuple[str, ...] = field(repr=False)
    times: dict[str, str] = field(default_factory=dict)
    partner: bool = False

    def newcomer(self) -> Newcomer:
        """This person, about to join; the consent is filled in by whoever adds them."""
        return Newcomer(
            *(PLAN, self.zone, self.name, self.phone, self.email),
            times=self.times,
            partner=self.partner,
            partner_safe=self.partner,
            discreet=False,  # the words are what is to be seen
        )

    def answer(self, prompt: str, before: int) -> str | None:
        """What they text back to a prompt, `before` of whose kind they were asked already."""
        if asks_rating(prompt):
            return self.ratings[min(before, len(self.ratings) - 1)]
        return self.answers[before % len(self.answers)] if asks_done(prompt) else None

    def delay(self, before: int) -> timedelta:
        """How long they take to answer."""
        return timedelta(minutes=4 + before * 17 % 41)


def asks_rating(text: str) -> bool:
    """True for a message that asks for a number, as its reader sees it."""
    return text.endswith("Reply 1-5.")


def asks_done(text: str) -> bool:
    """True for a message that asks whether it was done, as its reader sees it."""
    return text.endswith("Reply DONE or SKIP.")


CAST = (
    Actor(
        key="maya",
        name="Maya",
        city="New York",
        zone="America/New_York",
        phone="+12125550142",
        email="maya@example.org",
        answers=(
            "DONE",
            "Done, easier than I thought",
            "done",
            None,
            "Did it. We both laughed",
            "DONE",
            "skip",
            "done 👍",
        ),
        ratings=("2", "3", "3, a steadier week", "4"),
        partner=True,
    ),
    Actor(
        key="jonas",
        name="Jonas",
        city="Berlin",
        zone="Europe/Berlin",
        phone="+491713920042",
        email="jonas@example.org",
        answers=("done", "DONE", "skip, long day", "Done. It was quiet, but good", None, "DONE"),
        ratings=("2, tired", "2", "4", "4"),
    ),
    Actor(
        key="aiko",
        name="Aiko",
        city="Tokyo",
        zone="Asia/Tokyo",
        phone="+819000000012",
        email="aiko@example.org",
        answers=("Done", "DONE", "Done. Ten minutes, no phones", "done", None, "not today", "Done"),
        ratings=("3", "3", "4", "4, lighter than last week"),
        # earlier than anyone is texted, so that each day shows how a nudge is held
        times={"daily-appreciation": "08:30"},
        partner=True,
    ),
)
