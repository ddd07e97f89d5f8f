"""That somebody wrote of danger, said so that nobody overlooks it."""

from nudges.cli.common import out
from nudges.core.language import ENGLISH
from nudges.core.person.person import Person
from nudges.core.vocabulary import Danger

_OF = {
    Danger.SELF: "ending their life or hurting themselves",
    Danger.VIOLENCE: "being hurt by somebody",
    Danger.COERCION: "being threatened or controlled",
}


def tell_danger(person: Person) -> None:
    """One line for each kind of danger that they wrote of, before anything else."""
    for danger, day in person.disclosed:
        said = f" ! DANGER: on {ENGLISH.day_and_year(day)} they wrote of {_OF[danger]}. "
        out.print(said, style="bold white on red", markup=False)
    if person.disclosed:
        out.print("   docs/safety.md says what Nudges does then, and what it cannot do.\n", markup=False)
