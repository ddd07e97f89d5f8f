"""The weekly summary: its figures, its sentences, its chart. Sends nothing."""
