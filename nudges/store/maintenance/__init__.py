"""Rows that keep the service in order: leases, heartbeats, retention, provider copies."""
