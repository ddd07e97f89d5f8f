"""Commands about cases of danger."""
