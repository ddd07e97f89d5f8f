"""Reads plans, guides and lists of danger from files. The only place that opens content files."""
