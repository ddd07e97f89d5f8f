"""Housekeeping: leases, heartbeats, retention, copies at providers."""
