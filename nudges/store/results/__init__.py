"""Queries for how it goes: figures by week, the research table, and what the provider billed."""
