"""`nudges guide`, and templates for new plans and guides."""
