"""What staff do for many people at once: import them, check that everything renders."""
