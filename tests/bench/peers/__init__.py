"""The same nudges through other job queues, each used as its own documentation says."""
