"""Floor 3: settings become a running service. Each file imports only what its part needs."""
