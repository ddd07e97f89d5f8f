"""Floor 4: what providers and people reach over HTTP."""
