"""Floor 0: what the service decides. No I/O, no clock, no database, no framework."""
