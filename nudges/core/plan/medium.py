"""Whether a step goes to a person by SMS or by mail."""

from nudges.core.person.person import Person
from nudges.core.plan.plan import Step
from nudges.core.vocabulary import Medium, Sends


def wanted(person: Person, step: Step) -> Medium:
    """The medium a step should use: the person's preference, else the step's. A summary is always a mail."""
    return step.channel if step.sends is Sends.SUMMARY else person.prefers or step.channel
