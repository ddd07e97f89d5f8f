"""`nudges simulate`: twelve weeks in seconds, on the screen, as lines or as files."""
