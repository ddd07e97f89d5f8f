"""Templates, the languages they are written in, and how many SMS segments a text takes."""
