"""What the replies add up to: weeks, streaks, the trend, milestones."""
