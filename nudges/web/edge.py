"""What every page and webhook is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from nudges.flow.service import Service
from nudges.settings import Settings
from nudges.web.misses import Misses

#: So many forms to join are taken from one client in a minute.
JOINS = 5


@dataclass(frozen=True, slots=True)
class Edge:
    """The service, the settings its webhooks are checked against, the time, who missed, and who joins."""

    service: Service
    settings: Settings
    clock: Callable[[], datetime]
    misses: Misses = field(default_factory=Misses)
    joins: Misses = field(default_factory=lambda: Misses(JOINS))


def edge_of(request: Request) -> Edge:
    """The edge this application was created with."""
    edge: Edge = request.app.state.edge
    return edge


#: How a route asks for it.
HasEdge = Annotated[Edge, Depends(edge_of)]
