"""What a reply means. The policy is here; the phrases people use are data."""
