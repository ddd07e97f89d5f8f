"""`nudges guide`, and the skeletons of new plans and guides."""
