"""What staff do and see. Each action takes who acts, checks that, and writes the audit with it."""
