"""Times in replies: find them, read dates, resolve them in the person's own zone."""
