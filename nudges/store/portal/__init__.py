"""Queries for a person's own pages and their export."""
