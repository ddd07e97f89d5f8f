"""Accounts of staff: signing in, passkeys, who has one, tokens of programs."""
