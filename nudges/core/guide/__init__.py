"""Guides as content: sections, practices, translations, and how their files are parsed.

Reads no files.
"""
