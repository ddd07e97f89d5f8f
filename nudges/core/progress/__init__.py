"""Progress worked out from replies: weeks, streaks, rating trend, milestones."""
