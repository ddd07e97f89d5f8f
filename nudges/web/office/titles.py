"""What plans, steps and practices are called for whoever reads a page."""

from nudges.flow.summary.compose import step_title
from nudges.web.edge import Edge


class Titles:
    """What plans, steps and practices are called, as far as they are still there."""

    def __init__(self, edge: Edge, locale: str) -> None:
        self._service = edge.service
        self._locale = locale
        self.plans = {name: one.title.said_in(locale) for name, one in edge.service.plans.items()}

    def plan(self, name: str) -> str:
        """A plan's title, or its id if it is not there any more."""
        return self.plans.get(name, name)

    def step(self, plan: str, name: str) -> str:
        """A step's title, or what its name says."""
        return step_title(name, self._service.step(plan, name), self._locale)

    def practice(self, name: str) -> str:
        """A practice's title, or its id if it is in no guide any more."""
        found = self._service.voices.of(self._locale).guides.find(name)
        return found.title if found else name
