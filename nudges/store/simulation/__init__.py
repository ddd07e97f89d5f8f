"""Reads and copies whole databases for simulations."""
