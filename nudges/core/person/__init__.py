"""A person: state, addresses, hours. Knows nothing about plans."""
