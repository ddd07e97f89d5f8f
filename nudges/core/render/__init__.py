"""Renders templates in each language, and counts the SMS segments of a text."""
