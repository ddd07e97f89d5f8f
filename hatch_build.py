"""The build: plans and templates lie at the top of the repository, and travel inside the package."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = {
    "schedules": "nudges/shipped/schedules",
    "templates": "nudges/shipped/templates",
    ".env.example": "nudges/shipped/.env.example",
}


class Content(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls it for every wheel. An editable one uses the checkout in place, and needs no copy."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map the content into a wheel that will be installed away from the checkout."""
        if version != "editable":
            build_data["force_include"] |= SHIPPED
