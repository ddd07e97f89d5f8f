"""`nudges plan`: list, check, diff."""
