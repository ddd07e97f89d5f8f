"""Runs the service in memory to see what a plan will do. Nothing here can send."""
