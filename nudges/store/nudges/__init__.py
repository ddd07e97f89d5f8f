"""The queue: slots, claims, attempts, outcomes, senders."""
