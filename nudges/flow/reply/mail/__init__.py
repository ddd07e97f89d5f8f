"""Mail that came in: read from a mailbox or posted by a provider, and recorded."""
