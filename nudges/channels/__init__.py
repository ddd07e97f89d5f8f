"""Floor 1: one file a channel, behind one small Protocol."""
