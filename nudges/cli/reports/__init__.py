"""`nudges progress`, `summary` and `explain`: what became of it all."""
