"""Floor 0: pure decisions. No I/O, no clock, no database, no framework; time is an argument."""
