"""`make attack`: a stranger's floods against a really started server, and what they cost it."""
