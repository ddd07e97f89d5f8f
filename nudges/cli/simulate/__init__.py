"""`nudges simulate`: twelve weeks in seconds, on the screen, as JSON lines or as files."""
