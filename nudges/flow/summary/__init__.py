"""The weekly summary, as a mail and as a page."""
