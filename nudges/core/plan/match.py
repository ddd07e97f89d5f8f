"""Which of the messages that a provider shows were which of our slots, when only their times can tell."""

from collections.abc import Sequence
from datetime import datetime


def matched(windows: Sequence[tuple[datetime, datetime]], moments: Sequence[datetime]) -> dict[int, int]:
    """For as many windows as possible the moment that lies in it: {window's place: moment's place}.

    A moment counts for one window. Of several that it may belong to it is given to the one that began last,
    which is both the likeliest and, going back from the latest moment, leaves the fewest windows without one
    (Glover's rule for convex bipartite graphs).
    """
    found: dict[int, int] = {}
    for place in sorted(range(len(moments)), key=lambda one: moments[one], reverse=True):
        at = moments[place]
        open_then = [n for n, (opens, ends) in enumerate(windows) if n not in found and opens <= at <= ends]
        if open_then:
            found[max(open_then, key=lambda n: windows[n])] = place
    return found
