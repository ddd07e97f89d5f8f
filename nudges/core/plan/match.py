"""Match the messages in a provider's list to our slots by time, when nothing else identifies them."""

from collections.abc import Sequence
from datetime import datetime


def matched(windows: Sequence[tuple[datetime, datetime]], moments: Sequence[datetime]) -> dict[int, int]:
    """Assign moments to as many windows as possible: {index of window: index of moment}.

    Each moment is used once. If it lies in several windows, the one that began last gets it: that is the
    likeliest, and working back from the latest moment it leaves the fewest windows empty (Glover's rule for
    convex bipartite graphs).
    """
    found: dict[int, int] = {}
    for place in sorted(range(len(moments)), key=lambda one: moments[one], reverse=True):
        at = moments[place]
        open_then = [n for n, (opens, ends) in enumerate(windows) if n not in found and opens <= at <= ends]
        if open_then:
            found[max(open_then, key=lambda n: windows[n])] = place
    return found
