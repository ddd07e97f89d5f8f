"""A person: consent state, addresses, hours. Independent of plans."""
