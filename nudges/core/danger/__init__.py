"""Words of danger: what is listened for, and which helplines to answer with.

Knows no language by itself.
"""
