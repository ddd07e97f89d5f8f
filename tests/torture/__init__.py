"""Torture: real processes killed and frozen, a provider that misbehaves, and books that must balance."""
