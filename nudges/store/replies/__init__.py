"""Replies, what they add up to, and what is still to be told of them."""
