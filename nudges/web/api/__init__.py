"""The HTTP API for programs: parse, call the same flow as the office, show. See docs/api.md."""
