"""Parts of statements that both databases understand. Knows no people and no nudges."""
