"""How a person is shown at the prompt, and to programs."""

from datetime import datetime

from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Who

_WHO = {Who.HURT: "was hurt", Who.REPAIRING: "repairs what they did", Who.BOTH: "both, hurt and repairing"}


def state(person: Person, now: datetime) -> str:
    """Their state, and their pause: the one they are in, or one that begins later."""
    pause = person.pause(now)
    if person.state is not State.ACTIVE or pause is None:
        return person.state
    begins, ends = pause
    until = f"until {person.local(ends):%-d %b}"
    if begins is None:
        return f"paused {until}"
    return f"{person.state}; will be paused from {person.local(begins):%-d %b} {until}"


def reached(person: Person, now: datetime) -> dict[str, str]:
    """Who they are, and how they are reached."""
    return {
        "id": person.id[:8],
        "name": person.name or "-",
        "state": state(person, now),
        "phone": person.phone or "-",
        "email": person.email or "-",
        "zone": person.zone,
        "hours": f"{person.opens:%H:%M} to {person.closes:%H:%M}",
    }


def settings_in_words(person: Person) -> dict[str, str]:
    """What decides what comes to a person, and how."""
    company = "with somebody close" if person.partner else "alone"
    if person.partner:
        company += ", safe to be around" if person.partner_safe else "; not said to be safe to be around"
    yes = {True: "yes", False: "no"}
    return {
        "language": person.locale,
        "who they are": _WHO[person.who],
        "takes part": company,
        "what can stir pain": "asked for" if person.care else "not asked for",
        "discreet messages": yes[person.discreet],
        "thanks for answers": yes[not person.quiet_acks],
        "notes in the mail": yes[person.notes_in_summary],
    }


def as_dict(person: Person, now: datetime) -> dict[str, object]:
    """The same and their settings, for programs."""
    return {
        "id": person.id,
        "name": person.name,
        "state": state(person, now),
        "phone": person.phone,
        "email": person.email,
        "zone": person.zone,
        "who": person.who,
        "partner": person.partner,
        "partner_safe": person.partner_safe,
        "notes_in_summary": person.notes_in_summary,
        "care": person.care,
        "discreet": person.discreet,
        "quiet_acks": person.quiet_acks,
        "language": person.locale,
        "hours": f"{person.opens:%H:%M}-{person.closes:%H:%M}",
        # what they wrote limits what comes: docs/safety.md
        "disclosed": ", ".join(f"{danger} {day}" for danger, day in person.disclosed),
    }
