"""`nudges progress`, `nudges summary` and `nudges explain`."""
