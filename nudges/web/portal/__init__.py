"""A person's own pages, behind their signed link."""
