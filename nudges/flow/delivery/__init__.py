"""From a due nudge to the provider and back: claim, compose, send, record the outcome."""
