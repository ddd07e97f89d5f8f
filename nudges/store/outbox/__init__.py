"""Events on their way to other systems: written with what they tell of, sent in order, kept for a replay."""
