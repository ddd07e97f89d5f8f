"""SQL helpers for both databases. Independent of people and nudges."""
