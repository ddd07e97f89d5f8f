"""Text as words: tokens, known phrases, and the patterns that lists of phrases are written in."""
