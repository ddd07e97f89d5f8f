"""Webhooks of the providers. A signature is checked before anything else is done."""
