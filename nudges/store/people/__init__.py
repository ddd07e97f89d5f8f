"""People, their preferences and consents, and addresses that must not be written to."""
