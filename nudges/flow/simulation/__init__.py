"""The service played through in memory, to see what a plan will do. Nothing here can send."""
