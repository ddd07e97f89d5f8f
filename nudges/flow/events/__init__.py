"""What other systems of the operator are told: sent from the outbox, with retries, in order per person.

The events themselves are written where what they tell of is written; see store/outbox/outbox.py.
"""
