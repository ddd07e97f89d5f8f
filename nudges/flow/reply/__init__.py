"""A message came in: keep it once, understand it, do what it asks, answer it."""
