"""What staff do for many people at once: import them, and check that everything renders."""
