"""By which medium a step goes to one person."""

from nudges.core.person.person import Person
from nudges.core.plan.plan import Step
from nudges.core.vocabulary import Medium, Sends


def wanted(person: Person, step: Step) -> Medium:
    """The medium a step should go by: the person's own preference first, but a summary is always a mail."""
    return step.channel if step.sends is Sends.SUMMARY else person.prefers or step.channel
