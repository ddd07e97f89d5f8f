"""How it goes: figures by week, what was billed, and the research table."""
