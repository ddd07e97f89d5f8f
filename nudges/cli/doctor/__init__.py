"""`nudges doctor`: what it looks at, and how each finding is told."""
