"""What a person's own pages and their export read."""
