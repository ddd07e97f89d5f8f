"""Commands about the accounts of staff."""
