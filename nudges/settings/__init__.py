"""Everything an operator can set. Nothing here is a global: `read_settings` reads it, and it is handed on."""

from nudges.settings.read import IN_FILES, read_settings, unknown_names
from nudges.settings.settings import HOUSE, Settings

__all__ = ["HOUSE", "IN_FILES", "Settings", "read_settings", "unknown_names"]
