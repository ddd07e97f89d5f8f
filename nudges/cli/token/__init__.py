"""Commands about the tokens of the API."""
