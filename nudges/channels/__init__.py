"""Providers of SMS and email: one file per channel, all behind the Protocol in base.py."""
