"""Replies, the progress made of them, and replies of danger to be reported to the operator."""
