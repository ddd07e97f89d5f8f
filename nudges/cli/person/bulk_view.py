"""What was done for several people at once, in words."""

from collections.abc import Sequence

from nudges.cli.common import out, person_named
from nudges.flow.office.bulk import Bulk, Left
from nudges.flow.service import Service

_WHY = {
    Left.STOPPED: "said STOP",
    Left.INVITED: "have not said yes",
    Left.RESTS: "rest at least as long already",
    Left.BEGUN: "have that day already",
    Left.THERE: "are there already",
    Left.OTHER_SIDE: "are not whom the plan is for",
    Left.CHANGED: "changed in between",
}


def ids_of(ready: Service, given: Sequence[str]) -> list[str]:
    """Whom these ids, numbers or addresses mean. Raises NudgesError for the first that means nobody."""
    return [person_named(ready, one).id for one in given]


def tell_bulk(done: Bulk, what: str) -> None:
    """How many it was done for, and who was left alone and why."""
    out.print(f"{len(done.done)} {what}.")
    for why, ids in sorted(done.left.items()):
        out.print(f"{len(ids)} left alone, since they {_WHY[why]}: {', '.join(one[:8] for one in ids)}.")
