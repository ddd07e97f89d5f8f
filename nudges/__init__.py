"""Nudges: small, well-timed prompts by SMS or email, replies understood, a week worth reading."""

__version__ = "0.1.0"
